/*
 * envelope.h: fills the envelope of pipelisten_event.h. Plain C.
 */
#ifndef ENVELOPE_H
#define ENVELOPE_H

#include "platform.h"
#include <pipelisten_event.h>

/* When and where something is sent; the fields of PIPELISTEN_EVENT of the same names. */
typedef struct {
    LONGLONG Time;
    ULONG ProcessId;
    ULONG ThreadId;
    ULONG Processor;
} EnvelopeOrigin;

/* Which attempt it is; the fields of PIPELISTEN_EVENT of the same names. */
typedef struct {
    ULONGLONG Sequence;
    ULONGLONG Dropped;
} EnvelopeCount;

/* The envelope of a payload, which follows it directly. */
VOID PipelistenEnvelopeFill(_Out_ PIPELISTEN_EVENT *Event, _In_ const EnvelopeOrigin *Origin, _In_ const EnvelopeCount *Count,
                  _In_ ULONG PayloadType, _In_ ULONG PayloadLength);

/* A notice: an envelope without payload that only reports how many attempts were dropped. */
VOID PipelistenEnvelopeFillNotice(_Out_ PIPELISTEN_EVENT *Event, _In_ const EnvelopeOrigin *Origin,
                        _In_ const EnvelopeCount *Count);

#endif
