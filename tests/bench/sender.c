/*
 * The sender of the benchmark: a user-mode client that writes COUNT frames of SIZE bytes to a pipe, as fast as the
 * reader lets it, and prints how many microseconds that took.
 *
 *     sender.exe \\.\pipe\NAME COUNT SIZE
 */

#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define MAX_FRAME_SIZE (1 << 20)
#define HELLO "hello lyshark"

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
    static char frame[MAX_FRAME_SIZE] = HELLO;
    LARGE_INTEGER frequency, start, end;

    if (argc != 4) {
        fprintf(stderr, "usage: sender PIPE COUNT SIZE\n");
        return 2;
    }
    long count = atol(argv[2]);
    DWORD size = (DWORD)atol(argv[3]);
    if (size < sizeof(HELLO) - 1 || size > MAX_FRAME_SIZE) {
        fprintf(stderr, "Cannot send frames of %s bytes: expected %u to %u\n", argv[3], (unsigned)sizeof(HELLO) - 1,
                MAX_FRAME_SIZE);
        return 2;
    }
    HANDLE pipe = Connect(argv[1]);
    if (pipe == INVALID_HANDLE_VALUE) {
        fprintf(stderr, "Cannot open %s: error %lu\n", argv[1], GetLastError());
        return 1;
    }
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&start);
    for (long i = 0; i < count; i++) {
        DWORD written = 0;
        if (!WriteFile(pipe, frame, size, &written, NULL) || written != size) {
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
