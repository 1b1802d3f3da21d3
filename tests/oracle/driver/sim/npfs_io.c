/*
 * npfs_io.c: the routines that a driver opens and writes files with, and how their requests are completed: in the thread
 * that issued them, by a special kernel APC, which sets the status block and then the event.
 */
#include "npfs.h"
#include <stdlib.h>
#include <string.h>

#define SHORT_WRITE ((NTSTATUS)1) /* of faults: it succeeds with a byte less */

typedef struct {
    SimObject Object;
    NpInstance *Instance;
    ACCESS_MASK Access;
} File;

static void Finish(SimIrp *irp)
{
    irp->Result->Status = irp->Status;
    irp->Result->Information = irp->Length;
    irp->Issuer->PendingWrites--;
    SimSignal(irp->Event);
    free(irp);
}

void SimComplete(SimIrp *irp, NTSTATUS status, ULONG length)
{
    SimThread *issuer = irp->Issuer;

    irp->Status = status;
    irp->Length = length;
    if (issuer->ObjectCount > 0 && issuer->Irql == PASSIVE_LEVEL) {
        Finish(irp); /* a wait is interrupted for it */
    } else {
        irp->Next = issuer->Completed;
        issuer->Completed = irp;
    }
}

void SimDeliverCompletions(void)
{
    SimThread *const self = Sim.Current;

    while (self->Completed != NULL && self->Irql == PASSIVE_LEVEL) {
        SimIrp *irp = self->Completed;

        self->Completed = irp->Next;
        Finish(irp);
    }
}

static bool EqualName(const UNICODE_STRING *a, PCWSTR b)
{
    ULONG i = 0;

    while (i < a->Length / sizeof(WCHAR) && a->Buffer[i] == b[i]) {
        i++;
    }
    return i == a->Length / sizeof(WCHAR) && b[i] == 0;
}

