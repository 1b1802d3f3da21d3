/*
 * pipe_send.c: PipeConnect and PipeSend, the loops around one attempt. They alone decide what a failure means: try
 * again soon, try again later, or stop.
 */
#include "pipe.h"

#define PIPE_RETRY_SOON_MS 100   /* the listener is not there (any more): it may come at any moment */
#define PIPE_RETRY_LATER_MS 1000 /* something else is wrong, and asking often will not mend it */

_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID PipePause(_Inout_ PipeClient *Pipe, _In_ NTSTATUS Failure);
_IRQL_requires_max_(PASSIVE_LEVEL)
static BOOLEAN PipeIsAbsent(_In_ NTSTATUS Status);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, PipeConnect)
#pragma alloc_text(PAGE, PipeSend)
#pragma alloc_text(PAGE, PipePause)
#pragma alloc_text(PAGE, PipeIsAbsent)
#endif

_Use_decl_annotations_
NTSTATUS PipeConnect(PipeClient *Pipe)
{
    PAGED_CODE();
    while (Pipe->File == NULL) {
        NTSTATUS status = KeReadStateEvent(Pipe->Stop) ? STATUS_CANCELLED : PipeOpen(Pipe);

        if (status == STATUS_CANCELLED) {
            return status;
        }
        if (!NT_SUCCESS(status)) {
            PipePause(Pipe, status);
        }
    }
    return STATUS_SUCCESS;
}

_Use_decl_annotations_
NTSTATUS PipeSend(PipeClient *Pipe, PVOID Message, ULONG Length)
{
    PAGED_CODE();
    /* Asked every time, because writes that never have to wait would otherwise never notice Stop. */
    while (!KeReadStateEvent(Pipe->Stop)) {
        NTSTATUS status = PipeConnect(Pipe);

        if (!NT_SUCCESS(status)) {
            break;
        }
        status = PipeWrite(Pipe, Message, Length);
        if (NT_SUCCESS(status)) {
            Pipe->Logged = STATUS_SUCCESS;
            return STATUS_SUCCESS;
        }
        PipeClose(Pipe); /* a client end that has failed stays broken; the next attempt opens a new one */
        PipePause(Pipe, status);
    }
    return STATUS_CANCELLED;
}

/* Logs a failure unless it is the one logged last, then waits a while, or until Stop is set. */
_Use_decl_annotations_
static VOID PipePause(PipeClient *Pipe, NTSTATUS Failure)
{
    LARGE_INTEGER timeout;

    PAGED_CODE();
    if (KeReadStateEvent(Pipe->Stop)) {
        return; /* a write that we have cancelled is no failure */
    }
    AtomicWriteRelease(&Pipe->Failure, (ULONG)Failure);
    if (Failure != Pipe->Logged) {
        Pipe->Logged = Failure;
        DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_WARNING_LEVEL, "pipelisten: Cannot send to %ws: 0x%08lX (will retry)\n",
                   Pipe->PathBuffer, Failure);
    }
    /* Negative: relative to now, in units of 100 ns (KeWaitForSingleObject). */
    timeout.QuadPart = -10000LL * (PipeIsAbsent(Failure) ? PIPE_RETRY_SOON_MS : PIPE_RETRY_LATER_MS);
    (VOID)KeWaitForSingleObject(Pipe->Stop, Executive, KernelMode, FALSE, &timeout);
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
