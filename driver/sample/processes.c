/*
 * processes.c: the report `processes`: all processes that exist now, one Processreport event each.
 */
#include "reports.h"
#include "snapshot.h"

#define PROCESS_NAME_MAX_BYTES (260 * sizeof(WCHAR)) /* MAX_PATH; a longer name is cut */

/*
 * The beginning of SYSTEM_PROCESS_INFORMATION. NextEntryOffset, NumberOfThreads, ImageName,
 * UniqueProcessId, HandleCount and SessionId are as NtQuerySystemInformation documents them; CreateTime and
 * InheritedFromUniqueProcessId are reserved there and as Process Hacker's phnt (ntexapi.h) names them. They
 * have been the same since Windows 2000.
 */
typedef struct {
    ULONG NextEntryOffset; /* from this entry; 0 in the last one */
    ULONG NumberOfThreads;
    UCHAR Reserved1[24];
    LARGE_INTEGER CreateTime;
    UCHAR Reserved2[16];
    UNICODE_STRING ImageName; /* its buffer is in the snapshot */
    LONG BasePriority;
    HANDLE UniqueProcessId;
    HANDLE InheritedFromUniqueProcessId;
    ULONG HandleCount;
    ULONG SessionId;
} ProcessEntry;

C_ASSERT(FIELD_OFFSET(ProcessEntry, CreateTime) == 32);
C_ASSERT(FIELD_OFFSET(ProcessEntry, ImageName) == 56);
#ifdef _WIN64
C_ASSERT(FIELD_OFFSET(ProcessEntry, UniqueProcessId) == 80);
C_ASSERT(FIELD_OFFSET(ProcessEntry, HandleCount) == 96);
C_ASSERT(FIELD_OFFSET(ProcessEntry, SessionId) == 100);
#endif

C_ASSERT(sizeof(Processreport) + PROCESS_NAME_MAX_BYTES <= REPORT_FRAME_SIZE);

ReportSend ReportSendProcesses;
static SnapshotSendEntry ProcessSend;
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG ProcessFill(_Out_writes_bytes_(REPORT_FRAME_SIZE) PUCHAR Frame, _In_ const Snapshot *List,
                         _In_ const ProcessEntry *Entry);
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG ProcessReadName(_In_ const Snapshot *List, _In_ PCUNICODE_STRING Name,
                             _Out_writes_bytes_(PROCESS_NAME_MAX_BYTES) PVOID Target);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, ReportSendProcesses)
#pragma alloc_text(PAGE, ProcessSend)
#pragma alloc_text(PAGE, ProcessFill)
#pragma alloc_text(PAGE, ProcessReadName)
#endif

_Use_decl_annotations_
NTSTATUS ReportSendProcesses(Outlet *Out, ULONG Count)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Count);
    return SnapshotSend(Out, SNAPSHOT_PROCESSES, 0, ProcessSend);
}

_Use_decl_annotations_
static NTSTATUS ProcessSend(Outlet *Out, const Snapshot *This, ULONG Offset, PULONG Next)
{
    ProcessEntry entry;

    PAGED_CODE();
    *Next = 0;
    if (!SnapshotRead(This, Offset, &entry, sizeof(entry)) || entry.NextEntryOffset > This->Length - Offset) {
        return STATUS_DATA_ERROR;
    }
    if (entry.NextEntryOffset != 0) {
        *Next = Offset + entry.NextEntryOffset;
    }
    return OutletSendEvent(Out, REPORT_TYPE_PROCESSREPORT, ProcessFill(Out->Frame, This, &entry));
}

/* The length of the report in bytes. */
_Use_decl_annotations_
static ULONG ProcessFill(PUCHAR Frame, const Snapshot *List, const ProcessEntry *Entry)
{
    const ULONG name = FIELD_OFFSET(Processreport, image_name);
    Processreport report = {0};

    PAGED_CODE();
    report.process_id = HandleToULong(Entry->UniqueProcessId);
    report.parent_process_id = HandleToULong(Entry->InheritedFromUniqueProcessId);
    report.session_id = Entry->SessionId;
    report.thread_count = Entry->NumberOfThreads;
    report.handle_count = Entry->HandleCount;
    report.image_name_len = ProcessReadName(List, &Entry->ImageName, Frame + name);
    report.create_time = Entry->CreateTime;
    RtlCopyMemory(Frame, &report, sizeof(report));
    return name + report.image_name_len;
}

/* The length of the name in bytes; 0 if the string points outside the snapshot. */
_Use_decl_annotations_
static ULONG ProcessReadName(const Snapshot *List, PCUNICODE_STRING Name, PVOID Target)
{
    const ULONG_PTR start = (ULONG_PTR)List->Data;
    const ULONG_PTR at = (ULONG_PTR)Name->Buffer;
    const ULONG length = min(Name->Length & ~1u, (ULONG)PROCESS_NAME_MAX_BYTES); /* whole characters */

    PAGED_CODE();
    if (at < start || at - start > List->Length) {
        return 0;
    }
    return SnapshotRead(List, (ULONG)(at - start), Target, length) ? length : 0;
}
