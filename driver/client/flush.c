/*
 * flush.c: waiting until the pipe has taken what was sent; see pipelisten.h.
 *
 * A waiter notes how much is in the ring. The worker wakes it, under the lock, when that much has left the ring; so
 * it is certain, even at a timeout, whether that was reached.
 */
#include "client.h"

typedef struct {
    LIST_ENTRY Link;
    ULONGLONG Released;  /* this many records must have left the ring, ... */
    ULONGLONG Announced; /* ... and, if this client sends events and the ring is empty, this loss announced */
    BOOLEAN Finished;
    KEVENT Done;
} FlushWaiter;

_Requires_lock_held_(Client->Lock) _IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN FlushIsReached(_In_ PPIPELISTEN_CLIENT Client, _In_ const FlushWaiter *Waiter);
_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN FlushBegin(_Inout_ PPIPELISTEN_CLIENT Client, _Out_ FlushWaiter *Waiter);
_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN FlushEnd(_Inout_ PPIPELISTEN_CLIENT Client, _Inout_ FlushWaiter *Waiter);

/* The waiter is on the stack, which stays in memory during a wait in KernelMode (KeWaitForMultipleObjects). */
_Use_decl_annotations_
NTSTATUS PipelistenFlush(PPIPELISTEN_CLIENT Client, PKEVENT Cancel, PLARGE_INTEGER Timeout)
{
    FlushWaiter waiter;
    PVOID events[2];
    NTSTATUS status;

    events[0] = &waiter.Done;
    events[1] = Cancel;
    if (FlushBegin(Client, &waiter)) {
        return STATUS_SUCCESS;
    }
    status = KeWaitForMultipleObjects(Cancel == NULL ? 1 : RTL_NUMBER_OF(events), events, WaitAny, Executive,
                                      KernelMode, FALSE, Timeout, NULL);
    if (FlushEnd(Client, &waiter)) {
        return STATUS_SUCCESS; /* however the wait ended: it was reached in time */
    }
    return status == STATUS_TIMEOUT ? STATUS_IO_TIMEOUT : STATUS_CANCELLED;
}

_Use_decl_annotations_
VOID PipelistenFlushComplete(PPIPELISTEN_CLIENT Client)
{
    PLIST_ENTRY link = Client->Waiters.Flink;

    while (link != &Client->Waiters) {
        FlushWaiter *waiter = CONTAINING_RECORD(link, FlushWaiter, Link);

        link = link->Flink;
        if (FlushIsReached(Client, waiter)) {
            (VOID)RemoveEntryList(&waiter->Link);
            waiter->Finished = TRUE;
            (VOID)KeSetEvent(&waiter->Done, IO_NO_INCREMENT, FALSE);
        }
    }
}

_Use_decl_annotations_
static BOOLEAN FlushIsReached(PPIPELISTEN_CLIENT Client, const FlushWaiter *Waiter)
{
    if (Client->Released < Waiter->Released) {
        return FALSE;
    }
    /* A notice is due only while the ring is empty. Others that keep sending put it off, and must not hold this up. */
    return !Client->SendsEvents || Client->Announced >= Waiter->Announced || !PipelistenRingIsEmpty(&Client->Ring);
}

/* TRUE: there is nothing to wait for. Otherwise the waiter is on the list. */
_Use_decl_annotations_
static BOOLEAN FlushBegin(PPIPELISTEN_CLIENT Client, FlushWaiter *Waiter)
{
    KIRQL irql;

    KeInitializeEvent(&Waiter->Done, NotificationEvent, FALSE);
    KeAcquireSpinLock(&Client->Lock, &irql);
    Waiter->Released = Client->Ring.Reserved;
    Waiter->Announced = Client->Ring.Dropped;
    Waiter->Finished = FlushIsReached(Client, Waiter);
    if (!Waiter->Finished) {
        InsertTailList(&Client->Waiters, &Waiter->Link);
    }
    KeReleaseSpinLock(&Client->Lock, irql);
    return Waiter->Finished;
}

/* Whether it was reached. The waiter is no longer on the list. */
_Use_decl_annotations_
static BOOLEAN FlushEnd(PPIPELISTEN_CLIENT Client, FlushWaiter *Waiter)
{
    BOOLEAN finished;
    KIRQL irql;

    KeAcquireSpinLock(&Client->Lock, &irql);
    finished = Waiter->Finished;
    if (!finished) {
        (VOID)RemoveEntryList(&Waiter->Link);
    }
    KeReleaseSpinLock(&Client->Lock, irql);
    return finished;
}
