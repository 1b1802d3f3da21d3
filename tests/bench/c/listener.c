/*
 * The peer of the benchmark: what one would write in C in an afternoon. One instance, blocking ReadFile, one printf for
 * each message; ends when its client has gone. With --flush each line leaves at once, as one wants it for a person.
 *
 *     listener.exe \\.\pipe\NAME [--flush] > FILE
 */

#include "frame_json.h"

#include <stdio.h>

#define MAX_FRAME_SIZE (1 << 20)
#define BUFFER_SIZE (1 << 20)

int main(int argc, char **argv)
{
    static char frame[MAX_FRAME_SIZE];
    unsigned long seq = 0;
    ULONG pid = 0;
    DWORD size;

    if (argc != 2 && argc != 3) {
        fprintf(stderr, "usage: listener PIPE [--flush]\n");
        return 2;
    }
    SetLargeBuffer();
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
        PrintFrame(++seq, 1, pid, frame, size);
        if (argc == 3) {
            fflush(stdout);
        }
    }
    return 0;
}
