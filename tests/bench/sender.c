/*
 * The sender of the benchmark: a user-mode client that writes COUNT frames of SIZE bytes to a pipe, as fast as the
 * reader lets it, and prints how many microseconds that took. With EVENTS, each frame is the payload of an event, and so
 * many events are put into one message as the client library of a driver does it (client/batch.c).
 *
 *     sender.exe \\.\pipe\NAME COUNT SIZE [EVENTS]
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <pipelisten_event.h>

#define MAX_FRAME_SIZE (1 << 20)
#define HELLO "hello lyshark"

static char message[MAX_FRAME_SIZE];

/* Makes a message of events with the numbers from first on; returns its length. */
static DWORD Pack(long first, DWORD events, DWORD size)
{
    const DWORD stride = (DWORD)(sizeof(PIPELISTEN_EVENT) + size + 7) & ~7u;
    FILETIME now;

    GetSystemTimeAsFileTime(&now);
    for (DWORD i = 0; i < events; i++) {
        PIPELISTEN_EVENT *event = (PIPELISTEN_EVENT *)(void *)(message + i * stride);
        memcpy(event->Magic, PIPELISTEN_EVENT_MAGIC, sizeof(event->Magic));
        event->Version = PIPELISTEN_EVENT_VERSION;
        event->HeaderSize = sizeof(*event);
        event->PayloadLength = size;
        event->Sequence = (ULONGLONG)first + i;
        event->Time = (LONGLONG)((ULONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime);
        event->ProcessId = GetCurrentProcessId();
        event->Flags = i + 1 < events ? PIPELISTEN_EVENT_MORE : 0;
        memcpy(event + 1, HELLO, sizeof(HELLO) - 1);
    }
    return (events - 1) * stride + (DWORD)sizeof(PIPELISTEN_EVENT) + size;
}

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
    LARGE_INTEGER frequency, start, end;

    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: sender PIPE COUNT SIZE [EVENTS]\n");
        return 2;
    }
    long count = atol(argv[2]);
    DWORD size = (DWORD)atol(argv[3]);
    if (size < sizeof(HELLO) - 1 || size > MAX_FRAME_SIZE) {
        fprintf(stderr, "Cannot send frames of %s bytes: expected %u to %u\n", argv[3], (unsigned)sizeof(HELLO) - 1,
                MAX_FRAME_SIZE);
        return 2;
    }
    DWORD events = argc == 5 ? (DWORD)atol(argv[4]) : 0;
    if (events * (sizeof(PIPELISTEN_EVENT) + size + 7) > MAX_FRAME_SIZE) {
        fprintf(stderr, "Cannot send %lu events of %lu bytes as one message\n", events, size);
        return 2;
    }
    memcpy(message, HELLO, sizeof(HELLO) - 1);
    HANDLE pipe = Connect(argv[1]);
    if (pipe == INVALID_HANDLE_VALUE) {
        fprintf(stderr, "Cannot open %s: error %lu\n", argv[1], GetLastError());
        return 1;
    }
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&start);
    for (long i = 0; i < count; i += events > 0 ? (long)events : 1) {
        DWORD left = (DWORD)(count - i);
        DWORD length = events > 0 ? Pack(i + 1, left < events ? left : events, size) : size;
        DWORD written = 0;
        if (!WriteFile(pipe, message, length, &written, NULL) || written != length) {
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
