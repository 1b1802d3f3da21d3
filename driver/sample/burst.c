/*
 * burst.c: the report `burst`: as many events as fast as they can be made, for tests and benchmarks. It never waits: what
 * the ring has no room for is dropped, and the reader can tell from the envelopes what.
 */
#include "reports.h"

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, ReportSendBurst)
#endif

_Use_decl_annotations_
NTSTATUS ReportSendBurst(Outlet *Out, ULONG Count)
{
    ULONG i;

    PAGED_CODE();
    for (i = 0; i < Count; i++) {
        const ULONG numbers[] = {i, Count}; /* index, count */

        if (KeReadStateEvent(Out->Stop)) {
            return STATUS_CANCELLED;
        }
        RtlFillMemory(Out->Frame, sizeof(Burstreport), (UCHAR)i);
        RtlCopyMemory(Out->Frame, numbers, sizeof(numbers));
        (VOID)PipelistenSendEvent(Out->Client, REPORT_TYPE_BURSTREPORT, Out->Frame, sizeof(Burstreport));
    }
    return STATUS_SUCCESS;
}

C_ASSERT(FIELD_OFFSET(Burstreport, data) == 2 * sizeof(ULONG));
