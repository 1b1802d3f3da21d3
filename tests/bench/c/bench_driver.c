/*
 * bench_driver.c: a driver that sends BENCH_COUNT events of BENCH_SIZE bytes through the client library as fast as the pipe
 * takes them, and drops none: while the ring is nearly full, its thread waits. The pipe has the name of its service.
 */
#include <ntifs.h>
#include <pipelisten.h>
#include "bench_event.h"

#define BENCH_RING_SIZE (8 * 1024 * 1024)
/* A record of the ring: its header, the envelope, the payload. */
#define BENCH_RECORD_SIZE (8 + sizeof(PIPELISTEN_EVENT) + BENCH_SIZE)
#define BENCH_RING_RECORDS (BENCH_RING_SIZE / BENCH_RECORD_SIZE)
/* How many events are sent between two looks at the ring. */
#define BENCH_STEP 64

C_ASSERT(sizeof(Event64) == 64 && sizeof(Event512) == 512 && sizeof(Event4096) == 4096);

static PPIPELISTEN_CLIENT Client;
static PETHREAD Thread;
static KEVENT Stop;
static union {
    Event64 Event;
    UCHAR Bytes[BENCH_SIZE];
} Payload;

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD BenchUnload;
static KSTART_ROUTINE BenchThread;

/* Whether the ring has room for a step more; waits a millisecond if not. */
static BOOLEAN BenchHasRoom(VOID)
{
    LARGE_INTEGER pause = {.QuadPart = -10000};
    PIPELISTEN_COUNTERS counters;

    PipelistenQueryCounters(Client, &counters);
    if (counters.Queued - counters.Written + BENCH_STEP < BENCH_RING_RECORDS) {
        return TRUE;
    }
    (VOID)KeWaitForSingleObject(&Stop, Executive, KernelMode, FALSE, &pause);
    return FALSE;
}

static VOID BenchThread(PVOID StartContext)
{
    ULONG i = 0, step;

    UNREFERENCED_PARAMETER(StartContext);
    RtlCopyMemory(Payload.Event.name, "svchost.exe", sizeof("svchost.exe"));
    Payload.Event.process_id = 4711;
    Payload.Event.status = STATUS_ACCESS_DENIED;
    while (i < BENCH_COUNT && KeReadStateEvent(&Stop) == 0) {
        if (!BenchHasRoom()) {
            continue;
        }
        for (step = 0; step < BENCH_STEP && i < BENCH_COUNT; step++) {
            Payload.Event.index = ++i;
            Payload.Event.address = 0xFFFFF80000000000 + i;
            Payload.Event.time = 133000000000000000 + i;
            (VOID)PipelistenSendEvent(Client, 1, &Payload, sizeof(Payload)); /* the listener counts what is missing */
        }
    }
    (VOID)PsTerminateSystemThread(STATUS_SUCCESS);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PIPELISTEN_CONFIG config = {.RingSize = BENCH_RING_SIZE};
    USHORT first = RegistryPath->Length / sizeof(WCHAR);
    NTSTATUS status;
    HANDLE handle;

    while (first > 0 && RegistryPath->Buffer[first - 1] != L'\\') {
        first--;
    }
    config.PipeName.Buffer = RegistryPath->Buffer + first;
    config.PipeName.Length = RegistryPath->Length - first * (USHORT)sizeof(WCHAR);
    config.PipeName.MaximumLength = config.PipeName.Length;
    KeInitializeEvent(&Stop, NotificationEvent, FALSE);
    status = PipelistenOpen(&config, &Client);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, BenchThread, NULL);
    if (!NT_SUCCESS(status)) {
        PipelistenClose(Client);
        return status;
    }
    (VOID)ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&Thread, NULL);
    ZwClose(handle);
    DriverObject->DriverUnload = BenchUnload;
    return STATUS_SUCCESS;
}

static VOID BenchUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    (VOID)KeSetEvent(&Stop, IO_NO_INCREMENT, FALSE);
    (VOID)KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(Thread);
    PipelistenClose(Client);
}
