/*
 * ring.c: see ring.h.
 *
 *     block   | header | data ... | header | data ... | header (padding) |    each at a multiple of 8
 *
 * Who may read what: a header's length is written before Tail is (release), and read after Tail (acquire).
 * A record's bytes are written before its state is RECORD_READY or RECORD_EVENT (release), and read after that (acquire).
 * They are read before Head moves past them (release), and overwritten after Head was seen there (acquire).
 */
#include "ring.h"

#define RECORD_BUSY 0u    /* reserved, not committed */
#define RECORD_READY 1u   /* committed */
#define RECORD_VOID 2u    /* a record whose producer has given up */
#define RECORD_PADDING 3u /* nothing, up to the end of the block */
#define RECORD_EVENT 4u   /* committed, and an event */

typedef struct {
    ATOMIC_ULONG State;
    ULONG Length;
} RecordHeader;

C_ASSERT(sizeof(RecordHeader) == RING_ALIGNMENT); /* so what remains before the end always has room for one */

static ULONG RecordSize(_In_ ULONG Length);
static RecordHeader *RecordAt(_In_ const Ring *This, _In_ ULONG Position);
static ULONG BytesToEnd(_In_ const Ring *This, _In_ ULONG Position);
static ULONG SkipPadding(_In_ const Ring *This, _In_ ULONG Position, _In_ ULONG Tail);
_Success_(return)
static BOOLEAN ReadRecord(_In_ const Ring *This, _In_ ULONG Position, _In_ ULONG Tail, _Out_ RingRecord *Record);

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
    const ULONG head = PipelistenAtomicReadAcquire(&This->Head);
    ULONG tail = PipelistenAtomicReadAcquire(&This->Tail); /* nobody else moves it: the caller holds the lock */
    const ULONG toEnd = BytesToEnd(This, tail);
    const ULONG room = This->Size - (tail - head);
    BOOLEAN fits = Length <= RING_RECORD_MAX(This->Size); /* first, so that nothing below overflows */
    ULONG size = 0, padding = 0;

    Slot->IsEvent = FALSE;
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
        PipelistenAtomicWriteRelease(&RecordAt(This, tail)->State, RECORD_PADDING);
        tail += padding;
    }
    PipelistenAtomicWriteRelease(&RecordAt(This, tail)->State, RECORD_BUSY);
    RecordAt(This, tail)->Length = Length;
    This->Reserved++;
    Slot->Data = RecordAt(This, tail) + 1;
    PipelistenAtomicWriteRelease(&This->Tail, tail + size);
    return TRUE;
}

_Use_decl_annotations_
VOID PipelistenRingCommit(const RingSlot *Slot)
{
    PipelistenAtomicWriteRelease(&((RecordHeader *)Slot->Data - 1)->State, Slot->IsEvent ? RECORD_EVENT : RECORD_READY);
}

_Use_decl_annotations_
VOID PipelistenRingVoid(Ring *This, const RingSlot *Slot)
{
    This->Dropped++;
    PipelistenAtomicWriteRelease(&((RecordHeader *)Slot->Data - 1)->State, RECORD_VOID);
}

_Use_decl_annotations_
BOOLEAN PipelistenRingIsEmpty(const Ring *This)
{
    return PipelistenAtomicReadAcquire(&This->Head) == PipelistenAtomicReadAcquire(&This->Tail);
}

_Use_decl_annotations_
BOOLEAN PipelistenRingPeek(Ring *This, RingRecord *Record)
{
    const ULONG head = PipelistenAtomicReadAcquire(&This->Head);
    const ULONG tail = PipelistenAtomicReadAcquire(&This->Tail);
    const ULONG start = SkipPadding(This, head, tail);

    if (start != head) {
        PipelistenAtomicWriteRelease(&This->Head, start);
    }
    return ReadRecord(This, start, tail, Record);
}

_Use_decl_annotations_
BOOLEAN PipelistenRingPeekNext(const Ring *This, const RingRecord *Record, RingRecord *Next)
{
    const ULONG tail = PipelistenAtomicReadAcquire(&This->Tail);

    return ReadRecord(This, SkipPadding(This, Record->End, tail), tail, Next);
}

_Use_decl_annotations_
VOID PipelistenRingRelease(Ring *This, const RingRecord *Record)
{
    PipelistenAtomicWriteRelease(&This->Head, Record->End);
}

/*
 * Where the next record at or after Position begins: padding goes with the record it was made for, so one follows. Tail
 * must be the one that ReadRecord is given: padding that came after it is not seen here, and must not be seen there.
 */
_Use_decl_annotations_
static ULONG SkipPadding(const Ring *This, ULONG Position, ULONG Tail)
{
    if (Position != Tail && PipelistenAtomicReadAcquire(&RecordAt(This, Position)->State) == RECORD_PADDING) {
        return Position + BytesToEnd(This, Position);
    }
    return Position;
}

/* FALSE: there is no record at Position, or it isn't committed yet. */
_Use_decl_annotations_
static BOOLEAN ReadRecord(const Ring *This, ULONG Position, ULONG Tail, RingRecord *Record)
{
    RecordHeader *header = RecordAt(This, Position);
    const ULONG state = Position == Tail ? RECORD_BUSY : PipelistenAtomicReadAcquire(&header->State);

    if (state == RECORD_BUSY) {
        return FALSE;
    }
    Record->Data = header + 1;
    Record->Length = header->Length;
    Record->End = Position + RecordSize(header->Length);
    Record->IsEvent = state == RECORD_EVENT;
    Record->IsVoid = state == RECORD_VOID;
    return TRUE;
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
