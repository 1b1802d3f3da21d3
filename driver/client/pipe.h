/*
 * pipe.h: the kernel end of a named pipe. It sends whole messages, waits for a listener that is not there, reconnects to
 * one that went away, and gives up at once when its stop event is set.
 *
 *     pipe.c         one attempt to connect, one write
 *     pipe_check.c   what the other end is: of the right kind, trusted, still there
 *     pipe_send.c    the loops around these, which decide what a failure means
 *
 * One thread sends. PipelistenPipeInitialize before it starts and PipelistenPipeUninitialize after it has ended may run
 * on any thread; what comes in between belongs to that one thread, because a write can only be cancelled by the thread
 * that issued it. No pool is used: the caller owns the PipeClient and its Stop event, which must be in nonpaged memory
 * (KeInitializeEvent).
 */
#ifndef PIPE_H
#define PIPE_H

#include "platform.h"
#include <pipelisten.h>

#define PIPE_DIRECTORY L"\\DosDevices\\Pipe\\"

#define PIPE_PATH_MAX_CHARS (sizeof(PIPE_DIRECTORY) / sizeof(WCHAR) - 1 + PIPELISTEN_NAME_MAX_CHARS)

/* After a failure to find a listener: one that is not there may come at any moment, or not for a long time. */
#define PIPE_MIN_RETRY_MS 100
#define PIPE_MAX_RETRY_MS 1000

typedef struct {
    UNICODE_STRING Path;  /* \DosDevices\Pipe\NAME, in PathBuffer, and with a NUL after it for %ws */
    WCHAR PathBuffer[PIPE_PATH_MAX_CHARS + 1];
    BOOLEAN TrustedOwner; /* PIPELISTEN_TRUSTED_OWNER */
    BOOLEAN Reads;        /* PIPELISTEN_LIVE_FILTER: opened for reading, too, where the pipe can be */
    PKEVENT Stop;         /* the caller's: once set, every wait below ends with STATUS_CANCELLED */
    HANDLE File;          /* NULL while not connected */
    BOOLEAN Checked;      /* File has passed PipelistenPipeCheckKind */
    BOOLEAN CanRead;      /* File was opened for that */
    HANDLE SettledHandle; /* the I/O manager sets it when a write or a read completes ... */
    PKEVENT Settled;      /* ... and this is the same event, to wait for together with Stop */
    ULONG RetryMs;        /* how long to wait after the next failure to find a listener */
    NTSTATUS Logged;      /* the failure in the log; STATUS_SUCCESS when nothing has failed since a write */
    ATOMIC_ULONG Failure; /* the NTSTATUS that failed last, STATUS_SUCCESS if none ever did; any thread may read it */
    ATOMIC_ULONG Connects; /* how often a listener was found; any thread may read it */
} PipeClient;

/*
 * Prepares Pipe for \DosDevices\Pipe\NAME without connecting. Stop must outlive Pipe. STATUS_OBJECT_NAME_INVALID:
 * PipeName is empty, longer than PIPELISTEN_NAME_MAX_CHARS, has a NUL in it, or a backslash at its start or end or two in
 * a row.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenPipeInitialize(_Out_ PipeClient *Pipe, _In_ const PIPELISTEN_CONFIG *Config, _In_ PKEVENT Stop);

/* One attempt to connect. Pipe must not be connected. What it is connected to remains to be checked. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenPipeOpen(_Inout_ PipeClient *Pipe);

/*
 * One attempt to write one message to a connected pipe. Returns when the write has settled: the pipe took all of it, or
 * it failed, or Stop was set and it is cancelled.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenPipeWrite(_In_ const PipeClient *Pipe, _In_reads_bytes_(Length) PVOID Message, _In_ ULONG Length);

/*
 * Takes one message that the listener has sent, if the pipe was opened for that and there is one. What has no room in Message
 * is lost. STATUS_NO_MORE_ENTRIES: there is none. Else as PipelistenPipeWrite.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenPipeRead(_In_ const PipeClient *Pipe, _Out_writes_bytes_(Size) PVOID Message, _In_ ULONG Size,
                            _Out_ PULONG Length);

/*
 * Whether a pipe that was just opened is one to send to. STATUS_OBJECT_TYPE_MISMATCH: a byte-type pipe, where messages
 * would run together. STATUS_INVALID_OWNER: TrustedOwner is set, and neither LocalSystem nor Administrators owns it.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenPipeCheckKind(_In_ const PipeClient *Pipe);

/* Whether the listener of a connected pipe is still there. STATUS_PIPE_DISCONNECTED: it is not. Readable: bytes from it. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenPipeCheckState(_In_ const PipeClient *Pipe, _Out_ PULONG Readable);

/*
 * Connects if need be, to a pipe that passes PipelistenPipeCheckKind, trying as often as it takes. STATUS_CANCELLED:
 * Stop was set.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenPipeConnect(_Inout_ PipeClient *Pipe);

/*
 * Gives up a connection whose listener is gone. Without it the pipe's name would stay taken (npfs keeps it until both ends are
 * closed), and a listener that is started again could not create it.
 */
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID PipelistenPipeRefresh(_Inout_ PipeClient *Pipe);

/*
 * Sends one message whole to a connected pipe. Blocks while its buffer is full. STATUS_SUCCESS: the pipe took it. STATUS_RETRY: it
 * did not, and the connection is given up. STATUS_CANCELLED: Stop was set.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenPipeSend(_Inout_ PipeClient *Pipe, _In_reads_bytes_(Length) PVOID Message, _In_ ULONG Length);

/* Ends the connection if there is one; what the listener has not read yet stays readable for it. */
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID PipelistenPipeClose(_Inout_ PipeClient *Pipe);

/* Releases all that PipelistenPipeInitialize and PipelistenPipeSend acquired. */
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID PipelistenPipeUninitialize(_Inout_ PipeClient *Pipe);

#endif
