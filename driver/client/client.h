/*
 * client.h: what a PPIPELISTEN_CLIENT points to, for the files that share it.
 *
 *     client.c   its life: open, close, counters
 *     send.c     producers: copy into the ring
 *     worker.c   the one consumer: a thread that writes the ring to the pipe
 *     flush.c    threads that wait for the worker
 *     log.c, log_filter.c, log_sites.c   lines of a log, which of them pass, and what they are lines of
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
    PIPELISTEN_LOG_FILTER Filter; /* first: pipelisten_log.h reads it; set under the lock */
    PipeClient Pipe; /* used by the worker only, except for what is atomic */
    PETHREAD Worker; /* referenced, so that it can be waited for after it has ended */
    KEVENT Stop;     /* set once, by PipelistenClose: tells the worker to end */
    Doorbell Doorbell;
    OriginClock *Clock;
    PVOID BatchBlock; /* the worker's, for messages of several events */
    ULONG Introduced; /* the worker's: on which connection the sites were sent, by the pipe's Connects */
    BOOLEAN MayFilter; /* PIPELISTEN_LIVE_FILTER */

    KSPIN_LOCK Lock;     /* guards all that follows, and is the producers' lock of the ring */
    Ring Ring;           /* its reading end is the worker's and needs no lock */
    BOOLEAN SendsEvents; /* PipelistenSendEvent was called: losses may be announced by notices */
    BOOLEAN Logs;        /* a line was logged: its reader needs the sites */
    BOOLEAN IsFiltered;  /* by the listener */
    ULONG Level;         /* these two: the filter when no listener sets one */
    ULONG Keywords;
    ULONGLONG Announced; /* the Dropped of the newest envelope that is in the ring or in the pipe */
    LIST_ENTRY Waiters;  /* of FlushWaiter */
    ULONGLONG Released;  /* records that have left the ring, void ones included */
    ULONGLONG Written;   /* these three: see PIPELISTEN_COUNTERS */
    ULONGLONG Bytes;
    ULONGLONG Notices;
};

C_ASSERT(sizeof(PIPELISTEN_CLIENT) % RING_ALIGNMENT == 0); /* where the ring's block begins */
C_ASSERT(FIELD_OFFSET(PIPELISTEN_CLIENT, Filter) == 0);

/* worker.c; StartContext is the client. */
KSTART_ROUTINE PipelistenWorkerThread;

/*
 * send.c: PipelistenSendEvent for a line of a log. Line: at most PIPELISTEN_LOG_LINE_MAX bytes of nonpaged memory. What is dropped
 * is counted.
 */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenSendLine(_Inout_ PPIPELISTEN_CLIENT Client, _In_reads_bytes_(Length) const VOID *Line, _In_ ULONG Length);

/* log_sites.c: the number of a site. */
_IRQL_requires_max_(DISPATCH_LEVEL)
ULONG PipelistenLogNumberOf(_In_ const PIPELISTEN_LOG_SITE *const *Entry);

/* log_sites.c: whether this connection, which there is, still lacks sites that a record in the ring may be a line of. */
_Must_inspect_result_ _IRQL_requires_max_(DISPATCH_LEVEL)
BOOLEAN PipelistenLogSitesAreDue(_Inout_ PPIPELISTEN_CLIENT Client);

/* log_sites.c: sends them, by way of BatchBlock. Fails as PipelistenPipeSend does. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenLogSendSites(_Inout_ PPIPELISTEN_CLIENT Client);

/* log_filter.c: takes what a listener wrote. Anything but a PIPELISTEN_FILTER is ignored; of several the last one counts. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenLogFilterReceive(_Inout_ PPIPELISTEN_CLIENT Client, _In_reads_bytes_(Length) const UCHAR *Bytes,
                                _In_ ULONG Length);

/* log_filter.c: the listener is gone, and its filter with it. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenLogFilterRestore(_Inout_ PPIPELISTEN_CLIENT Client);

/* flush.c: wakes the threads whose wait is over. */
_Requires_lock_held_(Client->Lock) _IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenFlushComplete(_Inout_ PPIPELISTEN_CLIENT Client);

#endif
