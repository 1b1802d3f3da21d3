/*
 * pipe_send.c: the loops around one attempt; see pipe.h. They alone decide what a failure means: try again soon, try
 * again later, or stop.
 */
#include "pipe.h"

/* How often a write is repeated whose failure says nothing about the pipe, PIPE_MIN_RETRY_MS apart. */
#define PIPE_MAX_SHORTAGES 10

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS PipeTryConnect(_Inout_ PipeClient *Pipe);
_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID PipeFailed(_Inout_ PipeClient *Pipe, _In_ NTSTATUS Failure);
_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID PipePause(_Inout_ PipeClient *Pipe, _In_ ULONG Milliseconds);
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG PipeNextPause(_Inout_ PipeClient *Pipe, _In_ NTSTATUS Failure);
_IRQL_requires_max_(PASSIVE_LEVEL)
static BOOLEAN PipeIsAbsent(_In_ NTSTATUS Status);
_IRQL_requires_max_(PASSIVE_LEVEL)
static BOOLEAN PipeIsShortage(_In_ NTSTATUS Status);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, PipelistenPipeConnect)
#pragma alloc_text(PAGE, PipelistenPipeRefresh)
#pragma alloc_text(PAGE, PipelistenPipeSend)
#pragma alloc_text(PAGE, PipeTryConnect)
#pragma alloc_text(PAGE, PipeFailed)
#pragma alloc_text(PAGE, PipePause)
#pragma alloc_text(PAGE, PipeNextPause)
#pragma alloc_text(PAGE, PipeIsAbsent)
#pragma alloc_text(PAGE, PipeIsShortage)
#endif

_Use_decl_annotations_
NTSTATUS PipelistenPipeConnect(PipeClient *Pipe)
{
    PAGED_CODE();
    while (!Pipe->Checked) {
        NTSTATUS status;

        if (KeReadStateEvent(Pipe->Stop)) {
            return STATUS_CANCELLED;
        }
        status = PipeTryConnect(Pipe);
        if (!NT_SUCCESS(status)) {
            PipeFailed(Pipe, status);
            PipePause(Pipe, PipeNextPause(Pipe, status));
        }
    }
    return STATUS_SUCCESS;
}

/* A connection that could not be checked for lack of memory is kept: the listener has seen its client come. */
_Use_decl_annotations_
static NTSTATUS PipeTryConnect(PipeClient *Pipe)
{
    NTSTATUS status;

    PAGED_CODE();
    if (Pipe->File == NULL) {
        status = PipelistenPipeOpen(Pipe);
        if (!NT_SUCCESS(status)) {
            return status;
        }
    }
    status = PipelistenPipeCheckKind(Pipe);
    if (!NT_SUCCESS(status)) {
        if (!PipeIsShortage(status)) {
            PipelistenPipeClose(Pipe);
        }
        return status;
    }
    Pipe->Checked = TRUE;
    Pipe->RetryMs = PIPE_MIN_RETRY_MS;
    PipelistenAtomicWriteRelease(&Pipe->Connects, PipelistenAtomicReadAcquire(&Pipe->Connects) + 1); /* only here */
    DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_INFO_LEVEL, "pipelisten: Connected to %ws\n", Pipe->PathBuffer);
    return STATUS_SUCCESS;
}

_Use_decl_annotations_
VOID PipelistenPipeRefresh(PipeClient *Pipe)
{
    NTSTATUS status;
    ULONG readable;

    PAGED_CODE();
    if (Pipe->File == NULL) {
        return;
    }
    status = PipelistenPipeCheckState(Pipe, &readable);
    if (!NT_SUCCESS(status)) {
        PipeFailed(Pipe, status);
        if (!PipeIsShortage(status)) { /* which says nothing about the pipe */
            PipelistenPipeClose(Pipe);
        }
    }
}

