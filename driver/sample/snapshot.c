/*
 * snapshot.c: see snapshot.h.
 */
#include "snapshot.h"
#include "platform.h"

#define SNAPSHOT_POOL_TAG 0x6E734C50     /* "PLsn" in a dump */
#define SNAPSHOT_FIRST_SIZE (128 * 1024) /* some 200 processes */
#define SNAPSHOT_MAX_SIZE (16 * 1024 * 1024)
#define SNAPSHOT_MAX_TRIES 8

/*
 * Exported by every ntoskrnl.exe and described as NtQuerySystemInformation, but declared in no driver
 * header. The class is an enum there, which is an int.
 */
NTSYSAPI NTSTATUS NTAPI ZwQuerySystemInformation(ULONG SystemInformationClass, PVOID SystemInformation,
                                                 ULONG SystemInformationLength, PULONG ReturnLength);

_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SnapshotTake(_In_ ULONG Class, _Out_ Snapshot *This);
_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID SnapshotFree(_Inout_ Snapshot *This);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, SnapshotSend)
#pragma alloc_text(PAGE, SnapshotTake)
#pragma alloc_text(PAGE, SnapshotFree)
#pragma alloc_text(PAGE, SnapshotRead)
#endif

_Use_decl_annotations_
NTSTATUS SnapshotSend(Outlet *Out, ULONG Class, ULONG Offset, SnapshotSendEntry *SendEntry)
{
    Snapshot snapshot;
    NTSTATUS status;

    PAGED_CODE();
    status = SnapshotTake(Class, &snapshot);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    do {
        status = SendEntry(Out, &snapshot, Offset, &Offset);
    } while (NT_SUCCESS(status) && Offset != 0);
    SnapshotFree(&snapshot);
    return status;
}

/* Asks with a larger buffer until the answer fits, a few times and up to a limit. SnapshotFree after success. */
_Use_decl_annotations_
static NTSTATUS SnapshotTake(ULONG Class, Snapshot *This)
{
    NTSTATUS status = STATUS_INFO_LENGTH_MISMATCH;
    ULONG size = SNAPSHOT_FIRST_SIZE;
    ULONG i;

    PAGED_CODE();
    for (i = 0; i < SNAPSHOT_MAX_TRIES && size <= SNAPSHOT_MAX_SIZE; i++) {
        This->Data = PipelistenAllocatePaged(size, SNAPSHOT_POOL_TAG);
        This->Length = 0;
        if (This->Data == NULL) {
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        status = ZwQuerySystemInformation(Class, This->Data, size, &This->Length);
        if (NT_SUCCESS(status) && This->Length <= size) {
            return STATUS_SUCCESS;
        }
        size = This->Length > size && This->Length <= SNAPSHOT_MAX_SIZE / 2 ? This->Length * 2 : size * 2;
        SnapshotFree(This);
        if (status != STATUS_INFO_LENGTH_MISMATCH) {
            break;
        }
    }
    return NT_SUCCESS(status) ? STATUS_INFO_LENGTH_MISMATCH : status;
}

_Use_decl_annotations_
static VOID SnapshotFree(Snapshot *This)
{
    PAGED_CODE();
    ExFreePoolWithTag(This->Data, SNAPSHOT_POOL_TAG);
    This->Data = NULL;
    This->Length = 0;
}

_Use_decl_annotations_
BOOLEAN SnapshotRead(const Snapshot *This, ULONG Offset, PVOID Target, ULONG Length)
{
    PAGED_CODE();
    if (Offset > This->Length || Length > This->Length - Offset) {
        return FALSE;
    }
    RtlCopyMemory(Target, This->Data + Offset, Length);
    return TRUE;
}
