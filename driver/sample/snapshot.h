/*
 * snapshot.h: an answer of ZwQuerySystemInformation, however long it is, sent as one event per entry.
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "outlet.h"

/* SYSTEM_INFORMATION_CLASS (ZwQuerySystemInformation); the second is not documented by Microsoft. */
#define SNAPSHOT_PROCESSES 5
#define SNAPSHOT_MODULES 11

typedef struct {
    PUCHAR Data;  /* paged pool */
    ULONG Length; /* bytes of Data that the system has filled */
} Snapshot;

/*
 * Sends the entry that begins at Offset, and gives the offset of the one after it, or 0 if it is the last.
 * STATUS_DATA_ERROR: the snapshot ends before the entry does.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
typedef NTSTATUS SnapshotSendEntry(_Inout_ Outlet *Out, _In_ const Snapshot *This, _In_ ULONG Offset,
                                   _Out_ PULONG Next);

/* Takes a snapshot and sends its entries, of which the first begins at Offset. STATUS_CANCELLED: Out's Stop was set. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS SnapshotSend(_Inout_ Outlet *Out, _In_ ULONG Class, _In_ ULONG Offset, _In_ SnapshotSendEntry *SendEntry);

/*
 * Copies Length bytes from Offset on. FALSE: the snapshot ends before that. A copy, because no entry is trusted to be
 * aligned.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
BOOLEAN SnapshotRead(_In_ const Snapshot *This, _In_ ULONG Offset, _Out_writes_bytes_(Length) PVOID Target,
                     _In_ ULONG Length);

#endif
