/*
 * lines.c: the report `log`: lines of PIPELISTEN_LOG. With it in the list the driver logs its own life as well (settings.h).
 */
#include "reports.h"

ReportSend ReportSendLog;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, ReportSendLog)
#endif

_Use_decl_annotations_
NTSTATUS ReportSendLog(Outlet *Out, ULONG Count)
{
    RTL_OSVERSIONINFOW version;
    NTSTATUS status;
    ULONG i;

    PAGED_CODE();
    version.dwOSVersionInfoSize = sizeof(version);
    status = RtlGetVersion((PVOID)&version); /* a cast, as Wine's header has it take the longer struct only */
    if (NT_SUCCESS(status)) {
        PIPELISTEN_LOG(Out->Client, Info, "Windows %u.%u, build %u", version.dwMajorVersion, version.dwMinorVersion,
                       version.dwBuildNumber);
    }
    for (i = 1; i <= Count && NT_SUCCESS(status); i++) {
        status = OutletMakeRoom(Out, PIPELISTEN_LOG_LINE_MAX);
        if (NT_SUCCESS(status)) {
            PIPELISTEN_LOG(Out->Client, Info, "line %u of %u", i, Count);
        }
    }
    return status;
}
