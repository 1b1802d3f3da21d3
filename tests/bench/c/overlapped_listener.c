/*
 * The better peer of the benchmark: many clients at once, overlapped reads on a completion port, one thread. Ends when so
 * many clients as CLIENTS says have gone.
 *
 *     overlapped_listener.exe \\.\pipe\NAME CLIENTS > FILE
 */

#include "frame_json.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_FRAME_SIZE (1 << 16)
#define BUFFER_SIZE (1 << 20)
#define ENTRIES 128

typedef struct {
    OVERLAPPED overlapped;
    HANDLE pipe;
    unsigned number; /* of the client; 0 until it is there */
    ULONG pid;
    char frame[MAX_FRAME_SIZE];
} Instance;

static unsigned clients, gone;
static unsigned long seq;

static void Fail(const char *what)
{
    fprintf(stderr, "Cannot %s: error %lu\n", what, GetLastError());
    exit(1);
}

/* Starts the next read; the port is told even if it has been answered at once. */
static void Read(Instance *instance)
{
    if (ReadFile(instance->pipe, instance->frame, MAX_FRAME_SIZE, NULL, &instance->overlapped)) {
        return;
    }
    if (GetLastError() == ERROR_BROKEN_PIPE) {
        gone++;
    } else if (GetLastError() != ERROR_IO_PENDING) {
        Fail("read");
    }
}

static void Connected(Instance *instance)
{
    instance->number = ++clients;
    GetNamedPipeClientProcessId(instance->pipe, &instance->pid);
    Read(instance);
}

static void Create(const char *name, HANDLE port, Instance *instance)
{
    instance->pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                      PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT, PIPE_UNLIMITED_INSTANCES,
                                      4096, BUFFER_SIZE, 0, NULL);
    if (instance->pipe == INVALID_HANDLE_VALUE ||
        CreateIoCompletionPort(instance->pipe, port, (ULONG_PTR)instance, 0) == NULL) {
        Fail("create the pipe");
    }
    if (!ConnectNamedPipe(instance->pipe, &instance->overlapped)) {
        if (GetLastError() == ERROR_PIPE_CONNECTED) {
            Connected(instance);
        } else if (GetLastError() != ERROR_IO_PENDING) {
            Fail("accept a client");
        }
    }
}

/* What has completed: a client has come, a message has come, or the client has gone. */
static void Completed(Instance *instance)
{
    DWORD size = 0;

    if (instance->number == 0) {
        Connected(instance);
    } else if (GetOverlappedResult(instance->pipe, &instance->overlapped, &size, FALSE)) {
        PrintFrame(++seq, instance->number, instance->pid, instance->frame, size);
        Read(instance);
    } else {
        gone++;
    }
}

int main(int argc, char **argv)
{
    OVERLAPPED_ENTRY entries[ENTRIES];
    ULONG count;

    if (argc != 3) {
        fprintf(stderr, "usage: overlapped_listener PIPE CLIENTS\n");
        return 2;
    }
    const unsigned expected = (unsigned)atoi(argv[2]);
    Instance *instances = calloc(expected, sizeof(*instances));
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    if (instances == NULL || port == NULL) {
        Fail("start");
    }
    SetLargeBuffer();
    for (unsigned i = 0; i < expected; i++) {
        Create(argv[1], port, &instances[i]);
    }
    while (gone < expected) {
        if (!GetQueuedCompletionStatusEx(port, entries, ENTRIES, &count, INFINITE, FALSE)) {
            Fail("wait");
        }
        for (ULONG i = 0; i < count; i++) {
            Completed((Instance *)entries[i].lpCompletionKey);
        }
    }
    return 0;
}
