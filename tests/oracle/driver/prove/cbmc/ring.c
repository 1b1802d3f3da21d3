/*
 * ring.c: for CBMC: any OPERATIONS operations on a ring of 64 bytes, with any lengths, that begins empty at any position,
 * against a queue that notes what was reserved. CBMC also proves that no access leaves the block.
 */
#include "ring.h"

#define SIZE RING_SIZE_MIN
#ifndef OPERATIONS
#define OPERATIONS 5
#endif

ULONG nondet_ulong(void);
_Bool nondet_bool(void);

typedef struct {
    RingSlot Slot;
    ULONG Length;
    ULONG Start, End; /* in the block, header included */
    _Bool IsCommitted, IsVoid;
} Item;

static _Alignas(RING_ALIGNMENT) UCHAR Block[SIZE];
static Ring TheRing;
static Item Items[OPERATIONS];
static ULONG First, Count; /* Items[First .. Count - 1] are in the ring */
static ULONG Attempts, Dropped;

static void Reserve(void)
{
    const ULONG dropped = Dropped;
    Item *item = &Items[Count];

    item->Length = nondet_ulong();
    Attempts++;
    if (PipelistenRingReserve(&TheRing, item->Length, &item->Slot)) {
        item->Start = (ULONG)((UCHAR *)item->Slot.Data - Block) - RING_ALIGNMENT;
        item->End = item->Start + RING_ALIGNMENT + item->Length;
        __CPROVER_assert(item->Length <= RING_RECORD_MAX(SIZE), "no longer than any may be");
        __CPROVER_assert(item->Start < SIZE && item->End <= SIZE, "in one piece");
        __CPROVER_assert(item->Start % RING_ALIGNMENT == 0, "aligned");
        for (ULONG i = First; i < Count; i++) {
            __CPROVER_assert(item->End <= Items[i].Start || Items[i].End <= item->Start, "apart from every other");
        }
        item->IsCommitted = item->IsVoid = 0;
        Count++;
    } else {
        __CPROVER_assert(First < Count || item->Length > RING_RECORD_MAX(SIZE), "an empty ring takes any legal record");
        Dropped++;
    }
    __CPROVER_assert(item->Slot.Sequence == Attempts && item->Slot.Dropped == dropped, "numbered");
}

static void Complete(void)
{
    const ULONG i = nondet_ulong();

    __CPROVER_assume(i >= First && i < Count && !Items[i].IsCommitted && !Items[i].IsVoid);
    if (nondet_bool()) {
        Items[i].Slot.IsEvent = nondet_bool();
        PipelistenRingCommit(&Items[i].Slot);
        Items[i].IsCommitted = 1;
    } else {
        PipelistenRingVoid(&TheRing, &Items[i].Slot);
        Items[i].IsVoid = 1;
        Dropped++;
    }
}

static void CheckRecord(const RingRecord *record, const Item *item)
{
    __CPROVER_assert(record->Data == item->Slot.Data && record->Length == item->Length, "the record that was reserved");
    __CPROVER_assert(record->IsVoid == item->IsVoid, "void or not");
    __CPROVER_assert(record->IsEvent == (item->IsCommitted && item->Slot.IsEvent), "an event or not");
}

static void Consume(void)
{
    const _Bool isReady = First < Count && (Items[First].IsCommitted || Items[First].IsVoid);
    RingRecord record, next;

    if (!PipelistenRingPeek(&TheRing, &record)) {
        __CPROVER_assert(!isReady, "what is ready is found");
        return;
    }
    __CPROVER_assert(isReady, "what is not ready is not found");
    CheckRecord(&record, &Items[First]);
    if (PipelistenRingPeekNext(&TheRing, &record, &next)) {
        __CPROVER_assert(First + 1 < Count && (Items[First + 1].IsCommitted || Items[First + 1].IsVoid), "ready, too");
        CheckRecord(&next, &Items[First + 1]);
        if (nondet_bool()) {
            PipelistenRingRelease(&TheRing, &next);
            First += 2;
            return;
        }
    } else {
        __CPROVER_assert(First + 1 == Count || !(Items[First + 1].IsCommitted || Items[First + 1].IsVoid),
                         "the next one that is ready is found");
    }
    PipelistenRingRelease(&TheRing, &record);
    First++;
}

int main(void)
{
    const ULONG start = nondet_ulong();

    __CPROVER_assume(start % RING_ALIGNMENT == 0);
    PipelistenRingInitialize(&TheRing, Block, SIZE);
    PipelistenAtomicWriteRelease(&TheRing.Head, start);
    PipelistenAtomicWriteRelease(&TheRing.Tail, start);
    for (int i = 0; i < OPERATIONS; i++) {
        if (nondet_bool()) {
            Reserve();
        } else if (nondet_bool()) {
            Complete();
        } else {
            Consume();
        }
        __CPROVER_assert(TheRing.Attempts == Attempts && TheRing.Dropped == Dropped, "counted");
        __CPROVER_assert(TheRing.Reserved == Count, "counted, too");
        __CPROVER_assert(PipelistenRingIsEmpty(&TheRing) == (First == Count), "empty or not");
    }
    return 0;
}
