/*
 * ring.c: see ring.h.
 *
 *     block   | header | data ... | header | data ... | header (padding) |    each at a multiple of 8
 *
 * Who may read what: a header's length is written before Tail is (release), and read after Tail (acquire).
 * A record's bytes are written before its state is RECORD_READY (release), and read after that (acquire).
 * They are read before Head moves past them (release), and overwritten after Head was seen there (acquire).
 */
#include "ring.h"

#define RECORD_BUSY 0u    /* reserved, not committed */
#define RECORD_READY 1u   /* committed */
#define RECORD_VOID 2u    /* a record whose producer has given up */
#define RECORD_PADDING 3u /* nothing, up to the end of the block */

typedef struct {
    ATOMIC_ULONG State;
    ULONG Length;
} RecordHeader;

C_ASSERT(sizeof(RecordHeader) == RING_ALIGNMENT); /* so what remains before the end always has room for one */

static ULONG RecordSize(_In_ ULONG Length);
static RecordHeader *RecordAt(_In_ const Ring *This, _In_ ULONG Position);
static ULONG BytesToEnd(_In_ const Ring *This, _In_ ULONG Position);

_Use_decl_annotations_
VOID PipelistenRingInitialize(Ring *This, PVOID Block, ULONG Size)
{
    RtlZeroMemory(This, sizeof(*This));
    This->Block = Block;
    This->Size = Size;
}

_Use_decl_annotations_
BOOLEAN PipelistenRingReserve(Ring *This, ULONG Length, RingSlot *Slot)
{
    const ULONG head = AtomicReadAcquire(&This->Head);
    ULONG tail = AtomicReadAcquire(&This->Tail); /* nobody else moves it: the caller holds the lock */
    const ULONG toEnd = BytesToEnd(This, tail);
    const ULONG room = This->Size - (tail - head);
    BOOLEAN fits = Length <= RING_RECORD_MAX(This->Size); /* first, so that nothing below overflows */
    ULONG size = 0, padding = 0;

    Slot->Data = NULL;
    Slot->Sequence = ++This->Attempts;
    Slot->Dropped = This->Dropped;
    if (fits) {
        size = RecordSize(Length);
        padding = size > toEnd ? toEnd : 0;
        fits = padding + size <= room;
    }
    if (!fits) {
        This->Dropped++;
        return FALSE;
    }
    if (padding > 0) {
        AtomicWriteRelease(&RecordAt(This, tail)->State, RECORD_PADDING);
        tail += padding;
    }
    AtomicWriteRelease(&RecordAt(This, tail)->State, RECORD_BUSY);
    RecordAt(This, tail)->Length = Length;
    This->Reserved++;
    Slot->Data = RecordAt(This, tail) + 1;
    AtomicWriteRelease(&This->Tail, tail + size);
    return TRUE;
}

_Use_decl_annotations_
VOID PipelistenRingCommit(const RingSlot *Slot)
{
    AtomicWriteRelease(&((RecordHeader *)Slot->Data - 1)->State, RECORD_READY);
}

_Use_decl_annotations_
VOID PipelistenRingVoid(Ring *This, const RingSlot *Slot)
{
    This->Dropped++;
    AtomicWriteRelease(&((RecordHeader *)Slot->Data - 1)->State, RECORD_VOID);
}

_Use_decl_annotations_
BOOLEAN PipelistenRingIsEmpty(const Ring *This)
{
    return AtomicReadAcquire(&This->Head) == AtomicReadAcquire(&This->Tail);
}

_Use_decl_annotations_
BOOLEAN PipelistenRingPeek(Ring *This, RingRecord *Record)
{
    ULONG head = AtomicReadAcquire(&This->Head);
    const ULONG tail = AtomicReadAcquire(&This->Tail);
    RecordHeader *header = RecordAt(This, head);
    ULONG state;

    if (head != tail && AtomicReadAcquire(&header->State) == RECORD_PADDING) {
        head += BytesToEnd(This, head); /* padding goes with the record it was made for: one follows */
        AtomicWriteRelease(&This->Head, head);
        header = RecordAt(This, head);
    }
    state = head == tail ? RECORD_BUSY : AtomicReadAcquire(&header->State);
    if (state == RECORD_BUSY) {
        return FALSE;
    }
    Record->Data = header + 1;
    Record->Length = header->Length;
    Record->IsVoid = state == RECORD_VOID;
    return TRUE;
}

_Use_decl_annotations_
VOID PipelistenRingRelease(Ring *This, const RingRecord *Record)
{
    AtomicWriteRelease(&This->Head, AtomicReadAcquire(&This->Head) + RecordSize(Record->Length));
}

/* What a record takes up, its header included. */
static ULONG RecordSize(ULONG Length)
{
    const ULONG size = (ULONG)sizeof(RecordHeader) + Length;

    return (size + RING_ALIGNMENT - 1) & ~(ULONG)(RING_ALIGNMENT - 1);
}

static RecordHeader *RecordAt(const Ring *This, ULONG Position)
{
    return (RecordHeader *)(PVOID)(This->Block + (Position & (This->Size - 1)));
}

static ULONG BytesToEnd(const Ring *This, ULONG Position)
{
    return This->Size - (Position & (This->Size - 1));
}
