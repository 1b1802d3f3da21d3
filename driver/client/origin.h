/*
 * origin.h: when and where the caller is running, for an envelope.
 */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "envelope.h"

/* The system time in 100 ns since 1601 UTC. */
_IRQL_requires_max_(DISPATCH_LEVEL)
typedef VOID NTAPI OriginClock(_Out_ PLARGE_INTEGER Time);

/* The best clock this Windows has. */
_IRQL_requires_max_(PASSIVE_LEVEL)
OriginClock *PipelistenOriginFindClock(VOID);

/* Now and here. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenOriginNow(_In_ OriginClock *Clock, _Out_ EnvelopeOrigin *Origin);

#endif
