/*
 * reports.c: see reports.h. A new report is one function in a file of its own and one line in the table.
 */
#include "reports.h"

static const Report Reports[] = {
    {RTL_CONSTANT_STRING(L"hello"), ReportSendHello},     {RTL_CONSTANT_STRING(L"report"), ReportSendNetworkreport},
    {RTL_CONSTANT_STRING(L"burst"), ReportSendBurst},     {RTL_CONSTANT_STRING(L"processes"), ReportSendProcesses},
    {RTL_CONSTANT_STRING(L"modules"), ReportSendModules},
};

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
