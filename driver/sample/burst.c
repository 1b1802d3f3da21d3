/*
 * burst.c: the report `burst`: events as fast as they can be made, for tests and benchmarks. It never
 * waits: what the ring has no room for is dropped, and the envelopes say how much that was.
 */
#include "reports.h"

ReportSend ReportSendBurst;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, ReportSendBurst)
#endif

C_ASSERT(FIELD_OFFSET(Burstreport, index) == 0 && FIELD_OFFSET(Burstreport, count) == sizeof(ULONG));

_Use_decl_annotations_
NTSTATUS ReportSendBurst(Outlet *Out, ULONG Count)
{
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;

    PAGED_CODE();
    for (i = 0; i < Count && NT_SUCCESS(status); i++) {
        RtlFillMemory(Out->Frame, sizeof(Burstreport), (UCHAR)i);
        RtlCopyMemory(Out->Frame, &i, sizeof(i));
        RtlCopyMemory(Out->Frame + sizeof(i), &Count, sizeof(Count));
        status = OutletSendEventAtOnce(Out, REPORT_TYPE_BURSTREPORT, sizeof(Burstreport));
    }
    return status;
}