/* wdm, ZwCreateFile: PASSIVE_LEVEL, with special kernel APCs enabled. */
NTSTATUS ZwCreateFile(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes, PIO_STATUS_BLOCK Result,
                      PLARGE_INTEGER Size, ULONG FileAttributes, ULONG Share, ULONG Disposition, ULONG Options,
                      PVOID Ea, ULONG EaLength)
{
    const SECURITY_QUALITY_OF_SERVICE *security = Attributes->SecurityQualityOfService;
    NpInstance *instance;
    NTSTATUS status;
    File *file;

    SimAssertPassive("ZwCreateFile");
    SIM_CHECK(Size == NULL && FileAttributes == FILE_ATTRIBUTE_NORMAL && Share == 0 && Disposition == FILE_OPEN);
    SIM_CHECK(Options == 0 && Ea == NULL && EaLength == 0 && Attributes->RootDirectory == NULL);
    SIM_CHECK((Attributes->Attributes & OBJ_CASE_INSENSITIVE) != 0);
    /* Whoever created the pipe must not be able to impersonate the driver, and without this could */
    SIM_CHECK(security != NULL && security->Length == sizeof(*security) && security->EffectiveOnly &&
              security->ImpersonationLevel == SecurityIdentification && !security->ContextTrackingMode);
    SIM_CHECK((Access & FILE_WRITE_DATA) != 0 && (Access & SYNCHRONIZE) != 0);
    SimPoint("ZwCreateFile");
    status = SimFault("ZwCreateFile");
    if (NT_SUCCESS(status)) {
        status = EqualName(Attributes->ObjectName, NP_NAME) ? NpOpenClient((Access & FILE_READ_DATA) != 0, &instance) : STATUS_OBJECT_NAME_NOT_FOUND;
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    file = malloc(sizeof(*file));
    *file = (File){{.Type = SIM_FILE}, instance, Access};
    *Handle = SimHandleFor(&file->Object, Attributes, "ZwCreateFile");
    Result->Status = STATUS_SUCCESS;
    Result->Information = 1; /* FILE_OPENED */
    return STATUS_SUCCESS;
}

void SimFileDelete(SimObject *object)
{
    NpCloseClient(((File *)object)->Instance);
    free(object);
}

static File *FileOf(HANDLE handle, ACCESS_MASK access, const char *routine)
{
    File *file = (File *)SimObjectOf(handle, SIM_FILE, routine);

    if ((file->Access & access) != access) {
        SimBugCheck("%s: the file was not opened for that", routine);
    }
    return file;
}

/* wdm, ZwWriteFile: PASSIVE_LEVEL, with special kernel APCs enabled. It may fail at once or later. */
NTSTATUS ZwWriteFile(HANDLE Handle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext, PIO_STATUS_BLOCK Result,
                     PVOID Buffer, ULONG Length, PLARGE_INTEGER Offset, PULONG Key)
{
    NTSTATUS status, later;
    PKEVENT event;
    File *file;
    SimIrp *irp;

    SimAssertPassive("ZwWriteFile");
    SIM_CHECK(ApcRoutine == NULL && ApcContext == NULL && Offset == NULL && Key == NULL);
    SIM_CHECK(Sim.Current->PendingWrites == 0);
    SimPoint("ZwWriteFile");
    file = FileOf(Handle, FILE_WRITE_DATA, "ZwWriteFile");
    event = SimEventOf(SimObjectOf(Event, SIM_EVENT, "ZwWriteFile"));
    status = SimFault("ZwWriteFile");
    later = SimFault("ZwWriteFile, later");
    if (!NT_SUCCESS(status)) {
        return status;
    }
    event->IsSignalled = false;
    irp = malloc(sizeof(*irp));
    *irp = (SimIrp){.Issuer = Sim.Current, .Result = Result, .Event = event};
    Sim.Current->PendingWrites++;
    if (later != STATUS_SUCCESS) {
        SimComplete(irp, later == SHORT_WRITE ? STATUS_SUCCESS : later, later == SHORT_WRITE ? Length - 1 : 0);
        return STATUS_PENDING;
    }
    status = NpWrite(file->Instance, Buffer, Length, irp);
    Sim.Current->PendingWrites -= status != STATUS_PENDING;
    return status;
}

/* wdm, ZwReadFile: PASSIVE_LEVEL, with special kernel APCs enabled. */
NTSTATUS ZwReadFile(HANDLE Handle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext, PIO_STATUS_BLOCK Result, PVOID Buffer,
                    ULONG Length, PLARGE_INTEGER Offset, PULONG Key)
{
    NTSTATUS status;
    PKEVENT event;
    File *file;
    SimIrp *irp;

    SimAssertPassive("ZwReadFile");
    SIM_CHECK(ApcRoutine == NULL && ApcContext == NULL && Offset == NULL && Key == NULL);
    SIM_CHECK(Sim.Current->PendingWrites == 0);
    SimPoint("ZwReadFile");
    file = FileOf(Handle, FILE_READ_DATA, "ZwReadFile");
    event = SimEventOf(SimObjectOf(Event, SIM_EVENT, "ZwReadFile"));
    status = SimFault("ZwReadFile");
    if (!NT_SUCCESS(status)) {
        return status;
    }
    event->IsSignalled = false;
    irp = malloc(sizeof(*irp));
    *irp = (SimIrp){.Issuer = Sim.Current, .Result = Result, .Event = event};
    Sim.Current->PendingWrites++;
    status = NpReceive(file->Instance, Buffer, Length, irp);
    Sim.Current->PendingWrites -= status != STATUS_PENDING;
    return status;
}

static struct {
    NpInstance *Instance;
    const SimThread *Issuer;
} Cancelling;

static VOID CancelLater(PVOID context)
{
    (void)context;
    NpCancel(Cancelling.Instance, Cancelling.Issuer);
}

/*
 * As NtCancelIoFile (Windows developer notes): cancels what this thread has issued. Cancelling is a request: as a
 * deviation it is carried out a while later, and the write may have succeeded by then.
 */
NTSTATUS ZwCancelIoFile(HANDLE Handle, PIO_STATUS_BLOCK Result)
{
    File *file;

    SimAssertPassive("ZwCancelIoFile");
    SimPoint("ZwCancelIoFile");
    file = FileOf(Handle, 0, "ZwCancelIoFile");
    if (SimChoose(2) == 0) {
        NpCancel(file->Instance, Sim.Current);
    } else {
        Cancelling = (typeof(Cancelling)){file->Instance, Sim.Current};
        SimStart("npfs", CancelLater, NULL);
    }
    Result->Status = STATUS_SUCCESS;
    return STATUS_SUCCESS;
}

/* wdm, ZwQueryInformationFile: PASSIVE_LEVEL, with special kernel APCs enabled. */
NTSTATUS ZwQueryInformationFile(HANDLE Handle, PIO_STATUS_BLOCK Result, PVOID Information, ULONG Length, int Class)
{
    NTSTATUS status;
    File *file;

    SimAssertPassive("ZwQueryInformationFile");
    SIM_CHECK(Class == FilePipeLocalInformation && Length == sizeof(FILE_PIPE_LOCAL_INFORMATION));
    SimPoint("ZwQueryInformationFile");
    file = FileOf(Handle, FILE_READ_ATTRIBUTES, "ZwQueryInformationFile");
    status = SimFault("ZwQueryInformationFile");
    if (!NT_SUCCESS(status)) {
        return status;
    }
    NpQuery(file->Instance, Information);
    *Result = (IO_STATUS_BLOCK){STATUS_SUCCESS, Length};
    return STATUS_SUCCESS;
}

/* ntifs, ZwQuerySecurityObject: PASSIVE_LEVEL. Gives a self-relative descriptor with the owner alone. */
NTSTATUS ZwQuerySecurityObject(HANDLE Object, SECURITY_INFORMATION What, PSECURITY_DESCRIPTOR Descriptor, ULONG Length,
                               PULONG Needed)
{
    const ULONG header = FIELD_OFFSET(SECURITY_DESCRIPTOR, Reserved);
    const SID administrators[2] = {{SID_REVISION, 2, {SECURITY_NT_AUTHORITY}, {SECURITY_BUILTIN_DOMAIN_RID}}};
    ULONG sid[4];
    NTSTATUS status;
    File *file;

    SimAssertPassive("ZwQuerySecurityObject");
    SIM_CHECK(What == OWNER_SECURITY_INFORMATION);
    SimPoint("ZwQuerySecurityObject");
    file = FileOf(Object, READ_CONTROL, "ZwQuerySecurityObject");
    status = SimFault("ZwQuerySecurityObject");
    if (!NT_SUCCESS(status)) {
        return status;
    }
    memcpy(sid, administrators, 12);
    sid[3] = NpIsUsers(file->Instance) ? DOMAIN_ALIAS_RID_ADMINS + 1 : DOMAIN_ALIAS_RID_ADMINS;
    *Needed = header + (ULONG)sizeof(sid);
    SIM_CHECK(Length >= *Needed);
    memset(Descriptor, 0, header);
    Descriptor->Revision = 1;
    Descriptor->Owner = header;
    memcpy((PUCHAR)Descriptor + header, sid, sizeof(sid));
    return STATUS_SUCCESS;
}
