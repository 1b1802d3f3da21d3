/*
 * worker.c: the thread that writes the ring to the pipe, and sleeps when it is empty.
 * All waiting for the listener is done here; every wait also ends with the stop event.
 *
 * None of it is pageable, though the thread runs at PASSIVE_LEVEL: a compiler may inline the functions that take the
 * spin lock, and then their callers' code runs at DISPATCH_LEVEL, where a page fault is a bugcheck.
 */
#include "client.h"

/* How often the connection is checked: how soon a client that writes nothing notices that its listener is gone, ... */
#define WORKER_CHECK_MS 1000
/* ... and how soon one with PIPELISTEN_LIVE_FILTER notices what the listener has sent. */
#define WORKER_READ_MS 100
/* Room for a few of them: a client reads a pipe as a stream of bytes. */
#define WORKER_READ_SIZE (4 * sizeof(PIPELISTEN_FILTER))

_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN WorkerIsTimeToCheck(_In_ const PIPELISTEN_CLIENT *Client, _Inout_ PLONGLONG Checked);
_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID WorkerCheck(_Inout_ PPIPELISTEN_CLIENT Client);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS WorkerConnect(_Inout_ PPIPELISTEN_CLIENT Client);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS WorkerSendNext(_Inout_ PPIPELISTEN_CLIENT Client);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS WorkerSendNotice(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const EnvelopeCount *Count);
_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN WorkerNoticeIsDue(_Inout_ PPIPELISTEN_CLIENT Client, _Out_ EnvelopeCount *Count);
_IRQL_requires_max_(DISPATCH_LEVEL)
static VOID WorkerBatchDone(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const EventBatch *Done);
_IRQL_requires_max_(DISPATCH_LEVEL)
static VOID WorkerNoticeWritten(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const EnvelopeCount *Count);

/*
 * Having armed the doorbell it looks for work once more before it sleeps (doorbell.h). If there is some, the bell
 * stays armed: then a ring has set the event, or the next one will, and the wait that follows ends at once.
 *
 * The connection is checked not only after an idle second: sends that fail ring the bell, too, and write nothing.
 */
_Use_decl_annotations_
VOID PipelistenWorkerThread(PVOID StartContext)
{
    PPIPELISTEN_CLIENT client = StartContext;
    BOOLEAN armed = FALSE;
    LONGLONG checked = 0;
    NTSTATUS status = STATUS_SUCCESS;

    while (NT_SUCCESS(status)) {
        if (status == STATUS_TIMEOUT || WorkerIsTimeToCheck(client, &checked)) {
            WorkerCheck(client);
        }
        status = WorkerConnect(client); /* before there is anything to send: the listener sees who is there */
        if (NT_SUCCESS(status)) {
            status = WorkerSendNext(client);
        }
        if (status == STATUS_RETRY) {
            status = STATUS_SUCCESS;
        }
        if (status != STATUS_NO_MORE_ENTRIES) {
            continue;
        }
        if (!armed) {
            PipelistenDoorbellArm(&client->Doorbell);
            armed = TRUE;
            status = STATUS_SUCCESS;
            continue;
        }
        status = PipelistenDoorbellWait(&client->Doorbell, &client->Stop,
                                        client->MayFilter ? WORKER_READ_MS : WORKER_CHECK_MS);
        armed = status == STATUS_TIMEOUT;
    }
    (VOID)PsTerminateSystemThread(STATUS_SUCCESS);
}

/* Whether the listener is still there, and what it has sent. */
_Use_decl_annotations_
static VOID WorkerCheck(PPIPELISTEN_CLIENT Client)
{
    UCHAR message[WORKER_READ_SIZE];
    ULONG length;

    PipelistenPipeRefresh(&Client->Pipe);
    if (Client->Pipe.Checked && NT_SUCCESS(PipelistenPipeRead(&Client->Pipe, message, sizeof(message), &length))) {
        PipelistenLogFilterReceive(Client, message, length);
    }
}

_Use_decl_annotations_
static NTSTATUS WorkerConnect(PPIPELISTEN_CLIENT Client)
{
    if (!Client->Pipe.Checked) {
        PipelistenLogFilterRestore(Client);
    }
    return PipelistenPipeConnect(&Client->Pipe);
}

