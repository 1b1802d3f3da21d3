/*
 * burst.c: the report `burst`: as many events as fast as they can be made, for tests and benchmarks. It
 * never waits: what the ring has no room for is dropped, and the reader can tell from the envelopes what.
 */
#include "reports.h"

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
        const ULONG numbers[] = {i, Count}; /* index, count */

        RtlFillMemory(Out->Frame, sizeof(Burstreport), (UCHAR)i);
        RtlCopyMemory(Out->Frame, numbers, sizeof(numbers));
        status = OutletSendEventAtOnce(Out, REPORT_TYPE_BURSTREPORT, sizeof(Burstreport));
    }
    return status;
}
