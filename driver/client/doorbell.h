/*
 * doorbell.h: wakes one sleeping thread, with a kernel call only when it sleeps.
 *
 *     the sleeper:  arm; look for work once more; none: wait
 *     anyone else:  make work; ring
 *
 * No ring is missed. The sleeper arms and then looks; a ringer makes work and then looks whether it is
 * armed; and on both sides a full fence keeps the two in that order. So of a sleeper and a ringer at the
 * same time, at least one sees what the other has done: either the sleeper finds the work, or the ringer
 * finds it armed and sets the event, which stays set until the sleeper waits for it.
 */
#ifndef DOORBELL_H
#define DOORBELL_H

#include "platform.h"

typedef struct {
    ATOMIC_ULONG Armed; /* 1: the next ring must set the event */
    KEVENT Rung;        /* a wait resets it */
} Doorbell;

/* This: in nonpaged memory. */
VOID PipelistenDoorbellInitialize(_Out_ Doorbell *This);

/* For the sleeper: from now on a ring is heard. Look for work after it. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenDoorbellArm(_Inout_ Doorbell *This);

/*
 * For the sleeper, once armed and without work: waits for a ring, and hears one that has come since PipelistenDoorbellArm.
 * STATUS_SUCCESS: it rang; arm again. STATUS_TIMEOUT: it did not, for that long, and is still armed. STATUS_CANCELLED:
 * Stop was set.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenDoorbellWait(_Inout_ Doorbell *This, _In_ PKEVENT Stop, _In_ ULONG Milliseconds);

/* For anyone: there is work, made before the call. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenDoorbellRing(_Inout_ Doorbell *This);

#endif
