/*
 * reports.c: see reports.h.
 */
#include "reports.h"

/*
 * One line per report: name, function, whether it is secret. Secret is what a standard user of Windows cannot ask for:
 * kernel addresses, and the processes of other users.
 */
#define REPORTS(X)                              \
    X(L"hello", ReportSendHello, FALSE)         \
    X(L"report", ReportSendNetworkreport, FALSE) \
    X(L"burst", ReportSendBurst, FALSE)         \
    X(L"processes", ReportSendProcesses, TRUE)  \
    X(L"modules", ReportSendModules, TRUE)

#define REPORT_DECLARATION(Name, Send, IsSecret) ReportSend Send;
#define REPORT_ENTRY(Name, Send, IsSecret) {RTL_CONSTANT_STRING(Name), Send, IsSecret},

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
