/*
 * processes.c: the report `processes`: every process there is now, one Processreport event each.
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

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS ProcessSendAll(_Inout_ Outlet *Out, _In_ const Snapshot *List);
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG ProcessFill(_Out_writes_bytes_(REPORT_FRAME_SIZE) PUCHAR Frame, _In_ const Snapshot *List,
                         _In_ const ProcessEntry *Entry);
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG ProcessReadName(_In_ const Snapshot *List, _In_ PCUNICODE_STRING Name,
                             _Out_writes_bytes_(PROCESS_NAME_MAX_BYTES) PVOID Target);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, ReportSendProcesses)
#pragma alloc_text(PAGE, ProcessSendAll)
#pragma alloc_text(PAGE, ProcessFill)
#pragma alloc_text(PAGE, ProcessReadName)
#endif

_Use_decl_annotations_
NTSTATUS ReportSendProcesses(Outlet *Out, ULONG Count)
{
    Snapshot list;
    NTSTATUS status;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(Count);
    status = SnapshotTake(SNAPSHOT_PROCESSES, &list);
    if (NT_SUCCESS(status)) {
        status = ProcessSendAll(Out, &list);
        SnapshotFree(&list);
    }
    return status;
}

_Use_decl_annotations_
static NTSTATUS ProcessSendAll(Outlet *Out, const Snapshot *List)
{
    ULONG offset = 0; /* SnapshotRead refuses any beyond the list, so adding to it cannot overflow unseen */
    ProcessEntry entry;

    PAGED_CODE();
    do {
        NTSTATUS status;

        if (!SnapshotRead(List, offset, &entry, sizeof(entry))) {
            return STATUS_DATA_ERROR;
        }
        status = OutletSendEvent(Out, REPORT_TYPE_PROCESSREPORT, ProcessFill(Out->Frame, List, &entry));
        if (!NT_SUCCESS(status)) {
            return status;
        }
        if (entry.NextEntryOffset > List->Length - offset) {
            return STATUS_DATA_ERROR;
        }
        offset += entry.NextEntryOffset;
    } while (entry.NextEntryOffset != 0);
    return STATUS_SUCCESS;
}

/* How many bytes the report is long. */
_Use_decl_annotations_
static ULONG ProcessFill(PUCHAR Frame, const Snapshot *List, const ProcessEntry *Entry)
{
    const ULONG name = FIELD_OFFSET(Processreport, image_name);
    const Processreport report = {
        .process_id = HandleToULong(Entry->UniqueProcessId),
        .parent_process_id = HandleToULong(Entry->InheritedFromUniqueProcessId),
        .session_id = Entry->SessionId,
        .thread_count = Entry->NumberOfThreads,
        .handle_count = Entry->HandleCount,
        .image_name_len = ProcessReadName(List, &Entry->ImageName, Frame + name),
        .create_time = Entry->CreateTime,
    };

    PAGED_CODE();
    RtlCopyMemory(Frame, &report, sizeof(report));
    return name + report.image_name_len;
}

/* How many bytes of the name there are; none if the string points out of the list. */
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
