/*
 * send.c: the producers' side; see pipelisten.h. Nothing here waits but for the lock.
 */
#include "client.h"

/* What is to be sent. */
typedef struct {
    BOOLEAN IsEvent;
    ULONG PayloadType; /* of an event */
    const VOID *Payload;
    ULONG Length;
} SendRequest;

_IRQL_requires_max_(DISPATCH_LEVEL)
static NTSTATUS SendMessage(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const SendRequest *Request);
_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN SendReserve(_Inout_ PPIPELISTEN_CLIENT Client, _In_ BOOLEAN IsEvent, _In_ ULONG Length,
                           _Out_ RingSlot *Slot);
_IRQL_requires_max_(DISPATCH_LEVEL)
static VOID SendFill(_In_ OriginClock *Clock, _In_ const SendRequest *Request, _In_ const RingSlot *Slot);

_Use_decl_annotations_
NTSTATUS PipelistenSend(PPIPELISTEN_CLIENT Client, const VOID *Frame, ULONG Length)
{
    const SendRequest request = {.IsEvent = FALSE, .Payload = Frame, .Length = Length};

    return SendMessage(Client, &request);
}

_Use_decl_annotations_
NTSTATUS PipelistenSendEvent(PPIPELISTEN_CLIENT Client, ULONG PayloadType, const VOID *Payload, ULONG Length)
{
    const SendRequest request = {TRUE, PayloadType, Payload, Length};

    return SendMessage(Client, &request);
}

/*
 * The critical region keeps the thread from being suspended between reservation and commit: what others have
 * reserved behind it would wait until it is resumed. At DISPATCH_LEVEL nobody can suspend it anyway.
 */
_Use_decl_annotations_
static NTSTATUS SendMessage(PPIPELISTEN_CLIENT Client, const SendRequest *Request)
{
    const ULONG envelope = Request->IsEvent ? sizeof(PIPELISTEN_EVENT) : 0;
    /* What is too long for a ULONG is too long for a ring as well. */
    const ULONG length = Request->Length > MAXULONG - envelope ? MAXULONG : Request->Length + envelope;
    const BOOLEAN suspendable = KeGetCurrentIrql() < DISPATCH_LEVEL;
    RingSlot slot;
    NTSTATUS status = STATUS_SUCCESS;

    if (suspendable) {
        KeEnterCriticalRegion();
    }
    if (SendReserve(Client, Request->IsEvent, length, &slot)) {
        SendFill(Client->Clock, Request, &slot);
        RingCommit(&slot);
    } else {
        status = length > RING_RECORD_MAX(Client->Ring.Size) ? STATUS_INVALID_BUFFER_SIZE
                                                             : STATUS_INSUFFICIENT_RESOURCES;
    }
    DoorbellRing(&Client->Doorbell); /* after a drop, too: there may be a notice to send */
    if (suspendable) {
        KeLeaveCriticalRegion();
    }
    return status;
}

_Use_decl_annotations_
static BOOLEAN SendReserve(PPIPELISTEN_CLIENT Client, BOOLEAN IsEvent, ULONG Length, RingSlot *Slot)
{
    BOOLEAN reserved;
    KIRQL irql;

    KeAcquireSpinLock(&Client->Lock, &irql);
    reserved = RingReserve(&Client->Ring, Length, Slot);
    if (IsEvent) {
        Client->SendsEvents = TRUE;
        Client->Announced = reserved ? Slot->Dropped : Client->Announced;
    }
    KeReleaseSpinLock(&Client->Lock, irql);
    return reserved;
}

/* At the caller's IRQL and without the lock, so that below DISPATCH_LEVEL the payload may be pageable. */
_Use_decl_annotations_
static VOID SendFill(OriginClock *Clock, const SendRequest *Request, const RingSlot *Slot)
{
    PUCHAR payload = Slot->Data;

    if (Request->IsEvent) {
        const EnvelopeCount count = {Slot->Sequence, Slot->Dropped};
        EnvelopeOrigin origin;

        OriginNow(Clock, &origin);
        EnvelopeFill(Slot->Data, &origin, &count, Request->PayloadType, Request->Length);
        payload += sizeof(PIPELISTEN_EVENT);
    }
    RtlCopyMemory(payload, Request->Payload, Request->Length);
}
