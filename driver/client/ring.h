/*
 * ring.h: a bounded queue of records in one block of memory that the caller gives. Many producers, one consumer.
 *
 *     producers, under a lock:  Reserve  a place in the ring, or a drop that is counted
 *     producers, with it or not: copy the record there, Commit
 *     producers, under it:      Void     instead of Commit: the record could not be completed
 *     the consumer, without it: Peek     the oldest record, in place, if it is committed or void
 *                               PeekNext the one after it
 *                               Release  gives their places back
 *
 * A record lies in one piece, so that it can be written to a pipe straight from the ring. What doesn't fit before
 * the end of the block goes to its start, and the rest of the block is skipped as padding.
 *
 * Order: records come out in the order of their reservation. One that is reserved and not yet committed holds back
 * those after it; so a producer should not be stopped between the two.
 *
 * Plain C: no kernel call, no allocation. Positions are 32-bit counts of bytes since the start that wrap around;
 * as the size is a power of two, a position's place in the block is its low bits, and a difference of two
 * positions is right across the wrap.
 */
#ifndef RING_H
#define RING_H

#include "platform.h"

#define RING_ALIGNMENT 8 /* of every record, and of the block */
#define RING_SIZE_MIN 64
#define RING_SIZE_MAX (1u << 30) /* differences of positions have to stay below 2^31 */

typedef struct {
    PUCHAR Block;
    ULONG Size;
    ATOMIC_ULONG Head;  /* where the consumer is: written by it, read by producers */
    ATOMIC_ULONG Tail;  /* where the next record goes: written under the producers' lock, read by the consumer */
    ULONGLONG Attempts; /* reservations asked for, those that failed included; under the producers' lock */
    ULONGLONG Reserved; /* ... that succeeded; under the producers' lock */
    ULONGLONG Dropped;  /* ... that failed or whose record is void; under the producers' lock */
} Ring;

/* One attempt to reserve. */
typedef struct {
    BOOLEAN IsEvent;    /* what RingRecord.IsEvent will be: FALSE unless it is set before the commit */
    PVOID Data;         /* the record's place, aligned to RING_ALIGNMENT; NULL if there was none */
    ULONGLONG Sequence; /* the attempt's number: 1, 2, 3, ... */
    ULONGLONG Dropped;  /* how many attempts before this one were dropped */
} RingSlot;

/* A record as the consumer sees it. */
typedef struct {
    PVOID Data;
    ULONG Length;
    ULONG End;       /* the position after it */
    BOOLEAN IsEvent; /* it may share a message with other events */
    BOOLEAN IsVoid;  /* to be released and nothing else: its bytes are not complete */
} RingRecord;

/*
 * The longest record a ring of Size bytes takes. Less than half, so that every legal record fits into an empty
 * ring, wherever in the block that one happens to begin.
 */
#define RING_RECORD_MAX(Size) ((Size) / 2 - RING_ALIGNMENT)

/* Block: Size bytes, aligned to RING_ALIGNMENT, the caller's until nobody uses the ring. Size: a power of two. */
VOID PipelistenRingInitialize(_Out_ Ring *This, _In_ PVOID Block, _In_ ULONG Size);

/*
 * Reserves room for a record of Length bytes, 0 included; the caller holds the producers' lock. FALSE: the ring is
 * full or the record is longer than RING_RECORD_MAX; the attempt is counted and Slot has its numbers.
 */
_Must_inspect_result_
BOOLEAN PipelistenRingReserve(_Inout_ Ring *This, _In_ ULONG Length, _Out_ RingSlot *Slot);

/* The record at Slot->Data is complete. Every reserved slot must be committed or voided, soon, and then left alone. */
VOID PipelistenRingCommit(_In_ const RingSlot *Slot);

/* The record at Slot->Data will not be complete: it counts as dropped. The caller holds the producers' lock. */
VOID PipelistenRingVoid(_Inout_ Ring *This, _In_ const RingSlot *Slot);

/* Whether nothing is reserved that has not been released. Exact for the consumer if it holds the producers' lock. */
_Must_inspect_result_
BOOLEAN PipelistenRingIsEmpty(_In_ const Ring *This);

/* The oldest record; FALSE if there is none or if it isn't committed yet. It stays where it is until PipelistenRingRelease. */
_Must_inspect_result_ _Success_(return)
BOOLEAN PipelistenRingPeek(_Inout_ Ring *This, _Out_ RingRecord *Record);

/* The record after Record, which a peek has found; FALSE if there is none or if it isn't committed yet. */
_Must_inspect_result_ _Success_(return)
BOOLEAN PipelistenRingPeekNext(_In_ const Ring *This, _In_ const RingRecord *Record, _Out_ RingRecord *Next);

/* Gives back the record that a peek has found, and all before it. */
VOID PipelistenRingRelease(_Inout_ Ring *This, _In_ const RingRecord *Record);

#endif
