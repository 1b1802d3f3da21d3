/*
 * reports.c: see reports.h.
 */
#include "reports.h"

/*
 * One line per report: name, function, what is special about it. Secret is what a standard user of Windows cannot ask
 * for: kernel addresses, and the processes of other users.
 */
#define REPORTS(X)                           \
    X(L"hello", ReportSendHello, 0)          \
    X(L"report", ReportSendNetworkreport, 0) \
    X(L"burst", ReportSendBurst, 0)          \
    X(L"log", ReportSendLog, REPORT_IS_LOG)  \
    X(L"processes", ReportSendProcesses, REPORT_IS_SECRET) \
    X(L"modules", ReportSendModules, REPORT_IS_SECRET)

#define REPORT_DECLARATION(Name, Send, Flags) ReportSend Send;
#define REPORT_ENTRY(Name, Send, Flags) {RTL_CONSTANT_STRING(Name), Send, Flags},

REPORTS(REPORT_DECLARATION)

static const Report Reports[] = {REPORTS(REPORT_ENTRY)};

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, ReportFind)
#endif

_Use_decl_annotations_
const Report *ReportFind(PCUNICODE_STRING Name)
{
    ULONG i;

    PAGED_CODE();
    for (i = 0; i < RTL_NUMBER_OF(Reports); i++) {
        if (RtlEqualUnicodeString(&Reports[i].Name, Name, TRUE)) {
            return &Reports[i];
        }
    }
    return NULL;
}
