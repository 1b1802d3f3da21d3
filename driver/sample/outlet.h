/*
 * outlet.h: what reports are sent through: the client, at a pace at which nothing is dropped.
 */
#ifndef OUTLET_H
#define OUTLET_H

#include <ntifs.h>
#include <pipelisten.h>
#include <report.h>

typedef struct {
    PPIPELISTEN_CLIENT Client;
    PKEVENT Stop; /* once set, nothing more is sent */
    ULONG RingSize;
    ULONG Unflushed;                /* bytes that may be in the ring still */
    UCHAR Frame[REPORT_FRAME_SIZE]; /* where a report is built; too large for a kernel stack */
} Outlet;

VOID OutletInitialize(_Out_ Outlet *This, _In_ PPIPELISTEN_CLIENT Client, _In_ ULONG RingSize, _In_ PKEVENT Stop);

/* Waits for room for Length bytes, unless there is. STATUS_CANCELLED: Stop was set. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS OutletMakeRoom(_Inout_ Outlet *This, _In_ ULONG Length);

/* Sends the first Length bytes of Frame as they are, after waiting for room. STATUS_CANCELLED: Stop was set. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS OutletSendFrame(_Inout_ Outlet *This, _In_ ULONG Length);

/* Sends the first Length bytes of Frame as an event, after waiting for room. STATUS_CANCELLED: Stop was set. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS OutletSendEvent(_Inout_ Outlet *This, _In_ REPORT_TYPE Type, _In_ ULONG Length);

/* The same without waiting: the event is dropped, and counted, where there is no room. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS OutletSendEventAtOnce(_Inout_ Outlet *This, _In_ REPORT_TYPE Type, _In_ ULONG Length);

#endif
