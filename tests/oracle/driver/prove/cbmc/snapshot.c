/*
 * snapshot.c: for CBMC: the entries of a process and of a module list, whatever the system filled in: any bytes, any
 * length up to SIZE. Nothing beyond the list is read, nothing beyond the frame is written, and each step goes forward.
 */
#include "reports.h"
#include "snapshot.h"

#ifndef SIZE
#define SIZE 700 /* two entries and more */
#endif

static Outlet TheOutlet;
static ULONG Sent; /* the length of what was sent */
static SnapshotSendEntry *SendEntry;
static ULONG FirstOffset;

PVOID ExAllocatePoolWithTag(POOL_TYPE Type, SIZE_T Size, ULONG Tag)
{
    return NULL;
}

VOID ExFreePoolWithTag(PVOID Block, ULONG Tag) {}
VOID SimPagedCode(VOID) {}

NTSTATUS ZwQuerySystemInformation(ULONG Class, PVOID Information, ULONG Length, PULONG ReturnLength)
{
    return STATUS_INSUFFICIENT_RESOURCES;
}

VOID SimCopyMemory(PVOID Target, const VOID *Source, SIZE_T Size)
{
    __CPROVER_assert(__CPROVER_r_ok(Source, Size) && __CPROVER_w_ok(Target, Size), "both are there");
    __CPROVER_havoc_slice(Target, Size); /* any bytes, and so those of the source, too */
}

NTSTATUS OutletSendEvent(Outlet *This, REPORT_TYPE Type, ULONG Length)
{
    Sent = Length;
    return STATUS_SUCCESS;
}

/* The two functions that send an entry are static: they are here as their sources have them. */
#define SnapshotSend SnapshotSendFound
static NTSTATUS SnapshotSendFound(Outlet *Out, ULONG Class, ULONG Offset, SnapshotSendEntry *Found)
{
    SendEntry = Found;
    FirstOffset = Offset;
    return STATUS_SUCCESS;
}
#include "../../../../../driver/sample/modules.c"
#include "../../../../../driver/sample/processes.c"
#undef SnapshotSend

int main(void)
{
    static UCHAR data[SIZE];
    Snapshot snapshot;
    ULONG offset, next, length, step;
    _Bool isModules;

    __CPROVER_assume(length <= SIZE && offset <= length);
    __CPROVER_havoc_object(data);
    snapshot.Data = data;
    snapshot.Length = length;
    if (isModules) {
        (void)ReportSendModules(&TheOutlet, 0);
        step = offset % sizeof(ModuleEntry);
        __CPROVER_assume(offset >= FirstOffset);
    } else {
        (void)ReportSendProcesses(&TheOutlet, 0);
    }
    if (NT_SUCCESS(SendEntry(&TheOutlet, &snapshot, offset, &next))) {
        __CPROVER_assert(next == 0 || (next > offset && next <= length), "forward, and not beyond the list");
        __CPROVER_assert(Sent <= REPORT_FRAME_SIZE, "no longer than the frame");
    }
    return 0;
}
