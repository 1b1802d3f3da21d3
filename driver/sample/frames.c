/*
 * frames.c: the reports `hello` and `report`, plain frames of REPORT_FRAME_SIZE bytes:
 *
 *   hello   68 65 6c 6c 6f 20 6c 79 73 68 61 72 6b 00 ...                 "hello lyshark"
 *   report  <type> <address> 0d 00 00 00 68 65 6c 6c 6f 20 6c ... 00 ...  a Networkreport
 */
#include "reports.h"

#define FRAME_TEXT "hello lyshark"
#define FRAME_TEXT_LENGTH (sizeof(FRAME_TEXT) - 1) /* the frame's zeros end it */
#define FRAME_FIRST_ADDRESS 401000

C_ASSERT(sizeof(Networkreport) + FRAME_TEXT_LENGTH <= REPORT_FRAME_SIZE);

/* Writes frame number Index, from 0, into a frame that is all zero. */
typedef VOID FrameFill(_In_ ULONG Index, _Inout_updates_bytes_(REPORT_FRAME_SIZE) PUCHAR Frame);

ReportSend ReportSendHello;
ReportSend ReportSendNetworkreport;
static FrameFill FrameFillHello;
static FrameFill FrameFillNetworkreport;
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS FrameSendAll(_Inout_ Outlet *Out, _In_ ULONG Count, _In_ FrameFill *Fill);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, ReportSendHello)
#pragma alloc_text(PAGE, ReportSendNetworkreport)
#pragma alloc_text(PAGE, FrameSendAll)
#pragma alloc_text(PAGE, FrameFillHello)
#pragma alloc_text(PAGE, FrameFillNetworkreport)
#endif

_Use_decl_annotations_
NTSTATUS ReportSendHello(Outlet *Out, ULONG Count)
{
    PAGED_CODE();
    return FrameSendAll(Out, Count, FrameFillHello);
}

_Use_decl_annotations_
NTSTATUS ReportSendNetworkreport(Outlet *Out, ULONG Count)
{
    PAGED_CODE();
    return FrameSendAll(Out, Count, FrameFillNetworkreport);
}

_Use_decl_annotations_
static NTSTATUS FrameSendAll(Outlet *Out, ULONG Count, FrameFill *Fill)
{
    NTSTATUS status = STATUS_SUCCESS;
    ULONG i;

    PAGED_CODE();
    for (i = 0; i < Count && NT_SUCCESS(status); i++) {
        RtlZeroMemory(Out->Frame, sizeof(Out->Frame));
        Fill(i, Out->Frame);
        status = OutletSendFrame(Out, sizeof(Out->Frame));
    }
    return status;
}

_Use_decl_annotations_
static VOID FrameFillHello(ULONG Index, PUCHAR Frame)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Index);
    RtlCopyMemory(Frame, FRAME_TEXT, FRAME_TEXT_LENGTH);
}

_Use_decl_annotations_
static VOID FrameFillNetworkreport(ULONG Index, PUCHAR Frame)
{
    Networkreport header = {0};

    PAGED_CODE();
    header.type = (LONG)Index;
    header.address = FRAME_FIRST_ADDRESS + Index;
    header.buffer_data_len = FRAME_TEXT_LENGTH;
    /* Copied, because a frame is not necessarily aligned. */
    RtlCopyMemory(Frame, &header, sizeof(header));
    RtlCopyMemory(Frame + FIELD_OFFSET(Networkreport, buffer_data), FRAME_TEXT, FRAME_TEXT_LENGTH);
}
