/*
 * The peer of the benchmark: what one would write in C in an afternoon. One instance, blocking ReadFile, one printf for
 * each message, the same JSON as pipelisten prints; ends when its client has gone.
 *
 *     listener.exe \\.\pipe\NAME > FILE
 */

#include <stdio.h>
#include <string.h>
#include <windows.h>

#define MAX_FRAME_SIZE (1 << 20)
#define BUFFER_SIZE (1 << 20)

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

int main(int argc, char **argv)
{
    static char frame[MAX_FRAME_SIZE];
    ULONG pid = 0;
    DWORD size;
    unsigned long seq = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: listener PIPE\n");
        return 2;
    }
    HANDLE pipe = CreateNamedPipeA(argv[1], PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT,
                                   PIPE_UNLIMITED_INSTANCES, 4096, BUFFER_SIZE, 0, NULL);
    if (pipe == INVALID_HANDLE_VALUE) {
        fprintf(stderr, "Cannot create %s: error %lu\n", argv[1], GetLastError());
        return 1;
    }
    if (!ConnectNamedPipe(pipe, NULL) && GetLastError() != ERROR_PIPE_CONNECTED) {
        fprintf(stderr, "Cannot accept a client: error %lu\n", GetLastError());
        return 1;
    }
    GetNamedPipeClientProcessId(pipe, &pid);
    while (ReadFile(pipe, frame, MAX_FRAME_SIZE, &size, NULL)) {
        SYSTEMTIME now;
        FILETIME filetime;
        GetSystemTimePreciseAsFileTime(&filetime);
        FileTimeToSystemTime(&filetime, &now);
        unsigned microseconds = (unsigned)((((ULONGLONG)filetime.dwHighDateTime << 32 | filetime.dwLowDateTime) / 10) % 1000000);
        DWORD length = (DWORD)strnlen(frame, size);
        printf("{\"kind\":\"frame\",\"seq\":%lu,\"time\":\"%04u-%02u-%02uT%02u:%02u:%02u.%06uZ\",\"client\":1,\"pid\":%lu,"
               "\"size\":%lu,\"text\":",
               ++seq, now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond, microseconds, pid, size);
        PrintString(frame, length);
        puts(OnlyPadding(frame, length, size) ? "}" : ",\"lossy\":true}");
    }
    return 0;
}
