/*
 * pipe_check.c: what is at the other end of a pipe that was opened; see pipe.h.
 */
#include "pipe.h"

/* Room for a self-relative security descriptor with an owner and nothing else, aligned as one has to be. */
#define PIPE_MAX_OWNER_SIZE \
    (sizeof(SECURITY_DESCRIPTOR) + FIELD_OFFSET(SID, SubAuthority) + SID_MAX_SUB_AUTHORITIES * sizeof(ULONG))

typedef struct {
    UCHAR Revision;
    UCHAR SubAuthorityCount;
    SID_IDENTIFIER_AUTHORITY IdentifierAuthority;
    ULONG SubAuthority[2];
} PipeSid; /* a SID, whose own declaration has room for one SubAuthority */

C_ASSERT(FIELD_OFFSET(PipeSid, SubAuthority) == FIELD_OFFSET(SID, SubAuthority));

/* Defined here, so that the two are constants and SeExports is not needed. */
static PipeSid PipeLocalSystem = {SID_REVISION, 1, {SECURITY_NT_AUTHORITY}, {SECURITY_LOCAL_SYSTEM_RID, 0}};
static PipeSid PipeAdministrators = {
    SID_REVISION, 2, {SECURITY_NT_AUTHORITY}, {SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS}};

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS PipeQuery(_In_ const PipeClient *Pipe, _Out_ FILE_PIPE_LOCAL_INFORMATION *Information);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS PipeCheckOwner(_In_ const PipeClient *Pipe);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(PAGE, PipelistenPipeCheckKind)
#pragma alloc_text(PAGE, PipelistenPipeCheckState)
#pragma alloc_text(PAGE, PipeQuery)
#pragma alloc_text(PAGE, PipeCheckOwner)
#endif

_Use_decl_annotations_
NTSTATUS PipelistenPipeCheckKind(const PipeClient *Pipe)
{
    FILE_PIPE_LOCAL_INFORMATION information;
    NTSTATUS status;

    PAGED_CODE();
    status = PipeQuery(Pipe, &information);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (information.NamedPipeType != FILE_PIPE_MESSAGE_TYPE) {
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    return Pipe->TrustedOwner ? PipeCheckOwner(Pipe) : STATUS_SUCCESS;
}

_Use_decl_annotations_
NTSTATUS PipelistenPipeCheckState(const PipeClient *Pipe, PULONG Readable)
{
    FILE_PIPE_LOCAL_INFORMATION information;
    NTSTATUS status;

    PAGED_CODE();
    *Readable = 0;
    status = PipeQuery(Pipe, &information);
    if (NT_SUCCESS(status)) {
        *Readable = information.ReadDataAvailable;
    }
    if (NT_SUCCESS(status) && information.NamedPipeState != FILE_PIPE_CONNECTED_STATE) {
        status = STATUS_PIPE_DISCONNECTED;
    }
    return status;
}

/* Never pending, though the handle is asynchronous: npfs answers at once, and the I/O manager would wait. */
_Use_decl_annotations_
static NTSTATUS PipeQuery(const PipeClient *Pipe, FILE_PIPE_LOCAL_INFORMATION *Information)
{
    IO_STATUS_BLOCK result;

    PAGED_CODE();
    return ZwQueryInformationFile(Pipe->File, &result, Information, sizeof(*Information), FilePipeLocalInformation);
}

/*
 * The owner is the creator of the pipe's first instance; changing it takes WRITE_OWNER. Objects that an elevated program
 * or a service of LocalSystem creates are owned by Administrators.
 */
_Use_decl_annotations_
static NTSTATUS PipeCheckOwner(const PipeClient *Pipe)
{
    union {
        SECURITY_DESCRIPTOR Descriptor; /* the self-relative form, which the system writes, has a shorter header */
        UCHAR Bytes[PIPE_MAX_OWNER_SIZE];
    } security;
    BOOLEAN defaulted;
    PSID owner;
    ULONG length;
    NTSTATUS status;

    PAGED_CODE();
    status = ZwQuerySecurityObject(Pipe->File, OWNER_SECURITY_INFORMATION, &security.Descriptor, sizeof(security),
                                   &length);
    if (NT_SUCCESS(status)) {
        status = RtlGetOwnerSecurityDescriptor(&security.Descriptor, &owner, &defaulted);
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (owner != NULL && (RtlEqualSid(owner, &PipeLocalSystem) || RtlEqualSid(owner, &PipeAdministrators))) {
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_OWNER;
}
