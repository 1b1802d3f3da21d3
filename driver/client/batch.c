/*
 * batch.c: see batch.h.
 */
#include "platform.h"
#include <pipelisten_event.h>
#include "batch.h"

C_ASSERT(RING_ALIGNMENT == PIPELISTEN_EVENT_ALIGNMENT);

static BOOLEAN BatchAppend(_Inout_ EventBatch *This, _Inout_updates_bytes_(BATCH_MAX_SIZE) PUCHAR Block,
                           _In_ const RingRecord *Record);

_Use_decl_annotations_
BOOLEAN PipelistenBatchTake(Ring *Source, PVOID Block, EventBatch *Taken)
{
    RingRecord next;

    if (!PipelistenRingPeek(Source, &Taken->Newest)) {
        return FALSE;
    }
    Taken->Message = Taken->Newest.Data;
    Taken->Length = Taken->Newest.IsVoid ? 0 : Taken->Newest.Length;
    Taken->Bytes = Taken->Length;
    Taken->Messages = Taken->Newest.IsVoid ? 0 : 1;
    Taken->Released = 1;
    Taken->NewestStart = 0;
    while (Taken->Newest.IsEvent && PipelistenRingPeekNext(Source, &Taken->Newest, &next) && next.IsEvent) {
        if (!BatchAppend(Taken, Block, &next)) {
            break;
        }
    }
    return TRUE;
}

/* FALSE: there is no room for it. The newest event is copied to the block only now, if it is the first. */
_Use_decl_annotations_
static BOOLEAN BatchAppend(EventBatch *This, PUCHAR Block, const RingRecord *Record)
{
    const ULONG start = (This->Length + RING_ALIGNMENT - 1) & ~(ULONG)(RING_ALIGNMENT - 1);
    PIPELISTEN_EVENT *previous;

    if (This->Length > BATCH_MAX_SIZE || Record->Length > BATCH_MAX_SIZE || start + Record->Length > BATCH_MAX_SIZE) {
        return FALSE;
    }
    if (This->Messages == 1) {
        RtlCopyMemory(Block, This->Message, This->Length);
        This->Message = Block;
    }
    previous = (PIPELISTEN_EVENT *)(PVOID)(Block + This->NewestStart);
    previous->Flags |= PIPELISTEN_EVENT_MORE;
    RtlZeroMemory(Block + This->Length, start - This->Length);
    RtlCopyMemory(Block + start, Record->Data, Record->Length);
    This->NewestStart = start;
    This->Length = start + Record->Length;
    This->Bytes += Record->Length;
    This->Messages++;
    This->Released++;
    This->Newest = *Record;
    return TRUE;
}
