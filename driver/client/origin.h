/*
 * origin.h: the time, process, thread and processor of the caller, for an envelope.
 */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "envelope.h"

/* The system time in 100 ns since 1601 UTC. */
_IRQL_requires_max_(DISPATCH_LEVEL)
typedef VOID NTAPI OriginClock(_Out_ PLARGE_INTEGER Time);

/* The most precise clock of this Windows. */
_IRQL_requires_max_(PASSIVE_LEVEL)
OriginClock *PipelistenOriginFindClock(VOID);

/* Of this call. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenOriginNow(_In_ OriginClock *Clock, _Out_ EnvelopeOrigin *Origin);

#endif
