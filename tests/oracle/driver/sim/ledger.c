/*
 * ledger.c: see ledger.h. Each payload begins with its producer and index and goes on with bytes that follow from them.
 */
#include "ledger.h"
#include <string.h>

#define LEDGER_SITES 64

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
    char Sites[LEDGER_SITES]; /* of this connection, by number: the last character of each format; 0: not described */
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

void LedgerConnects(void)
{
    memset(Ledger.Sites, 0, sizeof(Ledger.Sites));
}

/* The sender notes what it sent only after the send, and the message may arrive before: hence that is not checked here. */
static void NoteArrival(int producer, int index)
{
    SIM_CHECK(producer >= 0 && producer < LEDGER_PRODUCERS && index >= 0 && index < LEDGER_MESSAGES);
    if (Ledger.Messages[producer][index].IsArrived) {
        SimBugCheck("Message %d of producer %d arrives twice", index, producer);
    }
    SIM_CHECK(index > Ledger.Newest[producer]); /* in the order they were sent */
    Ledger.Newest[producer] = index;
    Ledger.Messages[producer][index].IsArrived = true;
    Ledger.Arrived++;
}

static void Arrives(const UCHAR *payload, ULONG length)
{
    int producer, index;

    SIM_CHECK(length >= 8);
    memcpy(&producer, payload, 4);
    memcpy(&index, payload + 4, 4);
    for (ULONG i = 8; i < length; i++) {
        SIM_CHECK(payload[i] == ByteAt(producer, index, i));
    }
    NoteArrival(producer, index);
}

/* A line of stage.c's, whose site has been described on this connection. */
static void LineArrives(const UCHAR *payload, ULONG length)
{
    int producer, index;
    USHORT stored, whole;
    ULONG site;

    SIM_CHECK(length >= 19 && payload[4] == PIPELISTEN_LOG_I32 && payload[9] == PIPELISTEN_LOG_I32);
    SIM_CHECK(payload[14] == PIPELISTEN_LOG_ANSI);
    memcpy(&site, payload, 4);
    memcpy(&producer, payload + 5, 4);
    memcpy(&index, payload + 10, 4);
    memcpy(&stored, payload + 15, 2);
    memcpy(&whole, payload + 17, 2);
    SIM_CHECK(stored == whole && length == 19u + stored);
    for (ULONG i = 19; i < length; i++) {
        SIM_CHECK(payload[i] == 'a' + index);
    }
    SIM_CHECK(site < LEDGER_SITES && Ledger.Sites[site] == (index % 2 == 0 ? 's' : 'd'));
    NoteArrival(producer, index);
}

static void SiteArrives(const PIPELISTEN_EVENT *event, const UCHAR *payload)
{
    const char *texts = (const char *)payload + sizeof(PIPELISTEN_SITE), *at = texts;
    PIPELISTEN_SITE site;

    memcpy(&site, payload, sizeof(site));
    SIM_CHECK(event->Sequence - event->Dropped >= Ledger.Arrived && event->Dropped >= Ledger.Reported);
    SIM_CHECK(event->PayloadLength > sizeof(site) && site.Number < LEDGER_SITES && site.Line > 0);
    SIM_CHECK(site.Level >= 1 && site.Level <= 5 && memcmp(site.Reserved, "\0\0", 3) == 0);
    Ledger.Sites[site.Number] = texts[strlen(texts) - 1];
    for (int i = 0; i < 3; i++) {
        at += strlen(at) + 1;
    }
    SIM_CHECK((const UCHAR *)at == payload + event->PayloadLength);
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
        at += sizeof(event);
        SIM_CHECK(event.PayloadLength <= length - at);
        if ((event.Flags & PIPELISTEN_EVENT_LOG_SITE) == 0) {
            CheckEnvelope(&event);
        }
        if ((event.Flags & PIPELISTEN_EVENT_NOTICE) != 0) {
            SIM_CHECK(length == sizeof(event) && event.Flags == PIPELISTEN_EVENT_NOTICE && event.PayloadType == 0);
            Ledger.Notices++;
            return;
        }
        switch (event.Flags & ~(ULONG)PIPELISTEN_EVENT_MORE) {
        case 0:
            SIM_CHECK(event.PayloadType == 7);
            Arrives(bytes + at, event.PayloadLength);
            break;
        case PIPELISTEN_EVENT_LOG:
            SIM_CHECK(event.PayloadType == 0);
            LineArrives(bytes + at, event.PayloadLength);
            break;
        default:
            SIM_CHECK((event.Flags & ~(ULONG)PIPELISTEN_EVENT_MORE) == PIPELISTEN_EVENT_LOG_SITE && event.PayloadType == 0);
            SiteArrives(&event, bytes + at);
        }
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
