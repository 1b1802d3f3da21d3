/*
 * The other end of the listener's stdout when latency is measured: the sender has written into each frame when it sent it,
 * and here is when its line has come. Prints the 50th and the 99th percentile of the difference, in microseconds, without
 * the first WARM_UP lines: until then the listener's code is being compiled.
 *
 *     listener | latency.exe WARM_UP
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define MAX_LINES 100000
#define BUFFER_SIZE (1 << 16)
#define TEXT_KEY "\"text\":\""

static long long differences[MAX_LINES];

static int Compare(const void *a, const void *b)
{
    const long long x = *(const long long *)a, y = *(const long long *)b;

    return (x > y) - (x < y);
}

static long long Now(void)
{
    FILETIME now;

    GetSystemTimePreciseAsFileTime(&now);
    return (long long)((ULONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime);
}

int main(int argc, char **argv)
{
    static char buffer[BUFFER_SIZE + 1];
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    DWORD length = 0, read;
    int lines = 0, warmUp = argc == 2 ? atoi(argv[1]) : 0;

    while (ReadFile(input, buffer + length, BUFFER_SIZE - length, &read, NULL) && read > 0) {
        const long long now = Now();
        char *line = buffer, *end;

        length += read;
        buffer[length] = 0;
        for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            const char *text = strstr(line, TEXT_KEY);
            if (text == NULL || text > end || lines == MAX_LINES) {
                fprintf(stderr, "Cannot find when a frame was sent: %.*s\n", (int)(end - line), line);
                return 1;
            }
            if (warmUp > 0) {
                warmUp--;
            } else {
                differences[lines++] = now - strtoll(text + sizeof(TEXT_KEY) - 1, NULL, 10);
            }
        }
        length -= (DWORD)(line - buffer);
        memmove(buffer, line, length);
    }
    if (lines == 0) {
        return 1;
    }
    qsort(differences, (size_t)lines, sizeof(*differences), Compare);
    printf("%.1f %.1f\n", (double)differences[lines / 2] / 10, (double)differences[lines * 99LL / 100] / 10);
    return 0;
}
