/*
 * doorbell.c: see doorbell.h.
 */
#include "doorbell.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, PipelistenDoorbellWait)
#endif

_Use_decl_annotations_
VOID PipelistenDoorbellInitialize(Doorbell *This)
{
    PipelistenAtomicWriteRelease(&This->Armed, 0);
    KeInitializeEvent(&This->Rung, SynchronizationEvent, FALSE);
}

_Use_decl_annotations_
VOID PipelistenDoorbellArm(Doorbell *This)
{
    (VOID)PipelistenAtomicExchange(&This->Armed, 1);
    PipelistenAtomicFence();
}

_Use_decl_annotations_
NTSTATUS PipelistenDoorbellWait(Doorbell *This, PKEVENT Stop, ULONG Milliseconds)
{
    PVOID events[2]; /* at most THREAD_WAIT_OBJECTS, so no wait blocks needed */
    LARGE_INTEGER timeout;
    NTSTATUS status;

    PAGED_CODE();
    events[0] = &This->Rung;
    events[1] = Stop;
    timeout.QuadPart = -10000LL * (LONGLONG)Milliseconds; /* relative, in 100 ns */
    status = KeWaitForMultipleObjects(RTL_NUMBER_OF(events), events, WaitAny, Executive, KernelMode, FALSE, &timeout,
                                      NULL);
    if (status == STATUS_WAIT_0) {
        return STATUS_SUCCESS;
    }
    return status == STATUS_TIMEOUT ? STATUS_TIMEOUT : STATUS_CANCELLED;
}

_Use_decl_annotations_
VOID PipelistenDoorbellRing(Doorbell *This)
{
    PipelistenAtomicFence();
    /* Read first: an exchange every time would make all processors take turns with this cache line. */
    if (PipelistenAtomicReadAcquire(&This->Armed) != 0 && PipelistenAtomicExchange(&This->Armed, 0) != 0) {
        (VOID)KeSetEvent(&This->Rung, IO_NO_INCREMENT, FALSE);
    }
}
