/*
 * batch_model.c SEED ROUNDS: what PipelistenBatchTake makes of random events, plain frames and void records, some of
 * which are committed late, against what it is to make of them. The block is allocated to the byte, for
 * AddressSanitizer to guard.
 */
#include <string.h>

#include "check.h"
#include "batch.h"
#include "envelope.h"

#define RING_SIZE (64u << 20) /* never full */
#define RECORDS 500           /* in each round */

typedef struct {
    RingSlot Slot;
    uint32_t Length;
    int IsVoid, IsCommitted;
} Sent;

static struct {
    uint64_t Several, Lone, Plain, Void, Full, TooLong, HeldBack;
} Seen;

static uint64_t State;      /* of the random numbers */
static Sent Queue[RECORDS]; /* the record with the number n is Queue[n - 1] */
static uint32_t Count, Taken;

static void Round(uint8_t *memory, uint8_t *block);
static void Send(Ring *ring);
static void Commit(Ring *ring, Sent *sent);
static void TakeAll(Ring *ring, uint8_t *block);
static uint32_t ExpectedEvents(void);
static void CheckEvents(const EventBatch *batch, uint32_t events);

int main(int argc, char **argv)
{
    const uint64_t rounds = Argument(argc, argv, 2);
    uint8_t *memory = malloc(RING_SIZE), *block = malloc(BATCH_MAX_SIZE);

    State = Argument(argc, argv, 1);
    CHECK(memory != NULL && block != NULL);
    for (uint64_t i = 0; i < rounds; i++) {
        Round(memory, block);
    }
    free(block);
    free(memory);
    printf("several events %llu, lone %llu, plain %llu, void %llu, full %llu, too long %llu, held back %llu\n",
           (unsigned long long)Seen.Several, (unsigned long long)Seen.Lone, (unsigned long long)Seen.Plain,
           (unsigned long long)Seen.Void, (unsigned long long)Seen.Full, (unsigned long long)Seen.TooLong,
           (unsigned long long)Seen.HeldBack);
    CHECK(Seen.Several > 0 && Seen.Lone > 0 && Seen.Plain > 0 && Seen.Void > 0);
    CHECK(Seen.Full > 0 && Seen.TooLong > 0 && Seen.HeldBack > 0);
    return 0;
}

static void Round(uint8_t *memory, uint8_t *block)
{
    Ring ring;

    Count = Taken = 0;
    PipelistenRingInitialize(&ring, memory, RING_SIZE);
    while (Count < RECORDS) {
        Send(&ring);
        if (RandomBelow(&State, 100) == 0) {
            TakeAll(&ring, block);
        }
        if (RandomBelow(&State, 100) == 0 && !Queue[Taken].IsCommitted && Taken < Count) {
            Commit(&ring, &Queue[Taken]);
        }
    }
    for (uint32_t i = Taken; i < Count; i++) {
        if (!Queue[i].IsCommitted) {
            Commit(&ring, &Queue[i]);
        }
    }
    TakeAll(&ring, block);
    CHECK(Taken == Count && PipelistenRingIsEmpty(&ring));
}

/* Mostly short events; one in 100 is committed late. */
static void Send(Ring *ring)
{
    const int isEvent = RandomBelow(&State, 50) != 0;
    const uint32_t payload = RandomBelow(&State, 100) == 0 ? RandomBelow(&State, 2 * BATCH_MAX_SIZE)
                                                            : RandomBelow(&State, 600);
    const uint32_t envelope = isEvent ? (uint32_t)sizeof(PIPELISTEN_EVENT) : 0;
    const uint32_t number = Count + 1;
    Sent *sent = &Queue[Count++];

    *sent = (Sent){.Length = envelope + payload};
    CHECK(PipelistenRingReserve(ring, sent->Length, &sent->Slot));
    if (isEvent) {
        const EnvelopeOrigin origin = {.Time = 1};
        const EnvelopeCount count = {.Sequence = number};

        PipelistenEnvelopeFill(sent->Slot.Data, &origin, &count, 0, payload);
        sent->Slot.IsEvent = TRUE;
    }
    FillBytes((uint8_t *)sent->Slot.Data + envelope, payload, number);
    if (RandomBelow(&State, 100) != 0) {
        Commit(ring, sent);
    }
}

static void Commit(Ring *ring, Sent *sent)
{
    sent->IsVoid = RandomBelow(&State, 50) == 0;
    sent->IsVoid ? PipelistenRingVoid(ring, &sent->Slot) : PipelistenRingCommit(&sent->Slot);
    sent->IsCommitted = 1;
}

static void TakeAll(Ring *ring, uint8_t *block)
{
    EventBatch batch;

    memset(block, 0xAA, BATCH_MAX_SIZE);
    while (PipelistenBatchTake(ring, block, &batch)) {
        const Sent *first = &Queue[Taken];

        CHECK(Taken < Count && first->IsCommitted);
        if (first->IsVoid) {
            CHECK(batch.Messages == 0 && batch.Released == 1 && batch.Bytes == 0);
            Seen.Void++;
        } else if (!first->Slot.IsEvent) {
            CHECK(batch.Message == first->Slot.Data && batch.Length == first->Length && batch.Bytes == first->Length);
            CHECK(batch.Messages == 1 && batch.Released == 1);
            CheckBytes(batch.Message, batch.Length, Taken + 1);
            Seen.Plain++;
        } else {
            CheckEvents(&batch, ExpectedEvents());
        }
        PipelistenRingRelease(ring, &batch.Newest);
        Taken += batch.Released;
    }
    CHECK(Taken == Count || !Queue[Taken].IsCommitted);
    Seen.HeldBack += Taken + 1 < Count;
}

/* How many events are to be in the next message. */
static uint32_t ExpectedEvents(void)
{
    uint32_t length = Queue[Taken].Length, events = 1;

    for (;; events++) {
        const uint32_t start = (length + 7) / 8 * 8;
        const Sent *next = &Queue[Taken + events];

        if (Taken + events == Count || !next->IsCommitted || next->IsVoid || !next->Slot.IsEvent) {
            return events;
        }
        if (start + next->Length > BATCH_MAX_SIZE) {
            Seen.Full++;
            Seen.TooLong += length > BATCH_MAX_SIZE;
            return events;
        }
        length = start + next->Length;
    }
}

static void CheckEvents(const EventBatch *batch, uint32_t events)
{
    const uint8_t *message = batch->Message;
    uint32_t at = 0;
    uint64_t bytes = 0;

    CHECK(batch->Messages == events && batch->Released == events);
    CHECK((batch->Message == Queue[Taken].Slot.Data) == (events == 1));
    for (uint32_t i = 0; i < events; i++) {
        const Sent *sent = &Queue[Taken + i];
        PIPELISTEN_EVENT event;

        for (; at % 8 != 0; at++) {
            CHECK(message[at] == 0);
        }
        memcpy(&event, message + at, sizeof(event));
        CHECK(event.Sequence == Taken + i + 1 && event.PayloadLength + sizeof(event) == sent->Length);
        CHECK(event.Flags == (i + 1 < events ? PIPELISTEN_EVENT_MORE : 0));
        CheckBytes(message + at + sizeof(event), event.PayloadLength, event.Sequence);
        at += sent->Length;
        bytes += sent->Length;
    }
    CHECK(batch->Length == at && batch->Bytes == bytes);
    events == 1 ? Seen.Lone++ : Seen.Several++;
}
