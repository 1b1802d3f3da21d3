/*
 * batch.h: what the worker writes next, taken from the head of the ring: a plain frame as it lies there, or all events
 * that are ready, in one message (pipelisten_event.h). Nothing waits for more to come, so a lone event leaves at once and
 * as it lies there; several become one message only if they were sent while the worker was busy.
 *
 * Plain C: no kernel call, no allocation.
 */
#ifndef BATCH_H
#define BATCH_H

#include "ring.h"

/* The longest message of several events, and what the listener's pipe has room for. A lone event may be longer. */
#define BATCH_MAX_SIZE (64 * 1024)

typedef struct {
    PVOID Message;     /* in the ring, or in the block for several */
    ULONG Length;      /* bytes, padding between events included */
    ULONG Messages;    /* the records in it. 0: there is nothing to write, only a void record to be released */
    ULONGLONG Bytes;   /* the length of these records, without padding */
    ULONG Released;    /* the records that are done with once it is written, a void one included */
    ULONG NewestStart; /* where the newest event begins in a message of several */
    RingRecord Newest; /* of these: releasing it releases all of them */
} EventBatch;

/*
 * FALSE: nothing is ready. Block: BATCH_MAX_SIZE bytes, aligned to RING_ALIGNMENT, used for several events. Nothing
 * leaves the ring; the message is valid until its records are released and Block is used again.
 */
_Must_inspect_result_ _Success_(return)
BOOLEAN PipelistenBatchTake(_Inout_ Ring *Source, _Out_writes_bytes_(BATCH_MAX_SIZE) PVOID Block, _Out_ EventBatch *Taken);

#endif
