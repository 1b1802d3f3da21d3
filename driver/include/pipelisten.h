/*
 * pipelisten.h: sends messages from a kernel driver to a named pipe without ever waiting for whoever reads them.
 *
 *     PipelistenOpen            PASSIVE_LEVEL      a ring in nonpaged pool, and a thread that connects and writes
 *     PipelistenSend            <= DISPATCH_LEVEL  copies one message into the ring; full: dropped and counted
 *     PipelistenSendEvent       <= DISPATCH_LEVEL  the same with an envelope in front (pipelisten_event.h)
 *     PIPELISTEN_LOG            <= DISPATCH_LEVEL  the same with a line of a log (pipelisten_log.h)
 *     PipelistenFlush           PASSIVE_LEVEL      waits until the pipe has taken what was sent
 *     PipelistenQueryCounters   <= DISPATCH_LEVEL  what was sent, written, dropped
 *     PipelistenClose           PASSIVE_LEVEL      cancels, joins, frees; always returns soon
 *
 * Any number of threads, DPCs and processors may send at once. Messages go out in the order of their sequence numbers.
 * The functions may be called from PipelistenOpen's return until PipelistenClose is called; the caller makes sure that
 * no other call is running, or starts, once PipelistenClose is called.
 *
 * Include it after the kernel header that your driver uses (wdm.h, ntddk.h, ntifs.h, fltkernel.h); alone it includes
 * wdm.h. C and C++. Needs Windows 8 or newer.
 */
#ifndef PIPELISTEN_H
#define PIPELISTEN_H

#include <wdm.h>
#include <driverspecs.h>
#include "pipelisten_event.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "The entire pipe name string can be up to 256 characters long" (CreateNamedPipe), \\.\pipe\ included. */
#define PIPELISTEN_NAME_MAX_CHARS 247

/* The bounds of RingSize. Nonpaged pool is scarce. */
#define PIPELISTEN_RING_MIN (16 * 1024)
#define PIPELISTEN_RING_MAX (64 * 1024 * 1024)

/*
 * In Flags: send only to a pipe that is owned by LocalSystem or Administrators, as one is that an elevated program or a
 * service has created. Anyone may create a pipe first and receive what a driver sends; use this where that matters.
 */
#define PIPELISTEN_TRUSTED_OWNER 1

/* In Flags: a listener may set the filter of PIPELISTEN_LOG for as long as it is connected. */
#define PIPELISTEN_LIVE_FILTER 2

typedef struct PIPELISTEN_CLIENT PIPELISTEN_CLIENT, *PPIPELISTEN_CLIENT;

/* For PipelistenOpen, which copies what it needs. Zero what you do not set. */
typedef struct {
    UNICODE_STRING PipeName; /* NAME in \\.\pipe\NAME, at most PIPELISTEN_NAME_MAX_CHARS. It may have backslashes in it:
                                ProtectedPrefix\Administrators\NAME is a name that only administrators can create. */
    ULONG RingSize;          /* bytes, rounded up to a power of two; a message may be RingSize / 2 - 8 bytes long */
    ULONG Flags;             /* PIPELISTEN_TRUSTED_OWNER, PIPELISTEN_LIVE_FILTER, or 0 */
} PIPELISTEN_CONFIG;

/* All since PipelistenOpen. Attempts == Queued + Dropped; Queued - Written are in the ring. */
typedef struct {
    ULONGLONG Attempts;   /* calls of PipelistenSend and PipelistenSendEvent, and lines that passed the filter */
    ULONGLONG Queued;     /* ... whose message went into the ring */
    ULONGLONG Dropped;    /* ... whose message did not */
    ULONGLONG Written;    /* messages that the pipe has taken from the ring */
    ULONGLONG Bytes;      /* their length in total, envelopes included */
    ULONGLONG Notices;    /* beyond those: PIPELISTEN_EVENT_NOTICE. Sites are not counted. */
    ULONG Connects;       /* how often a listener was found */
    NTSTATUS LastFailure; /* of connecting or writing; STATUS_SUCCESS if that never failed */
} PIPELISTEN_COUNTERS;

/*
 * Begins to connect to the pipe and returns at once, whether there is a listener or not.
 *
 * STATUS_INVALID_PARAMETER: RingSize is out of bounds, or Flags has an unknown bit. STATUS_OBJECT_NAME_INVALID: no pipe
 * can have this name. STATUS_INSUFFICIENT_RESOURCES: no pool. Or what creating an event or a thread fails with.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenOpen(_In_ const PIPELISTEN_CONFIG *Config,
                        _Outptr_result_nullonfailure_ _At_(*Client, __drv_allocatesMem(Mem)) PPIPELISTEN_CLIENT *Client);

/*
 * Sends Frame as one message, byte for byte. Below DISPATCH_LEVEL, Frame may be pageable. Capture what user mode owns
 * first. Should reading Frame raise an exception nevertheless, it passes on to the caller and leaves the client usable;
 * that needs a compiler with __finally (Microsoft's, or clang as clang-cl), or at most 512 bytes.
 *
 * STATUS_SUCCESS: it is in the ring. STATUS_INSUFFICIENT_RESOURCES: the ring is full.
 * STATUS_INVALID_BUFFER_SIZE: it is longer than any message may be. The last two are dropped, and counted.
 */
_IRQL_requires_max_(DISPATCH_LEVEL)
NTSTATUS PipelistenSend(_Inout_ PPIPELISTEN_CLIENT Client, _In_reads_bytes_(Length) const VOID *Frame,
                        _In_ ULONG Length);

/*
 * The same, with a PIPELISTEN_EVENT in front. PayloadType: the number that the reader's header gives this kind of
 * payload, or 0. An event that finds the ring empty leaves at once; those that are sent while the pipe is busy leave
 * together, in messages of up to 64 KiB. Once a client has sent an event, it also sends a notice
 * (PIPELISTEN_EVENT_NOTICE) when the ring has run empty and something was dropped that no envelope has reported yet.
 */
_IRQL_requires_max_(DISPATCH_LEVEL)
NTSTATUS PipelistenSendEvent(_Inout_ PPIPELISTEN_CLIENT Client, _In_ ULONG PayloadType,
                             _In_reads_bytes_(Length) const VOID *Payload, _In_ ULONG Length);

/*
 * Waits until the pipe has taken everything that was sent before the call, and, unless others have sent more meanwhile,
 * the notice that is due then. Timeout: as for KeWaitForSingleObject; NULL waits without limit. Cancel: an event of the
 * caller's that ends the wait.
 *
 * STATUS_SUCCESS: all of it is in the pipe. STATUS_IO_TIMEOUT, STATUS_CANCELLED: not all, by then.
 */
_IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS PipelistenFlush(_Inout_ PPIPELISTEN_CLIENT Client, _In_opt_ PKEVENT Cancel, _In_opt_ PLARGE_INTEGER Timeout);

/* The counters at one moment. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID PipelistenQueryCounters(_Inout_ PPIPELISTEN_CLIENT Client, _Out_ PIPELISTEN_COUNTERS *Counters);

/*
 * Ends the connection and releases all that PipelistenOpen acquired. A write that is stuck on a full pipe is cancelled.
 * What is still in the ring is lost: flush first where that matters.
 */
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID PipelistenClose(_In_ __drv_freesMem(Mem) PPIPELISTEN_CLIENT Client);

#ifdef __cplusplus
}
#endif

#include "pipelisten_log.h"

#endif
