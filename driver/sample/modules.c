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

ReportSend ReportSendModules;
static SnapshotSendEntry ModuleSend;
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG ModuleFill(_Out_writes_bytes_(REPORT_FRAME_SIZE) PUCHAR Frame, _In_ ULONG Index,
                        _In_ const ModuleEntry *Entry);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, ReportSendModules)
#pragma alloc_text(PAGE, ModuleSend)
#pragma alloc_text(PAGE, ModuleFill)
#endif

_Use_decl_annotations_
NTSTATUS ReportSendModules(Outlet *Out, ULONG Count)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Count);
    return SnapshotSend(Out, SNAPSHOT_MODULES, FIELD_OFFSET(ModuleList, Modules), ModuleSend);
}

_Use_decl_annotations_
static NTSTATUS ModuleSend(Outlet *Out, const Snapshot *This, ULONG Offset, PULONG Next)
{
    const ULONG index = (Offset - (ULONG)FIELD_OFFSET(ModuleList, Modules)) / (ULONG)sizeof(ModuleEntry);
    ModuleEntry entry;
    ULONG count;

    PAGED_CODE();
    *Next = 0;
    if (!SnapshotRead(This, 0, &count, sizeof(count)) || !SnapshotRead(This, Offset, &entry, sizeof(entry))) {
        return STATUS_DATA_ERROR;
    }
    if (index + 1 < count) {
        *Next = Offset + (ULONG)sizeof(entry); /* cannot overflow: the entry is in the snapshot, which is bounded */
    }
    return OutletSendEvent(Out, REPORT_TYPE_MODULEREPORT, ModuleFill(Out->Frame, index, &entry));
}

/* The length of the report in bytes. */
_Use_decl_annotations_
static ULONG ModuleFill(PUCHAR Frame, ULONG Index, const ModuleEntry *Entry)
{
    Modulereport report = {0};

    PAGED_CODE();
    report.image_base = (ULONG_PTR)Entry->ImageBase;
    report.image_size = Entry->ImageSize;
    report.flags = Entry->Flags;
    report.load_order = Entry->LoadOrderIndex;
    report.index = (USHORT)Index;
    while (report.path_len < sizeof(Entry->FullPathName) && Entry->FullPathName[report.path_len] != '\0') {
        report.path_len++;
    }
    RtlCopyMemory(Frame, &report, sizeof(report));
    RtlCopyMemory(Frame + FIELD_OFFSET(Modulereport, path), Entry->FullPathName, report.path_len);
    return FIELD_OFFSET(Modulereport, path) + report.path_len;
}