/* Checked: when it was time last. The clock may be set back; then it is time, too. */
_Use_decl_annotations_
static BOOLEAN WorkerIsTimeToCheck(const PIPELISTEN_CLIENT *Client, PLONGLONG Checked)
{
    const LONGLONG interval = 10000LL * (Client->MayFilter ? WORKER_READ_MS : WORKER_CHECK_MS); /* in 100 ns */
    LARGE_INTEGER now;

    Client->Clock(&now);
    if (now.QuadPart >= *Checked && now.QuadPart - *Checked < interval) {
        return FALSE;
    }
    *Checked = now.QuadPart;
    return TRUE;
}

/*
 * STATUS_SUCCESS: one message is done with, or the sites are. STATUS_NO_MORE_ENTRIES: there was none. STATUS_RETRY, STATUS_CANCELLED:
 * as PipelistenPipeSend.
 */
_Use_decl_annotations_
static NTSTATUS WorkerSendNext(PPIPELISTEN_CLIENT Client)
{
    EventBatch batch;
    EnvelopeCount count;
    NTSTATUS status = STATUS_SUCCESS;

    if (PipelistenBatchTake(&Client->Ring, Client->BatchBlock, &batch)) {
        if (PipelistenLogSitesAreDue(Client)) {
            return PipelistenLogSendSites(Client); /* they overwrite the batch, which is taken again */
        }
        if (batch.Messages > 0) {
            status = PipelistenPipeSend(&Client->Pipe, batch.Message, batch.Length);
        }
        if (NT_SUCCESS(status)) {
            WorkerBatchDone(Client, &batch);
        }
        return status;
    }
    return WorkerNoticeIsDue(Client, &count) ? WorkerSendNotice(Client, &count) : STATUS_NO_MORE_ENTRIES;
}

_Use_decl_annotations_
static NTSTATUS WorkerSendNotice(PPIPELISTEN_CLIENT Client, const EnvelopeCount *Count)
{
    PIPELISTEN_EVENT notice;
    EnvelopeOrigin origin;
    NTSTATUS status;

    PipelistenOriginNow(Client->Clock, &origin);
    PipelistenEnvelopeFillNotice(&notice, &origin, Count);
    status = PipelistenPipeSend(&Client->Pipe, &notice, sizeof(notice));
    if (NT_SUCCESS(status)) {
        WorkerNoticeWritten(Client, Count);
    }
    return status;
}

/* Count: what the notice is to report. */
_Use_decl_annotations_
static BOOLEAN WorkerNoticeIsDue(PPIPELISTEN_CLIENT Client, EnvelopeCount *Count)
{
    BOOLEAN due;
    KIRQL irql;

    KeAcquireSpinLock(&Client->Lock, &irql);
    Count->Sequence = Client->Ring.Attempts;
    Count->Dropped = Client->Ring.Dropped;
    /* Empty, so that no event is still to come whose sequence number is below the notice's. */
    due = Client->SendsEvents && Client->Announced < Client->Ring.Dropped && PipelistenRingIsEmpty(&Client->Ring);
    KeReleaseSpinLock(&Client->Lock, irql);
    return due;
}

_Use_decl_annotations_
static VOID WorkerBatchDone(PPIPELISTEN_CLIENT Client, const EventBatch *Done)
{
    KIRQL irql;

    KeAcquireSpinLock(&Client->Lock, &irql);
    Client->Written += Done->Messages;
    Client->Bytes += Done->Bytes;
    Client->Released += Done->Released;
    PipelistenRingRelease(&Client->Ring, &Done->Newest);
    PipelistenFlushComplete(Client);
    KeReleaseSpinLock(&Client->Lock, irql);
}

_Use_decl_annotations_
static VOID WorkerNoticeWritten(PPIPELISTEN_CLIENT Client, const EnvelopeCount *Count)
{
    KIRQL irql;

    KeAcquireSpinLock(&Client->Lock, &irql);
    Client->Notices++;
    /* An event that was queued in the meantime may have reported more. */
    Client->Announced = Client->Announced < Count->Dropped ? Count->Dropped : Client->Announced;
    PipelistenFlushComplete(Client);
    KeReleaseSpinLock(&Client->Lock, irql);
}
