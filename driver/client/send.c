/*
 * send.c: the producers' side; see pipelisten.h. Nothing here waits, but for the lock.
 *
 * Between a reservation and its commit, whatever was reserved later waits; so a producer must not be stopped there, nor
 * leave without a commit. A short payload is copied to the stack first, where a page fault or an exception does no harm,
 * and reserved, filled and committed in one go under the lock, at DISPATCH_LEVEL; so is a line of a log. A long one is copied into the ring at
 * the caller's IRQL, because it may be pageable: its pages are brought in before the reservation, the thread cannot be
 * suspended meanwhile, and should reading it raise an exception nevertheless, the record becomes void.
 */
#include "client.h"

#define SEND_MAX_SHORT 512 /* bytes of payload; a kernel stack is 12 KiB on x86, 24 KiB on x64 */

/* What is to be sent. */
typedef struct {
    BOOLEAN IsEvent;
    ULONG Flags;       /* these two: of an event */
    ULONG PayloadType;
    const VOID *Payload;
    ULONG Length;
} SendRequest;

_IRQL_requires_max_(DISPATCH_LEVEL)
static NTSTATUS SendMessage(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const SendRequest *Request);
_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN SendShort(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const SendRequest *Request, _In_ ULONG Length);
_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN SendAtOnce(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const SendRequest *Request, _In_ const VOID *Payload,
                          _In_ ULONG Length);
_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN SendLong(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const SendRequest *Request, _In_ ULONG Length);
_IRQL_requires_max_(DISPATCH_LEVEL)
static BOOLEAN SendCopy(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const SendRequest *Request, _In_ ULONG Length);
_IRQL_requires_max_(DISPATCH_LEVEL)
static VOID SendEnd(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const RingSlot *Slot, _In_ BOOLEAN Complete);
_Requires_lock_held_(Client->Lock) _IRQL_requires_(DISPATCH_LEVEL)
static BOOLEAN SendReserve(_Inout_ PPIPELISTEN_CLIENT Client, _In_ const SendRequest *Request, _In_ ULONG Length,
                           _Out_ RingSlot *Slot);
_IRQL_requires_max_(DISPATCH_LEVEL)
static VOID SendFill(_In_ const SendRequest *Request, _In_ const VOID *Payload, _In_ const EnvelopeOrigin *Origin,
                     _In_ const RingSlot *Slot);
_IRQL_requires_max_(APC_LEVEL)
static VOID SendTouch(_In_reads_bytes_(Length) const VOID *Payload, _In_ ULONG Length);

_Use_decl_annotations_
NTSTATUS PipelistenSend(PPIPELISTEN_CLIENT Client, const VOID *Frame, ULONG Length)
{
    SendRequest request;

    request.IsEvent = FALSE;
    request.Flags = 0;
    request.PayloadType = 0;
    request.Payload = Frame;
    request.Length = Length;
    return SendMessage(Client, &request);
}

_Use_decl_annotations_
NTSTATUS PipelistenSendEvent(PPIPELISTEN_CLIENT Client, ULONG PayloadType, const VOID *Payload, ULONG Length)
{
    SendRequest request;

    request.IsEvent = TRUE;
    request.Flags = 0;
    request.PayloadType = PayloadType;
    request.Payload = Payload;
    request.Length = Length;
    return SendMessage(Client, &request);
}

_Use_decl_annotations_
VOID PipelistenSendLine(PPIPELISTEN_CLIENT Client, const VOID *Line, ULONG Length)
{
    SendRequest request;

    request.IsEvent = TRUE;
    request.Flags = PIPELISTEN_EVENT_LOG;
    request.PayloadType = 0;
    request.Payload = Line;
    request.Length = Length;
    (VOID)SendAtOnce(Client, &request, Line, Length + sizeof(PIPELISTEN_EVENT));
}

_Use_decl_annotations_
static NTSTATUS SendMessage(PPIPELISTEN_CLIENT Client, const SendRequest *Request)
{
    const ULONG envelope = Request->IsEvent ? sizeof(PIPELISTEN_EVENT) : 0;
    /* What is too long for a ULONG is too long for a ring as well. */
    const ULONG length = Request->Length > MAXULONG - envelope ? MAXULONG : Request->Length + envelope;
    BOOLEAN sent;

    if (Request->Length <= SEND_MAX_SHORT) {
        sent = SendShort(Client, Request, length);
    } else {
        sent = SendLong(Client, Request, length);
    }
    if (sent) {
        return STATUS_SUCCESS;
    }
    return length > RING_RECORD_MAX(Client->Ring.Size) ? STATUS_INVALID_BUFFER_SIZE : STATUS_INSUFFICIENT_RESOURCES;
}

/* Length: of the message, the envelope included. */
_Use_decl_annotations_
static BOOLEAN SendShort(PPIPELISTEN_CLIENT Client, const SendRequest *Request, ULONG Length)
{
    UCHAR payload[SEND_MAX_SHORT];

    RtlCopyMemory(payload, Request->Payload, Request->Length);
    return SendAtOnce(Client, Request, payload, Length);
}

