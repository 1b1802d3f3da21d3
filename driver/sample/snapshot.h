/*
 * snapshot.h: one answer of ZwQuerySystemInformation, as long as it happens to be.
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <ntifs.h>
#include <driverspecs.h>

/* SYSTEM_INFORMATION_CLASS (ZwQuerySystemInformation); the second is not documented by Microsoft. */
#define SNAPSHOT_PROCESSES 5
#define SNAPSHOT_MODULES 11

typedef struct {
    PUCHAR Data;  /* paged pool */
    ULONG Length; /* bytes of Data that the system has filled */
} Snapshot;

/* Asks with a larger buffer until the answer fits, a few times and up to a limit. SnapshotFree after success. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS SnapshotTake(_In_ ULONG Class, _Out_ Snapshot *This);

_IRQL_requires_max_(PASSIVE_LEVEL)
VOID SnapshotFree(_Inout_ Snapshot *This);

/*
 * Copies Length bytes from Offset on, where the snapshot has them: no entry of it is aligned, or there, on
 * trust. FALSE: it ends before.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
BOOLEAN SnapshotRead(_In_ const Snapshot *This, _In_ ULONG Offset, _Out_writes_bytes_(Length) PVOID Target,
                     _In_ ULONG Length);

#endif
