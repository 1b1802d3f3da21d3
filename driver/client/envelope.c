/*
 * envelope.c: see envelope.h.
 */
#include "envelope.h"

_Use_decl_annotations_
VOID PipelistenEnvelopeFill(PIPELISTEN_EVENT *Event, const EnvelopeOrigin *Origin, const EnvelopeCount *Count,
                            ULONG PayloadType, ULONG PayloadLength)
{
    RtlCopyMemory(Event->Magic, PIPELISTEN_EVENT_MAGIC, sizeof(Event->Magic));
    Event->Version = PIPELISTEN_EVENT_VERSION;
    Event->HeaderSize = sizeof(*Event);
    Event->PayloadType = PayloadType;
    Event->PayloadLength = PayloadLength;
    Event->Sequence = Count->Sequence;
    Event->Dropped = Count->Dropped;
    Event->Time = Origin->Time;
    Event->ProcessId = Origin->ProcessId;
    Event->ThreadId = Origin->ThreadId;
    Event->Processor = Origin->Processor;
    Event->Flags = 0;
}

_Use_decl_annotations_
VOID PipelistenEnvelopeFillNotice(PIPELISTEN_EVENT *Event, const EnvelopeOrigin *Origin, const EnvelopeCount *Count)
{
    PipelistenEnvelopeFill(Event, Origin, Count, 0, 0);
    Event->Flags = PIPELISTEN_EVENT_NOTICE;
}
