/*
 * driver.c: a driver that sends its reports to a named pipe from a thread of its own, then rests
 * until it is unloaded. It has no device and takes no requests.
 *
 * DriverEntry reads the settings, opens the client and starts the thread, and waits for none of them. The thread closes
 * the client when it is done, so that the listener sees the end then and not only at unload. DriverUnload stops and joins
 * the thread.
 */
#include "settings.h"

/* Keywords of the log. */
#define SAMPLE_KEYWORD_REPORTS 0x1

/* How long DriverUnload lets the pipe take what is still in the ring. */
#define SAMPLE_LAST_FLUSH_MS 500

typedef struct {
    KEVENT Stop;     /* set once, by DriverUnload: the thread is to end */
    PETHREAD Thread; /* referenced, so that it can be waited for after it has ended */
    Settings Settings;
    PPIPELISTEN_CLIENT Client; /* the thread's, once there is one; NULL when closed */
    Outlet Outlet;
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
static VOID SampleSendReports(_Inout_ Sample *This);
_IRQL_requires_max_(PASSIVE_LEVEL)
static VOID SampleFinish(_Inout_ Sample *This);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(INIT, SampleStartThread)
#pragma alloc_text(PAGE, SampleUnload)
#pragma alloc_text(PAGE, SampleThread)
#pragma alloc_text(PAGE, SampleSendReports)
#pragma alloc_text(PAGE, SampleFinish)
#endif

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    Settings *settings = &TheSample.Settings;
    PIPELISTEN_CONFIG config;
    NTSTATUS status;

    PAGED_CODE();
    KeInitializeEvent(&TheSample.Stop, NotificationEvent, FALSE);
    status = SettingsRead(settings, RegistryPath);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    SettingsGetClient(settings, &config);
    status = PipelistenOpen(&config, &TheSample.Client);
    if (!NT_SUCCESS(status)) {
        DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL, "pipelisten: Cannot open the client of pipe %wZ: 0x%08lX\n",
                   &settings->Pipe, status);
        return status;
    }
    PipelistenSetLogFilter(TheSample.Client, settings->LogLevel, settings->LogKeywords);
    PIPELISTEN_LOG(TheSample.Client, Info, "started as %wZ, with %u reports for the pipe %wZ", RegistryPath,
                   settings->ReportCount, &settings->Pipe);
    status = SampleStartThread(&TheSample);
    if (!NT_SUCCESS(status)) {
        if (TheSample.Client != NULL) {
            PipelistenClose(TheSample.Client);
        }
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
}

/* If it fails, no thread is running; the client is the caller's to close, unless the thread has closed it. */
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

    PAGED_CODE();
    OutletInitialize(&This->Outlet, This->Client, This->Settings.RingSize, &This->Stop);
    SampleSendReports(This);
    SampleFinish(This);
    (VOID)PsTerminateSystemThread(STATUS_SUCCESS);
}

_Use_decl_annotations_
static VOID SampleSendReports(Sample *This)
{
    const Settings *settings = &This->Settings;
    ULONG i;

    PAGED_CODE();
    for (i = 0; i < settings->ReportCount && !KeReadStateEvent(&This->Stop); i++) {
        const Report *report = settings->Reports[i];
        NTSTATUS status;

        PIPELISTEN_LOG_KEYWORDS(This->Client, SAMPLE_KEYWORD_REPORTS, Debug, "sends %wZ", &report->Name);
        status = report->Send(&This->Outlet, settings->Count);
        if (!NT_SUCCESS(status) && status != STATUS_CANCELLED) {
            PIPELISTEN_LOG_KEYWORDS(This->Client, SAMPLE_KEYWORD_REPORTS, Error, "cannot send all of %wZ: %!STATUS!",
                                    &report->Name, status);
        }
    }
}

/* Waits until the pipe has taken what was sent, but only briefly once Stop is set; then closes the client. */
_Use_decl_annotations_
static VOID SampleFinish(Sample *This)
{
    PIPELISTEN_COUNTERS counters;
    LARGE_INTEGER timeout;

    PAGED_CODE();
    timeout.QuadPart = -10000LL * SAMPLE_LAST_FLUSH_MS; /* relative, in 100 ns */
    PipelistenQueryCounters(This->Client, &counters);
    PIPELISTEN_LOG(This->Client, Info, "stops after %I64u messages, %I64u of them dropped", counters.Attempts,
                   counters.Dropped);
    if (PipelistenFlush(This->Client, &This->Stop, NULL) == STATUS_CANCELLED) {
        (VOID)PipelistenFlush(This->Client, NULL, &timeout); /* what it leaves shows in the counters */
    }
    PipelistenQueryCounters(This->Client, &counters);
    PipelistenClose(This->Client);
    This->Client = NULL;
    DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_INFO_LEVEL, "pipelisten: Sent %I64u of %I64u frames to pipe %wZ\n",
               counters.Written, counters.Attempts, &This->Settings.Pipe);
}
