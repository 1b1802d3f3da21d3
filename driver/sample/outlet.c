/*
 * outlet.c: see outlet.h.
 */
#include "outlet.h"

/* More than a message takes up in the ring beyond its payload: envelope, header, alignment. */
#define OUTLET_OVERHEAD 128

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, OutletInitialize)
#pragma alloc_text(PAGE, OutletSendFrame)
#pragma alloc_text(PAGE, OutletSendEvent)
#pragma alloc_text(PAGE, OutletSendEventAtOnce)
#pragma alloc_text(PAGE, OutletMakeRoom)
#endif

_Use_decl_annotations_
VOID OutletInitialize(Outlet *This, PPIPELISTEN_CLIENT Client, ULONG RingSize, PKEVENT Stop)
{
    PAGED_CODE();
    This->Client = Client;
    This->Stop = Stop;
    This->RingSize = RingSize;
    This->Unflushed = 0;
}

_Use_decl_annotations_
NTSTATUS OutletSendFrame(Outlet *This, ULONG Length)
{
    NTSTATUS status;

    PAGED_CODE();
    status = OutletMakeRoom(This, Length);
    return NT_SUCCESS(status) ? PipelistenSend(This->Client, This->Frame, Length) : status;
}

_Use_decl_annotations_
NTSTATUS OutletSendEvent(Outlet *This, REPORT_TYPE Type, ULONG Length)
{
    NTSTATUS status;

    PAGED_CODE();
    status = OutletMakeRoom(This, Length);
    return NT_SUCCESS(status) ? PipelistenSendEvent(This->Client, (ULONG)Type, This->Frame, Length) : status;
}

_Use_decl_annotations_
NTSTATUS OutletSendEventAtOnce(Outlet *This, REPORT_TYPE Type, ULONG Length)
{
    PAGED_CODE();
    if (KeReadStateEvent(This->Stop)) {
        return STATUS_CANCELLED;
    }
    This->Unflushed = This->RingSize; /* the ring may be full now: flush before waiting for room */
    (VOID)PipelistenSendEvent(This->Client, (ULONG)Type, This->Frame, Length);
    return STATUS_SUCCESS;
}

/*
 * Only this thread sends, but for a few short lines of the log. So what is in the ring is hardly more than what it has
 * sent since it last saw the ring empty; and a quarter full, the ring has room for one message more, even where it has to
 * skip as much at the end of its block.
 */
_Use_decl_annotations_
NTSTATUS OutletMakeRoom(Outlet *This, ULONG Length)
{
    const ULONG size = Length + OUTLET_OVERHEAD;

    PAGED_CODE();
    if (KeReadStateEvent(This->Stop)) {
        return STATUS_CANCELLED;
    }
    if (This->Unflushed + size > This->RingSize / 4) {
        NTSTATUS status = PipelistenFlush(This->Client, This->Stop, NULL);

        if (!NT_SUCCESS(status)) {
            return status;
        }
        This->Unflushed = 0;
    }
    This->Unflushed += size;
    return STATUS_SUCCESS;
}
