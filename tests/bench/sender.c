/*
 * The sender of the benchmark: a user-mode client that writes COUNT frames of 4096 bytes to a pipe, as fast as the
 * reader lets it, and prints how many microseconds that took.
 *
 *     sender.exe \\.\pipe\NAME COUNT
 */

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define FRAME_SIZE 4096

/* Waits for the pipe as a driver does, up to a minute: the listener's first start has its modules to compile. */
static HANDLE Connect(const char *path)
{
    for (int attempt = 0; attempt < 6000; attempt++) {
        HANDLE pipe = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (pipe != INVALID_HANDLE_VALUE) {
            return pipe;
        }
        Sleep(10);
    }
    return INVALID_HANDLE_VALUE;
}

int main(int argc, char **argv)
{
    static char frame[FRAME_SIZE] = "hello lyshark";
    LARGE_INTEGER frequency, start, end;

    if (argc != 3) {
        fprintf(stderr, "usage: sender PIPE COUNT\n");
        return 2;
    }
    long count = atol(argv[2]);
    HANDLE pipe = Connect(argv[1]);
    if (pipe == INVALID_HANDLE_VALUE) {
        fprintf(stderr, "Cannot open %s: error %lu\n", argv[1], GetLastError());
        return 1;
    }
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&start);
    for (long i = 0; i < count; i++) {
        DWORD written = 0;
        if (!WriteFile(pipe, frame, FRAME_SIZE, &written, NULL) || written != FRAME_SIZE) {
            fprintf(stderr, "Cannot write frame %ld: error %lu\n", i, GetLastError());
            return 1;
        }
    }
    FlushFileBuffers(pipe); /* returns when the reader has read everything */
    QueryPerformanceCounter(&end);
    CloseHandle(pipe);
    printf("%lld\n", (end.QuadPart - start.QuadPart) * 1000000 / frequency.QuadPart);
    return 0;
}
