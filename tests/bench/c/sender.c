/*
 * The sender of the benchmark: user-mode clients that write frames to a pipe, and how long that took.
 *
 *     sender.exe \\.\pipe\NAME COUNT SIZE [events=N] [clients=N] [rate=HZ]
 *
 * COUNT frames of SIZE bytes are written as fast as the reader lets it. Prints "connected", and at the end how many
 * microseconds it took until the reader had read them all.
 *
 *     events=N   each frame is the payload of an event, N of them in one message, as the client library of a driver does
 *                it (client/batch.c)
 *     clients=N  so many clients share the frames, each in a thread of its own
 *     rate=HZ    so many frames a second, each with the time of its sending as its text: 100 ns since 1601, decimal
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <pipelisten_event.h>

#define MAX_FRAME_SIZE (1 << 20)
#define MAX_CLIENTS 128
#define HELLO "hello lyshark"

typedef struct {
    HANDLE pipe;
    long count;
    char *message; /* of MAX_FRAME_SIZE bytes */
    int failed;
} Client;

static DWORD size, events, rate;

static ULONGLONG Now(void)
{
    FILETIME now;

    GetSystemTimePreciseAsFileTime(&now);
    return (ULONGLONG)now.dwHighDateTime << 32 | now.dwLowDateTime;
}

/* Makes a message of events with the numbers from first on; returns its length. */
static DWORD Pack(char *message, long first, DWORD number)
{
    const DWORD stride = (DWORD)(sizeof(PIPELISTEN_EVENT) + size + 7) & ~7u;
    const LONGLONG now = (LONGLONG)Now();

    for (DWORD i = 0; i < number; i++) {
        PIPELISTEN_EVENT *event = (PIPELISTEN_EVENT *)(void *)(message + i * stride);
        memcpy(event->Magic, PIPELISTEN_EVENT_MAGIC, sizeof(event->Magic));
        event->Version = PIPELISTEN_EVENT_VERSION;
        event->HeaderSize = sizeof(*event);
        event->PayloadLength = size;
        event->Sequence = (ULONGLONG)first + i;
        event->Time = now;
        event->ProcessId = GetCurrentProcessId();
        event->Flags = i + 1 < number ? PIPELISTEN_EVENT_MORE : 0;
        memcpy(event + 1, HELLO, sizeof(HELLO) - 1);
    }
    return (number - 1) * stride + (DWORD)sizeof(PIPELISTEN_EVENT) + size;
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
    fprintf(stderr, "Cannot open %s: error %lu\n", path, GetLastError());
    exit(1);
}

/* Writes all frames of one client, and returns when the reader has read them. */
static DWORD WINAPI Send(void *context)
{
    Client *client = context;
    const DWORD step = events > 0 ? events : 1;

    for (long i = 0; i < client->count; i += (long)step) {
        const DWORD left = (DWORD)(client->count - i);
        DWORD length = size, written = 0;

        if (events > 0) {
            length = Pack(client->message, i + 1, left < events ? left : events);
        }
        if (rate > 0) {
            Sleep(1000 / rate);
            snprintf(client->message, size, "%llu", Now());
        }
        if (!WriteFile(client->pipe, client->message, length, &written, NULL) || written != length) {
            fprintf(stderr, "Cannot write frame %ld: error %lu\n", i, GetLastError());
            client->failed = 1;
            return 1;
        }
    }
    FlushFileBuffers(client->pipe);
    return 0;
}

static DWORD Option(int argc, char **argv, const char *name, DWORD otherwise)
{
    for (int i = 4; i < argc; i++) {
        if (strncmp(argv[i], name, strlen(name)) == 0) {
            return (DWORD)atol(argv[i] + strlen(name));
        }
    }
    return otherwise;
}

int main(int argc, char **argv)
{
    static Client clients[MAX_CLIENTS];
    HANDLE threads[MAX_CLIENTS];
    LARGE_INTEGER frequency, start, end;

    if (argc < 4) {
        fprintf(stderr, "usage: sender PIPE COUNT SIZE [events=N] [clients=N] [rate=HZ]\n");
        return 2;
    }
    const long count = atol(argv[2]);
    size = (DWORD)atol(argv[3]);
    events = Option(argc, argv, "events=", 0);
    rate = Option(argc, argv, "rate=", 0);
    const DWORD number = Option(argc, argv, "clients=", 1);
    if (size < sizeof(HELLO) - 1 || size > MAX_FRAME_SIZE || number < 1 || number > MAX_CLIENTS ||
        events * (sizeof(PIPELISTEN_EVENT) + size + 7) > MAX_FRAME_SIZE) {
        fprintf(stderr, "Cannot send that: expected frames of %u to %u bytes, up to %u clients, events that fit\n",
                (unsigned)sizeof(HELLO) - 1, MAX_FRAME_SIZE, MAX_CLIENTS);
        return 2;
    }
    for (DWORD i = 0; i < number; i++) {
        clients[i].pipe = Connect(argv[1]);
        clients[i].count = count / (long)number;
        clients[i].message = calloc(1, MAX_FRAME_SIZE);
        memcpy(clients[i].message, HELLO, sizeof(HELLO) - 1);
    }
    printf("connected\n");
    fflush(stdout);
    timeBeginPeriod(1); /* for Sleep(1) */
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&start);
    for (DWORD i = 1; i < number; i++) {
        threads[i] = CreateThread(NULL, 0, Send, &clients[i], 0, NULL);
    }
    Send(&clients[0]);
    int failed = clients[0].failed;
    for (DWORD i = 1; i < number; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        failed |= clients[i].failed;
    }
    QueryPerformanceCounter(&end);
    for (DWORD i = 0; i < number; i++) {
        CloseHandle(clients[i].pipe);
    }
    printf("%lld\n", (end.QuadPart - start.QuadPart) * 1000000 / frequency.QuadPart);
    return failed;
}
