/*
 * pipe.c: one connection, one write or read at a time; see pipe.h. No attempt is repeated here.
 */
#include "pipe.h"

/*
 * Exported by every ntoskrnl.exe and described as NtCancelIoFile (Windows developer notes), but declared in no header of
 * the WDK. Where a header does declare it, as mingw-w64's ntifs.h, this is the same declaration again.
 */
NTSYSAPI NTSTATUS NTAPI ZwCancelIoFile(_In_ HANDLE FileHandle, _Out_ PIO_STATUS_BLOCK IoStatusBlock);

_IRQL_requires_max_(PASSIVE_LEVEL)
static BOOLEAN PipeIsName(_In_ PCUNICODE_STRING Text);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS PipeTryOpen(_Inout_ PipeClient *Pipe, _In_ ACCESS_MASK Access);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS PipeSettle(_In_ const PipeClient *Pipe, _In_ const IO_STATUS_BLOCK *Request);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, PipelistenPipeInitialize)
#pragma alloc_text(PAGE, PipelistenPipeUninitialize)
#pragma alloc_text(PAGE, PipelistenPipeOpen)
#pragma alloc_text(PAGE, PipelistenPipeWrite)
#pragma alloc_text(PAGE, PipelistenPipeRead)
#pragma alloc_text(PAGE, PipelistenPipeClose)
#pragma alloc_text(PAGE, PipeIsName)
#pragma alloc_text(PAGE, PipeTryOpen)
#pragma alloc_text(PAGE, PipeSettle)
#endif

_Use_decl_annotations_
NTSTATUS PipelistenPipeInitialize(PipeClient *Pipe, const PIPELISTEN_CONFIG *Config, PKEVENT Stop)
{
    OBJECT_ATTRIBUTES attributes;
    NTSTATUS status;

    PAGED_CODE();
    RtlZeroMemory(Pipe, sizeof(*Pipe));
    if (!PipeIsName(&Config->PipeName)) {
        return STATUS_OBJECT_NAME_INVALID;
    }
    Pipe->Stop = Stop;
    Pipe->RetryMs = PIPE_MIN_RETRY_MS;
    Pipe->TrustedOwner = (Config->Flags & PIPELISTEN_TRUSTED_OWNER) != 0;
    Pipe->Reads = (Config->Flags & PIPELISTEN_LIVE_FILTER) != 0;
    Pipe->Path.Buffer = Pipe->PathBuffer;
    Pipe->Path.MaximumLength = sizeof(Pipe->PathBuffer) - sizeof(WCHAR);
    status = RtlAppendUnicodeToString(&Pipe->Path, PIPE_DIRECTORY);
    if (NT_SUCCESS(status)) {
        status = RtlAppendUnicodeStringToString(&Pipe->Path, &Config->PipeName);
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }

    /* ZwWriteFile takes its event as a handle, KeWaitForMultipleObjects as an object: keep both. */
    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwCreateEvent(&Pipe->SettledHandle, EVENT_ALL_ACCESS, &attributes, NotificationEvent, FALSE);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    /* No type to check: the handle is ours, and mingw-w64 declares ExEventObjectType with one indirection less. */
    status = ObReferenceObjectByHandle(Pipe->SettledHandle, EVENT_ALL_ACCESS, NULL, KernelMode,
                                       (PVOID *)&Pipe->Settled, NULL);
    if (!NT_SUCCESS(status)) {
        ZwClose(Pipe->SettledHandle);
    }
    return status;
}

_Use_decl_annotations_
VOID PipelistenPipeUninitialize(PipeClient *Pipe)
{
    PAGED_CODE();
    PipelistenPipeClose(Pipe);
    ObDereferenceObject(Pipe->Settled);
    ZwClose(Pipe->SettledHandle);
}

_Use_decl_annotations_
NTSTATUS PipelistenPipeOpen(PipeClient *Pipe)
{
    const ACCESS_MASK access =
        FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE | (Pipe->TrustedOwner ? READ_CONTROL : 0);
    NTSTATUS status = STATUS_ACCESS_DENIED;

    PAGED_CODE();
    if (Pipe->Reads) {
        status = PipeTryOpen(Pipe, access | FILE_READ_DATA);
    }
    Pipe->CanRead = NT_SUCCESS(status);
    /* An inbound pipe, which nobody can read from but its server, will do as well. */
    return status == STATUS_ACCESS_DENIED ? PipeTryOpen(Pipe, access) : status;
}

