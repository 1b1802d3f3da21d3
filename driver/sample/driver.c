/*
 * driver.c: a driver that sends its reports to a named pipe from a thread of its own, then rests
 * until it is unloaded. It has no device and takes no requests.
 *
 * DriverEntry acquires settings, pipe, thread and waits for none of them; DriverUnload stops and
 * joins the thread, then releases the pipe. Settings hold nothing.
 */
#include "settings.h"

typedef struct {
    KEVENT Stop;     /* set once, by DriverUnload: the thread is to end */
    PETHREAD Thread; /* referenced, so that it can be waited for after it has ended */
    Settings Settings;
    PipeClient Pipe;
    UCHAR Frame[REPORT_FRAME_SIZE];
} Sample;

/*
 * There is one driver and so one of these. Static and not from pool: a driver's data section is
 * nonpaged and, like pool from NonPagedPoolNx, not executable, and it can neither fail nor leak.
 */
static Sample TheSample;

DRIVER_INITIALIZE DriverEntry;
static DRIVER_UNLOAD SampleUnload;
static KSTART_ROUTINE SampleThread;
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SampleStartThread(_Inout_ Sample *This);
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG SampleSendReports(_Inout_ Sample *This);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, SampleStartThread)
#pragma alloc_text(PAGE, SampleUnload)
#pragma alloc_text(PAGE, SampleThread)
#pragma alloc_text(PAGE, SampleSendReports)
#endif

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status;

    PAGED_CODE();
    KeInitializeEvent(&TheSample.Stop, NotificationEvent, FALSE);
    status = SettingsRead(&TheSample.Settings, RegistryPath);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PipeInitialize(&TheSample.Pipe, &TheSample.Settings.Pipe, &TheSample.Stop);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = SampleStartThread(&TheSample);
    if (!NT_SUCCESS(status)) {
        PipeUninitialize(&TheSample.Pipe);
        return status;
    }
    DriverObject->DriverUnload = SampleUnload;
    return STATUS_SUCCESS;
}

/* Runs at PASSIVE_LEVEL in a system thread (DRIVER_UNLOAD callback function). */
_Use_decl_annotations_
static VOID SampleUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(DriverObject);
    KeSetEvent(&TheSample.Stop, IO_NO_INCREMENT, FALSE);
    (VOID)KeWaitForSingleObject(TheSample.Thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(TheSample.Thread);
    PipeUninitialize(&TheSample.Pipe);
}

_Use_decl_annotations_
static NTSTATUS SampleStartThread(Sample *This)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE thread;
    NTSTATUS status;

    PAGED_CODE();
    /* Without OBJ_KERNEL_HANDLE the handle would be one of the process we happen to be in (PsCreateSystemThread). */
    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, &attributes, NULL, NULL, SampleThread, This);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ObReferenceObjectByHandle(thread, SYNCHRONIZE, NULL, KernelMode, (PVOID *)&This->Thread, NULL);
    if (!NT_SUCCESS(status)) {
        KeSetEvent(&This->Stop, IO_NO_INCREMENT, FALSE); /* its code must not go away under the thread */
        (VOID)ZwWaitForSingleObject(thread, FALSE, NULL);
    }
    ZwClose(thread);
    return status;
}

/* PASSIVE_LEVEL, in the system process. */
_Use_decl_annotations_
static VOID SampleThread(PVOID StartContext)
{
    Sample *This = StartContext;
    ULONG sent;

    PAGED_CODE();
    sent = SampleSendReports(This);
    PipeClose(&This->Pipe); /* so that the listener sees the end, and not only at unload */
    DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_INFO_LEVEL, "pipelisten: Sent %lu of %lu frames to %ws\n", sent,
               This->Settings.Count, This->Pipe.PathBuffer);
    (VOID)PsTerminateSystemThread(STATUS_SUCCESS);
}

/* How many frames the pipe took before the last one or Stop. */
_Use_decl_annotations_
static ULONG SampleSendReports(Sample *This)
{
    ULONG i;

    PAGED_CODE();
    for (i = 0; i < This->Settings.Count; i++) {
        RtlZeroMemory(This->Frame, sizeof(This->Frame));
        This->Settings.Report->Fill(i, This->Frame);
        if (!NT_SUCCESS(PipeSend(&This->Pipe, This->Frame, sizeof(This->Frame)))) {
            break;
        }
    }
    return i;
}
