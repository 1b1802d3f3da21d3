/*
 * pipelisten.h: send messages from a kernel driver to a named pipe without ever waiting for whoever reads them.
 *
 *     PipelistenOpen            PASSIVE_LEVEL      a ring in nonpaged pool, and a thread that connects and writes
 *     PipelistenSend            <= DISPATCH_LEVEL  copies one message into the ring; full: dropped and counted
 *     PipelistenSendEvent       <= DISPATCH_LEVEL  the same with an envelope in front (pipelisten_event.h)
 *     PipelistenFlush           PASSIVE_LEVEL      waits until the pipe has taken what was sent
 *     PipelistenQueryCounters   <= DISPATCH_LEVEL  what was sent, written, dropped
 *     PipelistenClose           PASSIVE_LEVEL      cancels, joins, frees; always returns soon
 *
 * Any number of threads, interrupts' DPCs and processors may send at once. The order of the messages is
 * that of their sequence numbers. Between PipelistenOpen's return and the call of PipelistenClose all the
 * others may be called; the caller sees to it that none of them still runs, or begins, once PipelistenClose
 * is called.
 *
 * Needs Windows 8 or newer.
 */
#ifndef PIPELISTEN_H
#define PIPELISTEN_H

#include <ntifs.h>
#include <driverspecs.h>
#include "pipelisten_event.h"

/* "The entire pipe name string can be up to 256 characters long" (CreateNamedPipe), \\.\pipe\ included. */
#define PIPELISTEN_NAME_MAX_CHARS 247

/* RingSize is made a power of two, upwards, within these bounds; nonpaged pool is scarce. */
#define PIPELISTEN_RING_MIN (16 * 1024)
#define PIPELISTEN_RING_MAX (64 * 1024 * 1024)

typedef struct PIPELISTEN_CLIENT PIPELISTEN_CLIENT, *PPIPELISTEN_CLIENT;

/* All since PipelistenOpen. Attempts == Queued + Dropped; Queued - Written are in the ring. */
typedef struct {
    ULONGLONG Attempts;   /* calls of PipelistenSend and PipelistenSendEvent */
    ULONGLONG Queued;     /* ... that the ring took */
    ULONGLONG Dropped;    /* ... that it did not */
    ULONGLONG Written;    /* ... that the pipe took from the ring */
    ULONGLONG Bytes;      /* how long those were, envelopes included */
    ULONGLONG Notices;    /* messages beyond those: PIPELISTEN_EVENT_NOTICE */
    ULONG Connects;       /* how often a listener was found */
    NTSTATUS LastFailure; /* of connecting or writing; STATUS_SUCCESS if that never failed */
} PIPELISTEN_COUNTERS;

/*
 * Begins to connect to \\.\pipe\PipeName and returns at once, whether there is a listener or not. PipeName:
 * the NAME alone, without a backslash, at most PIPELISTEN_NAME_MAX_CHARS, not needed afterwards. RingSize:
 * bytes, see above; a message may be up to RingSize / 2 - 8 bytes long.
 *
 * STATUS_INVALID_PARAMETER: RingSize is out of bounds. STATUS_OBJECT_NAME_INVALID: no pipe can have this name.
 * STATUS_INSUFFICIENT_RESOURCES: no pool. Or what creating an event or a thread fails with.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenOpen(_In_ PCUNICODE_STRING PipeName, _In_ ULONG RingSize,
                        _Outptr_result_maybenull_ PPIPELISTEN_CLIENT *Client);

/*
 * Sends Frame as one message, byte for byte. Below DISPATCH_LEVEL, Frame may be pageable; it is the
 * kernel's: copy what user mode owns first.
 *
 * STATUS_SUCCESS: it is in the ring. STATUS_INSUFFICIENT_RESOURCES: the ring is full.
 * STATUS_INVALID_BUFFER_SIZE: it is longer than any message may be. The last two are dropped, and counted.
 */
_IRQL_requires_max_(DISPATCH_LEVEL)
NTSTATUS PipelistenSend(_Inout_ PPIPELISTEN_CLIENT Client, _In_reads_bytes_(Length) const VOID *Frame,
                        _In_ ULONG Length);

/*
 * The same, with a PIPELISTEN_EVENT in front. PayloadType: the number that the reader's header gives this kind of
 * payload, or 0. Once a client has sent an event, it also sends a notice of its own (PIPELISTEN_EVENT_NOTICE) when
 * the ring has run empty and something was dropped that no envelope has told of yet.
 */
_IRQL_requires_max_(DISPATCH_LEVEL)
NTSTATUS PipelistenSendEvent(_Inout_ PPIPELISTEN_CLIENT Client, _In_ ULONG PayloadType,
                             _In_reads_bytes_(Length) const VOID *Payload, _In_ ULONG Length);

/*
 * Waits until the pipe has taken all that was sent before the call, a notice that is due included. Timeout: as for
 * KeWaitForSingleObject; NULL waits as long as it takes. Cancel: an event of the caller's that ends the wait.
 *
 * STATUS_SUCCESS: all is in the pipe. STATUS_IO_TIMEOUT, STATUS_CANCELLED: not all, by then.
 */
_IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenFlush(_Inout_ PPIPELISTEN_CLIENT Client, _In_opt_ PKEVENT Cancel, _In_opt_ PLARGE_INTEGER Timeout);

/* The counters at one moment. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenQueryCounters(_Inout_ PPIPELISTEN_CLIENT Client, _Out_ PIPELISTEN_COUNTERS *Counters);

/*
 * Ends the connection and releases all that PipelistenOpen acquired. A write that is stuck on a full pipe
 * is cancelled. What is still in the ring is lost: flush first where that matters.
 */
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID PipelistenClose(_In_ __drv_freesMem(Mem) PPIPELISTEN_CLIENT Client);

#endif
