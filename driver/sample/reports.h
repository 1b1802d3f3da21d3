/*
 * reports.h: the reports this driver can send, found by the name its registry parameter gives.
 */
#ifndef REPORTS_H
#define REPORTS_H

#include <ntifs.h>
#include <driverspecs.h>
#include <report.h>

/* Writes report number Index, from 0, into a frame that is all zero. */
_IRQL_requires_max_(DISPATCH_LEVEL)
typedef VOID ReportFill(_In_ ULONG Index, _Inout_updates_bytes_(REPORT_FRAME_SIZE) PUCHAR Frame);

typedef struct {
    UNICODE_STRING Name;
    ReportFill *Fill;
} Report;

/* The report of that name, case-insensitively; NULL if there is none. */
_Ret_maybenull_ _IRQL_requires_max_(PASSIVE_LEVEL)
const Report *ReportFind(_In_ PCUNICODE_STRING Name);

#endif
