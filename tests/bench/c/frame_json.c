/*
 * frame_json.c: see frame_json.h.
 */
#include "frame_json.h"

#include <stdio.h>
#include <string.h>

/* Whether text and size alone give the frame back: nothing but NULs after the text. */
static int OnlyPadding(const char *frame, DWORD from, DWORD size)
{
    for (DWORD i = from; i < size; i++) {
        if (frame[i] != 0) {
            return 0;
        }
    }
    return 1;
}

/* A string between quotes, escaped as JSON wants it. */
static void PrintString(const char *text, DWORD length)
{
    putchar('"');
    for (DWORD i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\') {
            putchar('\\');
            putchar(c);
        } else if (c < 0x20) {
            printf("\\u%04x", c);
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

void SetLargeBuffer(void)
{
    static char buffer[STDOUT_BUFFER];

    setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
}

void PrintFrame(unsigned long seq, unsigned client, ULONG pid, const char *frame, DWORD size)
{
    FILETIME filetime;
    SYSTEMTIME now;

    GetSystemTimePreciseAsFileTime(&filetime);
    FileTimeToSystemTime(&filetime, &now);
    ULONGLONG time = (ULONGLONG)filetime.dwHighDateTime << 32 | filetime.dwLowDateTime;
    DWORD length = (DWORD)strnlen(frame, size);
    printf("{\"kind\":\"frame\",\"seq\":%lu,\"time\":\"%04u-%02u-%02uT%02u:%02u:%02u.%06uZ\",\"client\":%u,\"pid\":%lu,"
           "\"size\":%lu,\"text\":",
           seq, now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond, (unsigned)(time / 10 % 1000000),
           client, pid, size);
    PrintString(frame, length);
    puts(OnlyPadding(frame, length, size) ? "}" : ",\"lossy\":true}");
}