_Use_decl_annotations_
static NTSTATUS PipeTryOpen(PipeClient *Pipe, ACCESS_MASK Access)
{
    SECURITY_QUALITY_OF_SERVICE security = {0};
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK result;
    HANDLE file;
    NTSTATUS status;

    PAGED_CODE();
    /*
     * Anyone may have created the pipe. Without this, whoever did could impersonate its client, and
     * that is LocalSystem (ImpersonateNamedPipeClient). At this level a server may ask who we are,
     * and no more.
     */
    security.Length = sizeof(security);
    security.ImpersonationLevel = SecurityIdentification;
    security.ContextTrackingMode = SECURITY_STATIC_TRACKING;
    security.EffectiveOnly = TRUE;
    InitializeObjectAttributes(&attributes, &Pipe->Path, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    attributes.SecurityQualityOfService = &security;

    /*
     * No FILE_SYNCHRONOUS_IO_*: a synchronous write to a full pipe could be neither waited for
     * together with Stop nor cancelled.
     */
    status = ZwCreateFile(&file, Access, &attributes, &result, NULL, FILE_ATTRIBUTE_NORMAL, 0, FILE_OPEN, 0, NULL, 0);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    Pipe->File = file;
    return STATUS_SUCCESS;
}

_Use_decl_annotations_
NTSTATUS PipelistenPipeWrite(const PipeClient *Pipe, PVOID Message, ULONG Length)
{
    IO_STATUS_BLOCK write = {0};
    NTSTATUS status;

    PAGED_CODE();
    /*
     * The I/O manager clears the event when the write starts (OVERLAPPED structure). It refuses an
     * asynchronous write without a ByteOffset for files, not for pipes, which have none.
     */
    status = ZwWriteFile(Pipe->File, Pipe->SettledHandle, NULL, NULL, &write, Message, Length, NULL, NULL);
    if (status == STATUS_PENDING) {
        status = PipeSettle(Pipe, &write);
    }
    if (NT_SUCCESS(status) && write.Information != Length) {
        status = STATUS_UNEXPECTED_IO_ERROR; /* half a message is no use */
    }
    return status;
}

/* Asked for only what is there already; should it have gone, the request is pending until Stop or the listener's next message. */
_Use_decl_annotations_
NTSTATUS PipelistenPipeRead(const PipeClient *Pipe, PVOID Message, ULONG Size, PULONG Length)
{
    IO_STATUS_BLOCK read = {0};
    NTSTATUS status;
    ULONG readable;

    PAGED_CODE();
    *Length = 0;
    if (!Pipe->CanRead) {
        return STATUS_NO_MORE_ENTRIES;
    }
    status = PipelistenPipeCheckState(Pipe, &readable);
    if (!NT_SUCCESS(status) || readable == 0) {
        return NT_SUCCESS(status) ? STATUS_NO_MORE_ENTRIES : status;
    }
    status = ZwReadFile(Pipe->File, Pipe->SettledHandle, NULL, NULL, &read, Message, Size, NULL, NULL);
    if (status == STATUS_PENDING) {
        status = PipeSettle(Pipe, &read);
    }
    if (NT_SUCCESS(status) || status == STATUS_BUFFER_OVERFLOW) {
        *Length = (ULONG)read.Information;
    }
    return status;
}

_Use_decl_annotations_
VOID PipelistenPipeClose(PipeClient *Pipe)
{
    PAGED_CODE();
    if (Pipe->File != NULL) {
        ZwClose(Pipe->File);
        Pipe->File = NULL;
        Pipe->Checked = FALSE;
    }
}

/*
 * A NUL, or a backslash that has nothing before or after it, would be legal in a kernel name, but Win32 gives no program
 * a way to create a pipe called so.
 */
_Use_decl_annotations_
static BOOLEAN PipeIsName(PCUNICODE_STRING Text)
{
    const USHORT chars = Text->Length / sizeof(WCHAR);
    WCHAR previous = L'\\';
    USHORT i;

    PAGED_CODE();
    for (i = 0; i < chars; i++) {
        if (Text->Buffer[i] == L'\0' || (Text->Buffer[i] == L'\\' && previous == L'\\')) {
            return FALSE;
        }
        previous = Text->Buffer[i];
    }
    return previous != L'\\' && chars <= PIPELISTEN_NAME_MAX_CHARS; /* an empty name has only the backslash before it */
}

/*
 * Waits for a pending write or read, cancelling it when Stop is set. Request, its event and the message are
 * the I/O manager's until then, so nothing may return before it has completed.
 */
_Use_decl_annotations_
static NTSTATUS PipeSettle(const PipeClient *Pipe, const IO_STATUS_BLOCK *Request)
{
    PVOID events[2]; /* at most THREAD_WAIT_OBJECTS, so no wait blocks needed */
    IO_STATUS_BLOCK cancel;
    NTSTATUS status;

    PAGED_CODE();
    events[0] = Pipe->Settled;
    events[1] = Pipe->Stop;
    status = KeWaitForMultipleObjects(RTL_NUMBER_OF(events), events, WaitAny, Executive, KernelMode, FALSE, NULL, NULL);
    if (status != STATUS_WAIT_0) {
        status = ZwCancelIoFile(Pipe->File, &cancel);
        if (!NT_SUCCESS(status)) {
            DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL, "pipelisten: Cannot cancel a request: 0x%08lX\n", status);
        }
        /* Cancelling is a request: it may still have succeeded, and its own status says so. */
        (VOID)KeWaitForSingleObject(Pipe->Settled, Executive, KernelMode, FALSE, NULL);
    }
    return Request->Status;
}