_Use_decl_annotations_
NTSTATUS PipelistenPipeSend(PipeClient *Pipe, PVOID Message, ULONG Length)
{
    ULONG shortages = 0;

    PAGED_CODE();
    /* Asked every time, because writes that never have to wait would otherwise never notice Stop. */
    while (!KeReadStateEvent(Pipe->Stop)) {
        const NTSTATUS status = PipelistenPipeWrite(Pipe, Message, Length);

        if (NT_SUCCESS(status)) {
            Pipe->Logged = STATUS_SUCCESS;
            return STATUS_SUCCESS;
        }
        PipeFailed(Pipe, status);
        if (!PipeIsShortage(status) || shortages == PIPE_MAX_SHORTAGES) {
            PipelistenPipeClose(Pipe); /* a client end that has failed stays broken; the next attempt opens a new one */
            PipePause(Pipe, PipeNextPause(Pipe, status));
            return STATUS_RETRY;
        }
        shortages++;
        PipePause(Pipe, PIPE_MIN_RETRY_MS);
    }
    return STATUS_CANCELLED;
}

/* Notes a failure, and logs it unless it is the one logged last. A write that Stop has cancelled is no failure. */
_Use_decl_annotations_
static VOID PipeFailed(PipeClient *Pipe, NTSTATUS Failure)
{
    PAGED_CODE();
    if (KeReadStateEvent(Pipe->Stop)) {
        return;
    }
    PipelistenAtomicWriteRelease(&Pipe->Failure, (ULONG)Failure);
    if (Failure != Pipe->Logged) {
        Pipe->Logged = Failure;
        DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_WARNING_LEVEL, "pipelisten: Cannot send to %ws: 0x%08lX (will retry)\n",
                   Pipe->PathBuffer, Failure);
    }
}

/* Waits that long, or until Stop is set. */
_Use_decl_annotations_
static VOID PipePause(PipeClient *Pipe, ULONG Milliseconds)
{
    LARGE_INTEGER timeout;

    PAGED_CODE();
    timeout.QuadPart = -10000LL * (LONGLONG)Milliseconds; /* relative, in 100 ns (KeWaitForSingleObject) */
    (VOID)KeWaitForSingleObject(Pipe->Stop, Executive, KernelMode, FALSE, &timeout);
}

/* How long to wait after this failure: twice as long each time, until a listener is found. */
_Use_decl_annotations_
static ULONG PipeNextPause(PipeClient *Pipe, NTSTATUS Failure)
{
    const ULONG pause = PipeIsAbsent(Failure) ? Pipe->RetryMs : PIPE_MAX_RETRY_MS;

    PAGED_CODE();
    Pipe->RetryMs = pause > PIPE_MAX_RETRY_MS / 2 ? PIPE_MAX_RETRY_MS : pause * 2;
    return pause;
}

/* The failures that only mean "no listener right now": not started yet, all instances taken, or gone. */
_Use_decl_annotations_
static BOOLEAN PipeIsAbsent(NTSTATUS Status)
{
    PAGED_CODE();
    switch (Status) {
    case STATUS_OBJECT_NAME_NOT_FOUND:
    case STATUS_OBJECT_PATH_NOT_FOUND:
    case STATUS_INSTANCE_NOT_AVAILABLE:
    case STATUS_PIPE_NOT_AVAILABLE:
    case STATUS_PIPE_BUSY:
    case STATUS_PIPE_BROKEN:
    case STATUS_PIPE_CLOSING:
    case STATUS_PIPE_DISCONNECTED:
        return TRUE;
    default:
        return FALSE;
    }
}

/* The failures of a write that say nothing about the pipe: the system had no memory for the request. */
_Use_decl_annotations_
static BOOLEAN PipeIsShortage(NTSTATUS Status)
{
    PAGED_CODE();
    switch (Status) {
    case STATUS_INSUFFICIENT_RESOURCES:
    case STATUS_NO_MEMORY:
    case STATUS_QUOTA_EXCEEDED:
    case STATUS_PAGEFILE_QUOTA:
    case STATUS_COMMITMENT_LIMIT:
    case STATUS_WORKING_SET_QUOTA:
        return TRUE;
    default:
        return FALSE;
    }
}
