/*
 * ledger.c: see ledger.h. Each payload begins with its producer and index and goes on with bytes that follow from them.
 */
#include "ledger.h"
#include <string.h>

static struct {
    struct {
        bool IsAccepted, IsEvent, IsArrived;
        ULONG Length;
    } Messages[LEDGER_PRODUCERS][LEDGER_MESSAGES];
    int Newest[LEDGER_PRODUCERS]; /* the index that arrived last, of plain frames and events alike; -1: none */
    ULONGLONG Attempts, Accepted, Raised, Bytes;
    ULONGLONG Arrived, Notices; /* what was lost in the pipe included */
    ULONGLONG Sequence;         /* of the envelope that arrived last */
    ULONGLONG Reported;         /* the losses it reported */
    bool HasEvents;
    void (*Take)(const UCHAR *bytes, ULONG length);
} Ledger;

void LedgerBegin(void)
{
    memset(&Ledger, 0, sizeof(Ledger));
    for (int i = 0; i < LEDGER_PRODUCERS; i++) {
        Ledger.Newest[i] = -1;
    }
}

void LedgerTake(void (*take)(const UCHAR *bytes, ULONG length))
{
    Ledger.Take = take;
}

static UCHAR ByteAt(int producer, int index, ULONG at)
{
    return (UCHAR)((ULONG)producer * 89 + (ULONG)index * 31 + at * 7 + (at >> 8));
}

void LedgerFill(PUCHAR payload, ULONG length, int producer, int index)
{
    SIM_CHECK(length >= 8);
    for (ULONG i = 8; i < length; i++) {
        payload[i] = ByteAt(producer, index, i);
    }
    memcpy(payload, &producer, 4);
    memcpy(payload + 4, &index, 4);
}

void LedgerSent(int producer, int index, ULONG length, bool isEvent, NTSTATUS status)
{
    Ledger.Attempts++;
    Ledger.HasEvents = Ledger.HasEvents || isEvent;
    if (status == STATUS_SUCCESS) {
        Ledger.Accepted++;
        Ledger.Bytes += length + (isEvent ? sizeof(PIPELISTEN_EVENT) : 0);
        Ledger.Messages[producer][index].IsAccepted = true;
        Ledger.Messages[producer][index].IsEvent = isEvent;
        Ledger.Messages[producer][index].Length = length;
    }
}

void LedgerRaised(void)
{
    Ledger.Attempts++;
    Ledger.Raised++;
}

/* The sender notes what it sent only after the send, and the message may arrive before: hence nothing is checked here. */
static void Arrives(const UCHAR *payload, ULONG length)
{
    int producer, index;

    SIM_CHECK(length >= 8);
    memcpy(&producer, payload, 4);
    memcpy(&index, payload + 4, 4);
    SIM_CHECK(producer >= 0 && producer < LEDGER_PRODUCERS && index >= 0 && index < LEDGER_MESSAGES);
    for (ULONG i = 8; i < length; i++) {
        SIM_CHECK(payload[i] == ByteAt(producer, index, i));
    }
    if (Ledger.Messages[producer][index].IsArrived) {
        SimBugCheck("Message %d of producer %d arrives twice", index, producer);
    }
    SIM_CHECK(index > Ledger.Newest[producer]); /* in the order they were sent */
    Ledger.Newest[producer] = index;
    Ledger.Messages[producer][index].IsArrived = true;
    Ledger.Arrived++;
}

/*
 * An envelope says which attempt it is and how many before it were dropped; the others have arrived before it. (Unless one
 * became void meanwhile, which counts as dropped only from then on.)
 */
static void CheckEnvelope(const PIPELISTEN_EVENT *event)
{
    const bool isNotice = (event->Flags & PIPELISTEN_EVENT_NOTICE) != 0;
    const ULONGLONG before = event->Sequence - event->Dropped - !isNotice;

    SIM_CHECK(memcmp(event->Magic, PIPELISTEN_EVENT_MAGIC, 4) == 0 && event->Version == 1);
    SIM_CHECK(event->HeaderSize == sizeof(*event) && event->ProcessId == 4 && event->ThreadId != 0);
    SIM_CHECK(event->Processor < 4 && event->Time >= 0 && event->Time <= Sim.Now);
    SIM_CHECK(event->Sequence > Ledger.Sequence || (isNotice && event->Sequence == Ledger.Sequence));
    SIM_CHECK(event->Dropped >= Ledger.Reported);
    SIM_CHECK(before == Ledger.Arrived || (Ledger.Raised > 0 && before >= Ledger.Arrived));
    Ledger.Sequence = event->Sequence;
    Ledger.Reported = event->Dropped;
}

/* One message: a plain frame, a notice, or events back to back, aligned, with zeros between them. */
void LedgerArrived(const UCHAR *bytes, ULONG length)
{
    PIPELISTEN_EVENT event;
    ULONG at = 0;

    if (Ledger.Take != NULL) {
        Ledger.Take(bytes, length);
        return;
    }
    if (length < 4 || memcmp(bytes, PIPELISTEN_EVENT_MAGIC, 4) != 0) {
        Arrives(bytes, length);
        return;
    }
    do {
        SIM_CHECK(at + sizeof(event) <= length);
        memcpy(&event, bytes + at, sizeof(event));
        CheckEnvelope(&event);
        at += sizeof(event);
        SIM_CHECK(event.PayloadLength <= length - at);
        if ((event.Flags & PIPELISTEN_EVENT_NOTICE) != 0) {
            SIM_CHECK(length == sizeof(event) && event.Flags == PIPELISTEN_EVENT_NOTICE && event.PayloadType == 0);
            Ledger.Notices++;
            return;
        }
        SIM_CHECK(event.PayloadType == 7 && (event.Flags & ~(ULONG)PIPELISTEN_EVENT_MORE) == 0);
        Arrives(bytes + at, event.PayloadLength);
        at += event.PayloadLength;
        for (; (event.Flags & PIPELISTEN_EVENT_MORE) != 0 && at % PIPELISTEN_EVENT_ALIGNMENT != 0; at++) {
            SIM_CHECK(bytes[at] == 0);
        }
    } while ((event.Flags & PIPELISTEN_EVENT_MORE) != 0);
    SIM_CHECK(at == length);
}

void LedgerCheck(const PIPELISTEN_COUNTERS *counters, bool isFlushed)
{
    for (int producer = 0; producer < LEDGER_PRODUCERS; producer++) {
        for (int index = 0; index < LEDGER_MESSAGES; index++) {
            const typeof(Ledger.Messages[0][0]) *message = &Ledger.Messages[producer][index];

            SIM_CHECK(message->IsAccepted || !message->IsArrived);
            SIM_CHECK(message->IsArrived || !message->IsAccepted || !isFlushed);
        }
    }
    SIM_CHECK(counters->Attempts == Ledger.Attempts);
    SIM_CHECK(counters->Dropped == Ledger.Attempts - Ledger.Accepted);
    SIM_CHECK(counters->Queued == Ledger.Accepted);
    if (isFlushed) {
        SIM_CHECK(counters->Written == Ledger.Accepted && counters->Written == Ledger.Arrived);
        SIM_CHECK(counters->Bytes == Ledger.Bytes && counters->Notices == Ledger.Notices);
        SIM_CHECK(!Ledger.HasEvents || Ledger.Reported == counters->Dropped);
    }
}