/* Payload: that of Request, in nonpaged memory. */
_Use_decl_annotations_
static BOOLEAN SendAtOnce(PPIPELISTEN_CLIENT Client, const SendRequest *Request, const VOID *Payload, ULONG Length)
{
    EnvelopeOrigin origin;
    BOOLEAN reserved;
    RingSlot slot;
    KIRQL irql;

    PipelistenOriginNow(Client->Clock, &origin);
    KeAcquireSpinLock(&Client->Lock, &irql);
    reserved = SendReserve(Client, Request, Length, &slot);
    if (reserved) {
        SendFill(Request, Payload, &origin, &slot);
        PipelistenRingCommit(&slot);
    }
    KeReleaseSpinLock(&Client->Lock, irql);
    PipelistenDoorbellRing(&Client->Doorbell); /* after a drop, too: there may be a notice to send */
    return reserved;
}

/* In a critical region: a thread that is suspended before it has committed would hold up all others. */
_Use_decl_annotations_
static BOOLEAN SendLong(PPIPELISTEN_CLIENT Client, const SendRequest *Request, ULONG Length)
{
    BOOLEAN sent = FALSE;

    if (KeGetCurrentIrql() >= DISPATCH_LEVEL) {
        return SendCopy(Client, Request, Length);
    }
    if (Length <= RING_RECORD_MAX(Client->Ring.Size)) {
        SendTouch(Request->Payload, Request->Length);
    }
    KeEnterCriticalRegion();
#ifdef _MSC_VER
    __try {
        sent = SendCopy(Client, Request, Length);
    } __finally {
        KeLeaveCriticalRegion();
    }
#else
    sent = SendCopy(Client, Request, Length);
    KeLeaveCriticalRegion();
#endif
    return sent;
}

_Use_decl_annotations_
static BOOLEAN SendCopy(PPIPELISTEN_CLIENT Client, const SendRequest *Request, ULONG Length)
{
    BOOLEAN reserved, complete = FALSE;
    EnvelopeOrigin origin;
    RingSlot slot;
    KIRQL irql;

    PipelistenOriginNow(Client->Clock, &origin);
    KeAcquireSpinLock(&Client->Lock, &irql);
    reserved = SendReserve(Client, Request, Length, &slot);
    KeReleaseSpinLock(&Client->Lock, irql);
    if (!reserved) {
        PipelistenDoorbellRing(&Client->Doorbell);
        return FALSE;
    }
#ifdef _MSC_VER
    __try {
        SendFill(Request, Request->Payload, &origin, &slot);
        complete = TRUE;
    } __finally {
        SendEnd(Client, &slot, complete);
    }
#else
    SendFill(Request, Request->Payload, &origin, &slot);
    complete = TRUE;
    SendEnd(Client, &slot, complete);
#endif
    return complete;
}

_Use_decl_annotations_
static VOID SendEnd(PPIPELISTEN_CLIENT Client, const RingSlot *Slot, BOOLEAN Complete)
{
    KIRQL irql;

    if (Complete) {
        PipelistenRingCommit(Slot);
    } else {
        KeAcquireSpinLock(&Client->Lock, &irql);
        PipelistenRingVoid(&Client->Ring, Slot);
        KeReleaseSpinLock(&Client->Lock, irql);
    }
    PipelistenDoorbellRing(&Client->Doorbell);
}

_Use_decl_annotations_
static BOOLEAN SendReserve(PPIPELISTEN_CLIENT Client, const SendRequest *Request, ULONG Length, RingSlot *Slot)
{
    const BOOLEAN reserved = PipelistenRingReserve(&Client->Ring, Length, Slot);

    Slot->IsEvent = Request->IsEvent;
    if (Request->IsEvent) {
        Client->SendsEvents = TRUE;
        Client->Logs = Client->Logs || (Request->Flags & PIPELISTEN_EVENT_LOG) != 0;
        Client->Announced = reserved ? Slot->Dropped : Client->Announced;
    }
    return reserved;
}

_Use_decl_annotations_
static VOID SendFill(const SendRequest *Request, const VOID *Payload, const EnvelopeOrigin *Origin,
                     const RingSlot *Slot)
{
    PUCHAR target = Slot->Data;

    if (Request->IsEvent) {
        EnvelopeCount count;

        count.Sequence = Slot->Sequence;
        count.Dropped = Slot->Dropped;
        PipelistenEnvelopeFill(Slot->Data, Origin, &count, Request->PayloadType, Request->Length);
        ((PIPELISTEN_EVENT *)Slot->Data)->Flags = Request->Flags;
        target += sizeof(PIPELISTEN_EVENT);
    }
    RtlCopyMemory(target, Payload, Request->Length);
}

/*
 * Reads a byte of every page, so that what is paged out comes in, and a user address that is not valid raises its
 * exception, while nothing is reserved. (A kernel address that is not valid is bugcheck 0x50, here as anywhere.)
 */
_Use_decl_annotations_
static VOID SendTouch(const VOID *Payload, ULONG Length)
{
    const volatile UCHAR *bytes = Payload;
    ULONG i;

    for (i = 0; i < Length; i += PAGE_SIZE) {
        (VOID)bytes[i];
    }
    (VOID)bytes[Length - 1];
}
