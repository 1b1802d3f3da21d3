/*
 * doorbell.c: see doorbell.h.
 */
#include "doorbell.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, DoorbellWait)
#endif

_Use_decl_annotations_
VOID DoorbellInitialize(Doorbell *This)
{
    AtomicWriteRelease(&This->Armed, 0);
    KeInitializeEvent(&This->Rung, SynchronizationEvent, FALSE);
}

_Use_decl_annotations_
VOID DoorbellArm(Doorbell *This)
{
    (VOID)AtomicExchange(&This->Armed, 1);
    AtomicFence();
}

_Use_decl_annotations_
NTSTATUS DoorbellWait(Doorbell *This, PKEVENT Stop)
{
    PVOID events[] = {&This->Rung, Stop}; /* at most THREAD_WAIT_OBJECTS, so no wait blocks needed */
    NTSTATUS status;

    PAGED_CODE();
    status = KeWaitForMultipleObjects(RTL_NUMBER_OF(events), events, WaitAny, Executive, KernelMode, FALSE, NULL, NULL);
    return status == STATUS_WAIT_0 ? STATUS_SUCCESS : STATUS_CANCELLED;
}

_Use_decl_annotations_
VOID DoorbellRing(Doorbell *This)
{
    AtomicFence();
    /* Read first: an exchange every time would make all processors take turns with this cache line. */
    if (AtomicReadAcquire(&This->Armed) != 0 && AtomicExchange(&This->Armed, 0) != 0) {
        (VOID)KeSetEvent(&This->Rung, IO_NO_INCREMENT, FALSE);
    }
}
