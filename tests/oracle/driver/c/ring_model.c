/*
 * ring_model.c SEED RINGS: random operations on a ring and on a queue that does the same in the simplest way.
 *
 * The queue's positions are 64-bit and never wrap; it keeps no bytes, because those of a record follow from its
 * number. It knows exactly what has to be refused, so a ring that wastes eight bytes is found as well as one
 * that overwrites them. The block is allocated to the byte, for AddressSanitizer to guard.
 */
#include "check.h"
#include "ring.h"

#define STEPS 20000 /* on each ring */
#define HEADER 8    /* ring.c: what lies before each record, and what all of it is a multiple of */

typedef struct {
    uint64_t Start, End; /* positions, header included */
    uint64_t Sequence;
    uint8_t *Data;
    uint32_t Length;
    int IsCommitted;
    int IsVoid;
} Item;

typedef struct {
    Ring Ring;
    uint8_t *Block;
    uint32_t Size;
    uint64_t Head, Tail; /* positions */
    uint64_t Attempts, Reserved, Dropped;
    Item *Items; /* Count of them in a circle of Size / HEADER, the oldest at First */
    uint32_t First, Count;
} Queue;

/* What has happened; a run in which one of these never did has tested less than it says. */
static struct {
    uint64_t Taken, Full, TooLong, Empty, Padded, PositionWrapped, HeldBack, Drained, Void;
} Seen;

static uint64_t State; /* of the random numbers */

static void TestRing(uint32_t size);
static void Reserve(Queue *queue);
static void Complete(Queue *queue);
static void Consume(Queue *queue);

int main(int argc, char **argv)
{
    uint64_t rings = Argument(argc, argv, 2);

    State = Argument(argc, argv, 1);
    for (uint64_t i = 0; i < rings; i++) {
        TestRing((uint32_t)RING_SIZE_MIN << i % 10);
    }
    printf("taken %llu, full %llu, too long %llu, empty %llu, padded %llu, wrapped %llu, held back %llu, drained %llu, "
           "void %llu\n",
           (unsigned long long)Seen.Taken, (unsigned long long)Seen.Full, (unsigned long long)Seen.TooLong,
           (unsigned long long)Seen.Empty, (unsigned long long)Seen.Padded, (unsigned long long)Seen.PositionWrapped,
           (unsigned long long)Seen.HeldBack, (unsigned long long)Seen.Drained, (unsigned long long)Seen.Void);
    CHECK(Seen.Taken > 0 && Seen.Full > 0 && Seen.TooLong > 0 && Seen.Empty > 0);
    CHECK(Seen.Padded > 0 && Seen.PositionWrapped > 0 && Seen.HeldBack > 0 && Seen.Drained > 0 &&
          Seen.Void > 0);
    return 0;
}

/* Begins anywhere in the block, and half of the time shortly before the ring's 32-bit positions wrap. */
static void TestRing(uint32_t size)
{
    uint64_t start = (uint64_t)HEADER * RandomBelow(&State, size / HEADER);
    Queue queue = {.Size = size};

    if (Random(&State) % 2 == 0) {
        start += (1ull << 32) - 4 * (uint64_t)size;
    }
    queue.Head = queue.Tail = start;
    queue.Block = malloc(size);
    queue.Items = calloc(size / HEADER, sizeof(Item));
    CHECK(queue.Block != NULL && queue.Items != NULL);
    PipelistenRingInitialize(&queue.Ring, queue.Block, size);
    PipelistenAtomicWriteRelease(&queue.Ring.Head, (ULONG)start);
    PipelistenAtomicWriteRelease(&queue.Ring.Tail, (ULONG)start);
    for (int step = 0; step < STEPS; step++) {
        const uint32_t fills = step / 500 % 2 == 0 ? 5 : 3; /* of 10: now the producers are ahead, now the consumer */
        const uint32_t what = RandomBelow(&State, 10);

        what < fills ? Reserve(&queue) : what < 7 ? Complete(&queue) : Consume(&queue);
        CHECK(PipelistenRingIsEmpty(&queue.Ring) == (queue.Head == queue.Tail));
        CHECK(queue.Ring.Attempts == queue.Attempts && queue.Ring.Dropped == queue.Dropped);
        CHECK(queue.Ring.Reserved == queue.Reserved);
    }
    free(queue.Items);
    free(queue.Block);
}

