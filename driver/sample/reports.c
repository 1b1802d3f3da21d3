/*
 * reports.c: see reports.h. A new report is one function and one line in the table.
 *
 *   hello   68 65 6c 6c 6f 20 6c 79 73 68 61 72 6b 00 ...               "hello lyshark"
 *   report  <type> <address> 0d 00 00 00 68 65 6c 6c 6f 20 6c ... 00 ...  a Networkreport
 */
#include "reports.h"

#define REPORT_TEXT "hello lyshark"
#define REPORT_TEXT_LENGTH (sizeof(REPORT_TEXT) - 1) /* the frame's zeros end it */
#define REPORT_FIRST_ADDRESS 401000

C_ASSERT(sizeof(Networkreport) + REPORT_TEXT_LENGTH <= REPORT_FRAME_SIZE);

static ReportFill ReportFillHello;
static ReportFill ReportFillNetworkreport;

static const Report Reports[] = {
    {RTL_CONSTANT_STRING(L"hello"), ReportFillHello},
    {RTL_CONSTANT_STRING(L"report"), ReportFillNetworkreport},
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

_Use_decl_annotations_
static VOID ReportFillHello(ULONG Index, PUCHAR Frame)
{
    UNREFERENCED_PARAMETER(Index);
    RtlCopyMemory(Frame, REPORT_TEXT, REPORT_TEXT_LENGTH);
}

_Use_decl_annotations_
static VOID ReportFillNetworkreport(ULONG Index, PUCHAR Frame)
{
    const Networkreport header = {
        .type = (LONG)Index,
        .address = REPORT_FIRST_ADDRESS + Index,
        .buffer_data_len = REPORT_TEXT_LENGTH,
    };

    /* Copied and not cast: a frame is bytes and promises no alignment. */
    RtlCopyMemory(Frame, &header, sizeof(header));
    RtlCopyMemory(Frame + FIELD_OFFSET(Networkreport, buffer_data), REPORT_TEXT, REPORT_TEXT_LENGTH);
}
