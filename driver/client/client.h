/*
 * client.h: what a PPIPELISTEN_CLIENT points to, for the files that share it.
 *
 *     client.c   its life: open, close, counters
 *     send.c     producers: copy into the ring
 *     worker.c   the one consumer: a thread that writes the ring to the pipe
 *     flush.c    threads that wait for the worker
 *
 * It lies in nonpaged pool, followed by the ring's block and the batch's in the same allocation. The lock is held for a few
 * dozen instructions at a time and the copy of at most SEND_MAX_SHORT bytes (send.c), never across a write.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "platform.h"
#include <pipelisten.h>
#include "batch.h"
#include "doorbell.h"
#include "origin.h"
#include "pipe.h"
#include "ring.h"

struct PIPELISTEN_CLIENT {
    PipeClient Pipe; /* used by the worker only, except for what is atomic */
    PETHREAD Worker; /* referenced, so that it can be waited for after it has ended */
    KEVENT Stop;     /* set once, by PipelistenClose: tells the worker to end */
    Doorbell Doorbell;
    OriginClock *Clock;
    PVOID BatchBlock; /* the worker's, for messages of several events */

    KSPIN_LOCK Lock;     /* guards all that follows, and is the producers' lock of the ring */
    Ring Ring;           /* its reading end is the worker's and needs no lock */
    BOOLEAN SendsEvents; /* PipelistenSendEvent was called: losses may be announced by notices */
    ULONGLONG Announced; /* the Dropped of the newest envelope that is in the ring or in the pipe */
    LIST_ENTRY Waiters;  /* of FlushWaiter */
    ULONGLONG Released;  /* records that have left the ring, void ones included */
    ULONGLONG Written;   /* these three: see PIPELISTEN_COUNTERS */
    ULONGLONG Bytes;
    ULONGLONG Notices;
};

C_ASSERT(sizeof(PIPELISTEN_CLIENT) % RING_ALIGNMENT == 0); /* where the ring's block begins */

/* worker.c; StartContext is the client. */
KSTART_ROUTINE PipelistenWorkerThread;

/* flush.c: wakes the threads whose wait is over. */
_Requires_lock_held_(Client->Lock) _IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenFlushComplete(_Inout_ PPIPELISTEN_CLIENT Client);

#endif
