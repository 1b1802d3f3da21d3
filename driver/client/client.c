/*
 * client.c: the life of a client, and its counters; see pipelisten.h.
 *
 * PipelistenOpen acquires memory, pipe, thread; PipelistenClose releases thread, pipe, memory.
 */
#include "client.h"

#define CLIENT_POOL_TAG 0x74734C50 /* "PLst" in a dump */

C_ASSERT(PIPELISTEN_RING_MAX <= RING_SIZE_MAX && PIPELISTEN_RING_MIN >= RING_SIZE_MIN);
C_ASSERT((PIPELISTEN_RING_MAX & (PIPELISTEN_RING_MAX - 1)) == 0); /* rounding up stays within the bounds */

_IRQL_requires_max_(PASSIVE_LEVEL)
static PPIPELISTEN_CLIENT ClientAllocate(_In_ ULONG RingSize);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS ClientStartWorker(_Inout_ PPIPELISTEN_CLIENT Client);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, PipelistenOpen)
#pragma alloc_text(PAGE, PipelistenClose)
#pragma alloc_text(PAGE, ClientAllocate)
#pragma alloc_text(PAGE, ClientStartWorker)
#endif

_Use_decl_annotations_
NTSTATUS PipelistenOpen(const PIPELISTEN_CONFIG *Config, PPIPELISTEN_CLIENT *Client)
{
    PPIPELISTEN_CLIENT client;
    NTSTATUS status;

    PAGED_CODE();
    *Client = NULL;
    if (Config->RingSize < PIPELISTEN_RING_MIN || Config->RingSize > PIPELISTEN_RING_MAX ||
        (Config->Flags & ~(ULONG)(PIPELISTEN_TRUSTED_OWNER | PIPELISTEN_LIVE_FILTER)) != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    client = ClientAllocate(Config->RingSize);
    if (client == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    client->MayFilter = (Config->Flags & PIPELISTEN_LIVE_FILTER) != 0;
    status = PipelistenPipeInitialize(&client->Pipe, Config, &client->Stop);
    if (!NT_SUCCESS(status)) {
        ExFreePoolWithTag(client, CLIENT_POOL_TAG);
        return status;
    }
    status = ClientStartWorker(client);
    if (!NT_SUCCESS(status)) {
        PipelistenPipeUninitialize(&client->Pipe);
        ExFreePoolWithTag(client, CLIENT_POOL_TAG);
        return status;
    }
    *Client = client;
    return STATUS_SUCCESS;
}

_Use_decl_annotations_
VOID PipelistenClose(PPIPELISTEN_CLIENT Client)
{
    PAGED_CODE();
    KeSetEvent(&Client->Stop, IO_NO_INCREMENT, FALSE);
    (VOID)KeWaitForSingleObject(Client->Worker, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Client->Worker);
    PipelistenPipeUninitialize(&Client->Pipe);
    ExFreePoolWithTag(Client, CLIENT_POOL_TAG);
}

_Use_decl_annotations_
VOID PipelistenQueryCounters(PPIPELISTEN_CLIENT Client, PIPELISTEN_COUNTERS *Counters)
{
    PIPELISTEN_COUNTERS counters;
    KIRQL irql;

    KeAcquireSpinLock(&Client->Lock, &irql);
    counters.Attempts = Client->Ring.Attempts;
    counters.Dropped = Client->Ring.Dropped;
    counters.Queued = Client->Ring.Attempts - Client->Ring.Dropped;
    counters.Written = Client->Written;
    counters.Bytes = Client->Bytes;
    counters.Notices = Client->Notices;
    KeReleaseSpinLock(&Client->Lock, irql);
    counters.Connects = PipelistenAtomicReadAcquire(&Client->Pipe.Connects);
    counters.LastFailure = (NTSTATUS)PipelistenAtomicReadAcquire(&Client->Pipe.Failure);
    *Counters = counters; /* after the lock: the caller's memory may be pageable */
}

/* A client, initialised except for its pipe and its worker. */
_Use_decl_annotations_
static PPIPELISTEN_CLIENT ClientAllocate(ULONG RingSize)
{
    PPIPELISTEN_CLIENT client;
    ULONG size = PIPELISTEN_RING_MIN;

    PAGED_CODE();
    while (size < RingSize) {
        size *= 2;
    }
    client = PipelistenAllocateNonpaged(sizeof(*client) + size + BATCH_MAX_SIZE, CLIENT_POOL_TAG);
    if (client == NULL) {
        return NULL;
    }
    RtlZeroMemory(client, sizeof(*client));
    KeInitializeEvent(&client->Stop, NotificationEvent, FALSE);
    PipelistenDoorbellInitialize(&client->Doorbell);
    client->Clock = PipelistenOriginFindClock();
    KeInitializeSpinLock(&client->Lock);
    PipelistenRingInitialize(&client->Ring, client + 1, size);
    client->BatchBlock = (PUCHAR)(client + 1) + size;
    InitializeListHead(&client->Waiters);
    /* Not by PipelistenSetLogFilter: it takes the lock, and this function is pageable, should the compiler inline it. */
    client->Filter.Level = client->Level = PIPELISTEN_LEVEL_Info;
    client->Filter.Keywords = client->Keywords = MAXULONG;
    return client;
}

_Use_decl_annotations_
static NTSTATUS ClientStartWorker(PPIPELISTEN_CLIENT Client)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread;
    NTSTATUS status;

    PAGED_CODE();
    /* Without OBJ_KERNEL_HANDLE the handle would be one of the process we happen to be in (PsCreateSystemThread). */
    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, &attributes, NULL, NULL, PipelistenWorkerThread, Client);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ObReferenceObjectByHandle(thread, SYNCHRONIZE, NULL, KernelMode, (PVOID *)&Client->Worker, NULL);
    if (!NT_SUCCESS(status)) {
        KeSetEvent(&Client->Stop, IO_NO_INCREMENT, FALSE); /* its memory must not go away under the thread */
        (VOID)ZwWaitForSingleObject(thread, FALSE, NULL);
    }
    ZwClose(thread);
    return status;
}
