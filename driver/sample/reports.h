/*
 * reports.h: the reports this driver can send, found by the names its registry parameter gives.
 *
 * A new report takes three things: its struct in report.h, a C file with its ReportSend, and a line in the table in
 * reports.c.
 */
#ifndef REPORTS_H
#define REPORTS_H

#include "outlet.h"

/*
 * Sends a whole report. Count: how many frames, for those reports that have no length of their own.
 * STATUS_CANCELLED: the outlet's Stop was set.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
typedef NTSTATUS ReportSend(_Inout_ Outlet *Out, _In_ ULONG Count);

/* In Flags: only for a pipe that LocalSystem or Administrators own. */
#define REPORT_IS_SECRET 1
/* In Flags: it consists of log lines, so the driver's own belong to it. */
#define REPORT_IS_LOG 2

typedef struct {
    UNICODE_STRING Name;
    ReportSend *Send;
    ULONG Flags;
} Report;

/* The report of that name, case-insensitively; NULL if there is none. */
_Ret_maybenull_ _IRQL_requires_max_(PASSIVE_LEVEL)
const Report *ReportFind(_In_ PCUNICODE_STRING Name);

#endif
