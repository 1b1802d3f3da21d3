/*
 * modules.c: the report `modules`: every driver that is loaded now and the kernel, one Modulereport event each.
 */
#include "reports.h"
#include "snapshot.h"

/*
 * RTL_PROCESS_MODULE_INFORMATION, in an array that is preceded by its length, aligned. Not documented by
 * Microsoft; as Process Hacker's phnt (ntldr.h) and the ReactOS project (ldrtypes.h) have it.
 */
typedef struct {
    HANDLE Section;
    PVOID MappedBase;
    PVOID ImageBase;
    ULONG ImageSize;
    ULONG Flags;
    USHORT LoadOrderIndex;
    USHORT InitOrderIndex;
    USHORT LoadCount;
    USHORT OffsetToFileName;
    CHAR FullPathName[256]; /* up to a NUL */
} ModuleEntry;

typedef struct {
    ULONG NumberOfModules;
    ModuleEntry Modules[1];
} ModuleList;

#ifdef _WIN64
C_ASSERT(sizeof(ModuleEntry) == 296);
C_ASSERT(FIELD_OFFSET(ModuleEntry, ImageBase) == 16);
C_ASSERT(FIELD_OFFSET(ModuleEntry, LoadOrderIndex) == 32);
C_ASSERT(FIELD_OFFSET(ModuleEntry, FullPathName) == 40);
C_ASSERT(FIELD_OFFSET(ModuleList, Modules) == 8);
#endif

C_ASSERT(sizeof(Modulereport) + RTL_FIELD_SIZE(ModuleEntry, FullPathName) <= REPORT_FRAME_SIZE);

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS ModuleSendAll(_Inout_ Outlet *Out, _In_ const Snapshot *List);
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG ModuleFill(_Out_writes_bytes_(REPORT_FRAME_SIZE) PUCHAR Frame, _In_ ULONG Index,
                        _In_ const ModuleEntry *Entry);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, ReportSendModules)
#pragma alloc_text(PAGE, ModuleSendAll)
#pragma alloc_text(PAGE, ModuleFill)
#endif

_Use_decl_annotations_
NTSTATUS ReportSendModules(Outlet *Out, ULONG Count)
{
    Snapshot list;
    NTSTATUS status;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(Count);
    status = SnapshotTake(SNAPSHOT_MODULES, &list);
    if (NT_SUCCESS(status)) {
        status = ModuleSendAll(Out, &list);
        SnapshotFree(&list);
    }
    return status;
}

_Use_decl_annotations_
static NTSTATUS ModuleSendAll(Outlet *Out, const Snapshot *List)
{
    ULONG offset = FIELD_OFFSET(ModuleList, Modules);
    ULONG count, i;

    PAGED_CODE();
    if (!SnapshotRead(List, 0, &count, sizeof(count))) {
        return STATUS_DATA_ERROR;
    }
    for (i = 0; i < count; i++) {
        ModuleEntry entry;
        NTSTATUS status;

        if (!SnapshotRead(List, offset, &entry, sizeof(entry))) {
            return STATUS_DATA_ERROR;
        }
        status = OutletSendEvent(Out, REPORT_TYPE_MODULEREPORT, ModuleFill(Out->Frame, i, &entry));
        if (!NT_SUCCESS(status)) {
            return status;
        }
        offset += sizeof(entry); /* cannot overflow: the entry is in the list, and that is bounded */
    }
    return STATUS_SUCCESS;
}

/* How many bytes the report is long. */
_Use_decl_annotations_
static ULONG ModuleFill(PUCHAR Frame, ULONG Index, const ModuleEntry *Entry)
{
    Modulereport report = {
        .image_base = (ULONG_PTR)Entry->ImageBase,
        .image_size = Entry->ImageSize,
        .flags = Entry->Flags,
        .load_order = Entry->LoadOrderIndex,
        .index = (USHORT)Index,
        .path_len = 0,
    };

    PAGED_CODE();
    while (report.path_len < sizeof(Entry->FullPathName) && Entry->FullPathName[report.path_len] != '\0') {
        report.path_len++;
    }
    RtlCopyMemory(Frame, &report, sizeof(report));
    RtlCopyMemory(Frame + FIELD_OFFSET(Modulereport, path), Entry->FullPathName, report.path_len);
    return FIELD_OFFSET(Modulereport, path) + report.path_len;
}