/* Mostly short, sometimes near the longest, sometimes absurd. */
static uint32_t SomeLength(uint32_t size)
{
    switch (RandomBelow(&State, 8)) {
    case 0:
        return 0;
    case 1:
        return RING_RECORD_MAX(size) - 4 + RandomBelow(&State, 9);
    case 2:
        return size - 8 + RandomBelow(&State, 17);
    case 3:
        return UINT32_MAX - RandomBelow(&State, 17);
    case 4:
        return RandomBelow(&State, size);
    default:
        return RandomBelow(&State, size / 8 + 1);
    }
}

static void Reserve(Queue *queue)
{
    const uint32_t length = SomeLength(queue->Size);
    const uint64_t size = HEADER + (((uint64_t)length + 7) & ~7ull);
    const uint64_t toEnd = queue->Size - queue->Tail % queue->Size;
    const uint64_t start = queue->Tail + (size > toEnd ? toEnd : 0);
    const int isLegal = length <= RING_RECORD_MAX(queue->Size);
    const int fits = isLegal && start + size - queue->Head <= queue->Size;
    Item *item = &queue->Items[(queue->First + queue->Count) % (queue->Size / HEADER)];
    RingSlot slot;

    CHECK(!isLegal || fits || queue->Count > 0); /* an empty ring takes every legal record */
    CHECK(PipelistenRingReserve(&queue->Ring, length, &slot) == fits);
    CHECK(slot.Sequence == ++queue->Attempts && slot.Dropped == queue->Dropped);
    if (!fits) {
        CHECK(slot.Data == NULL);
        queue->Dropped++;
        isLegal ? Seen.Full++ : Seen.TooLong++;
        return;
    }
    CHECK((uint8_t *)slot.Data == queue->Block + start % queue->Size + HEADER);
    CHECK((uintptr_t)slot.Data % RING_ALIGNMENT == 0);
    queue->Reserved++;
    *item = (Item){start, start + size, slot.Sequence, slot.Data, length, 0, 0};
    FillBytes(item->Data, length, item->Sequence);
    Seen.Taken++;
    Seen.Empty += length == 0;
    Seen.Padded += start != queue->Tail;
    Seen.PositionWrapped += item->End >> 32 != queue->Tail >> 32;
    queue->Tail = item->End;
    queue->Count++;
}

/* Any record that is not complete yet, since producers finish in any order; one in eight gives up. */
static void Complete(Queue *queue)
{
    if (queue->Count > 0) {
        Item *item = &queue->Items[(queue->First + RandomBelow(&State, queue->Count)) % (queue->Size / HEADER)];

        if (!item->IsCommitted) {
            const RingSlot slot = {.Data = item->Data};

            item->IsVoid = RandomBelow(&State, 8) == 0;
            item->IsVoid ? PipelistenRingVoid(&queue->Ring, &slot) : PipelistenRingCommit(&slot);
            item->IsCommitted = 1;
            queue->Dropped += (uint64_t)item->IsVoid;
            Seen.Void += (uint64_t)item->IsVoid;
        }
    }
}

/* The oldest record, if it is committed; it is looked at more than once now and then before it is released. */
static void Consume(Queue *queue)
{
    const Item *item = &queue->Items[queue->First];
    const int isThere = queue->Count > 0 && item->IsCommitted;
    RingRecord record;

    CHECK(PipelistenRingPeek(&queue->Ring, &record) == isThere);
    if (queue->Count > 0) {
        queue->Head = item->Start; /* after the padding, if there was any */
        Seen.HeldBack += !isThere && queue->Count > 1;
    }
    if (!isThere || Random(&State) % 8 == 0) {
        return;
    }
    CHECK(record.Data == item->Data && record.Length == item->Length && record.IsVoid == item->IsVoid);
    CheckBytes(record.Data, record.Length, item->Sequence);
    PipelistenRingRelease(&queue->Ring, &record);
    queue->Head = item->End;
    queue->First = (queue->First + 1) % (queue->Size / HEADER);
    queue->Count--;
    Seen.Drained += queue->Count == 0;
}
