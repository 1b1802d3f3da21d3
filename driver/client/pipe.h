/*
 * pipe.h: the kernel end of a named pipe. It sends whole messages, waits for a listener that is not
 * there, reconnects to one that went away, and gives up at once when its stop event is set.
 *
 * One thread sends. PipeInitialize before it starts and PipeUninitialize after it has ended may run
 * on any thread; what comes in between belongs to that one thread, because a write can only be
 * cancelled by the thread that issued it. No pool is used: the caller owns the PipeClient and its Stop
 * event, which must be in nonpaged memory (KeInitializeEvent).
 */
#ifndef PIPE_H
#define PIPE_H

#include <pipelisten.h>
#include "platform.h"

#define PIPE_DIRECTORY L"\\DosDevices\\Pipe\\"

#define PIPE_PATH_MAX_CHARS (sizeof(PIPE_DIRECTORY) / sizeof(WCHAR) - 1 + PIPELISTEN_NAME_MAX_CHARS)

typedef struct {
    UNICODE_STRING Path;  /* \DosDevices\Pipe\NAME, in PathBuffer, and with a NUL after it for %ws */
    WCHAR PathBuffer[PIPE_PATH_MAX_CHARS + 1];
    PKEVENT Stop;         /* the caller's: once set, every wait below ends with STATUS_CANCELLED */
    HANDLE File;          /* NULL while not connected */
    HANDLE WrittenHandle; /* the I/O manager sets it when a write completes ... */
    PKEVENT Written;      /* ... and this is the same event, to wait for together with Stop */
    NTSTATUS Logged;      /* the failure in the log; STATUS_SUCCESS when nothing has failed since a write */
    ATOMIC_ULONG Failure; /* the NTSTATUS that failed last, STATUS_SUCCESS if none ever did; any thread may read it */
    ATOMIC_ULONG Connects; /* how often a listener was found; any thread may read it */
} PipeClient;

/*
 * Prepares Pipe for \DosDevices\Pipe\Name without connecting. Stop must outlive Pipe.
 * STATUS_OBJECT_NAME_INVALID: Name is empty, longer than PIPELISTEN_NAME_MAX_CHARS, or has a backslash or a
 * NUL in it.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipeInitialize(_Out_ PipeClient *Pipe, _In_ PCUNICODE_STRING Name, _In_ PKEVENT Stop);

/* One attempt to connect. Pipe must not be connected. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipeOpen(_Inout_ PipeClient *Pipe);

/*
 * One attempt to write one message to a connected pipe. Returns when the write has settled: the pipe
 * took all of it, or it failed, or Stop was set and it is cancelled.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipeWrite(_In_ const PipeClient *Pipe, _In_reads_bytes_(Length) PVOID Message, _In_ ULONG Length);

/* Connects if need be, trying as often as it takes. STATUS_CANCELLED: Stop was set. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipeConnect(_Inout_ PipeClient *Pipe);

/*
 * Sends one message whole, connecting as often as it takes. Blocks while there is no listener or
 * its buffer is full. STATUS_SUCCESS: the pipe took it. STATUS_CANCELLED: Stop was set.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipeSend(_Inout_ PipeClient *Pipe, _In_reads_bytes_(Length) PVOID Message, _In_ ULONG Length);

/* Ends the connection if there is one; what the listener has not read yet stays readable for it. */
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID PipeClose(_Inout_ PipeClient *Pipe);

/* Releases all that PipeInitialize and PipeSend acquired. */
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID PipeUninitialize(_Inout_ PipeClient *Pipe);

#endif
