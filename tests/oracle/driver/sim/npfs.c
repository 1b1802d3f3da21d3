/* npfs.c: see npfs.h. */
#include "npfs.h"
#include "ledger.h"
#include <stdlib.h>
#include <string.h>

#define MAX_INSTANCES 8

/* A message that was written and not read. While its writer waits it counts for no quota, and can be read all the same. */
typedef struct Entry {
    struct Entry *Next;
    SimIrp *Irp; /* NULL: buffered */
    ULONG Length;
    UCHAR Bytes[];
} Entry;

struct NpInstance {
    NpOptions Options;
    ULONG State; /* FILE_PIPE_..._STATE */
    bool IsServerOpen, IsClientOpen;
    Entry *Head;
    ULONG Used; /* of the quota */
    UCHAR Sent[64]; /* to the client */
    ULONG SentLength;
};

static NpInstance Instances[MAX_INSTANCES];
static int InstanceCount;
static bool IsOver;

static bool NameExists(void)
{
    for (int i = 0; i < InstanceCount; i++) {
        if (Instances[i].IsServerOpen || Instances[i].IsClientOpen) {
            return true;
        }
    }
    return false;
}

void NpBegin(void)
{
    InstanceCount = 0;
    IsOver = false;
}

void NpEnd(void)
{
    IsOver = true;
}

void NpCheck(void)
{
    if (NameExists()) {
        SimBugCheck("An end of a pipe is left open");
    }
}

NTSTATUS NpCreate(const NpOptions *options, bool isFirst, NpInstance **instance)
{
    SimPoint("CreateNamedPipe");
    if (isFirst && NameExists()) {
        return STATUS_ACCESS_DENIED;
    }
    SIM_CHECK(InstanceCount < MAX_INSTANCES);
    *instance = &Instances[InstanceCount++];
    **instance = (NpInstance){.Options = *options, .State = FILE_PIPE_LISTENING_STATE, .IsServerOpen = true};
    return STATUS_SUCCESS;
}

static bool HasClient(void *context)
{
    return ((NpInstance *)context)->State != FILE_PIPE_LISTENING_STATE || IsOver;
}

bool NpAwaitClient(NpInstance *instance)
{
    SimBlock("ConnectNamedPipe", HasClient, instance, SIM_NEVER);
    return instance->State != FILE_PIPE_LISTENING_STATE;
}

NTSTATUS NpOpenClient(bool reads, NpInstance **instance)
{
    for (int i = 0; i < InstanceCount; i++) {
        if (Instances[i].IsServerOpen && Instances[i].State == FILE_PIPE_LISTENING_STATE) {
            if (reads && Instances[i].Options.IsInbound) {
                return STATUS_ACCESS_DENIED;
            }
            Instances[i].State = FILE_PIPE_CONNECTED_STATE;
            Instances[i].IsClientOpen = true;
            *instance = &Instances[i];
            return STATUS_SUCCESS;
        }
    }
    return NameExists() ? STATUS_PIPE_NOT_AVAILABLE : STATUS_OBJECT_NAME_NOT_FOUND;
}

/* What waits and has room now is buffered, and its writer goes on. */
static void TakeWaiting(NpInstance *instance)
{
    for (Entry *entry = instance->Head; entry != NULL; entry = entry->Next) {
        if (entry->Irp == NULL) {
            continue;
        }
        if (instance->Used + entry->Length > instance->Options.Quota) {
            return;
        }
        instance->Used += entry->Length;
        SimComplete(entry->Irp, STATUS_SUCCESS, entry->Length);
        entry->Irp = NULL;
    }
}

NTSTATUS NpWrite(NpInstance *instance, const UCHAR *bytes, ULONG length, SimIrp *irp)
{
    Entry *entry, **end = &instance->Head;
    bool isWaiting = false;

    if (instance->State != FILE_PIPE_CONNECTED_STATE) {
        free(irp);
        return instance->State == FILE_PIPE_CLOSING_STATE ? STATUS_PIPE_CLOSING : STATUS_PIPE_DISCONNECTED;
    }
    for (; *end != NULL; end = &(*end)->Next) {
        isWaiting = isWaiting || (*end)->Irp != NULL;
    }
    entry = malloc(sizeof(*entry) + length);
    *entry = (Entry){NULL, irp, length};
    memcpy(entry->Bytes, bytes, length);
    *end = entry;
    if (isWaiting || instance->Used + length > instance->Options.Quota) {
        return STATUS_PENDING;
    }
    entry->Irp = NULL;
    instance->Used += length;
    if (SimChoose(2) == 1) { /* done, and reported by the event all the same */
        SimComplete(irp, STATUS_SUCCESS, length);
        return STATUS_PENDING;
    }
    irp->Result->Status = STATUS_SUCCESS;
    irp->Result->Information = length;
    SimSignal(irp->Event);
    free(irp);
    return STATUS_SUCCESS;
}

void NpSend(NpInstance *instance, const UCHAR *bytes, ULONG length)
{
    SimPoint("WriteFile");
    SIM_CHECK(instance->SentLength + length <= sizeof(instance->Sent));
    memcpy(instance->Sent + instance->SentLength, bytes, length);
    instance->SentLength += length;
}

NTSTATUS NpReceive(NpInstance *instance, PUCHAR bytes, ULONG size, SimIrp *irp)
{
    const ULONG length = min(size, instance->SentLength);

    if (instance->State != FILE_PIPE_CONNECTED_STATE) {
        free(irp);
        return STATUS_PIPE_BROKEN;
    }
    if (length == 0) {
        SimBugCheck("A read waits for a message that may never come");
    }
    memcpy(bytes, instance->Sent, length);
    instance->SentLength -= length;
    memmove(instance->Sent, instance->Sent + length, instance->SentLength);
    SimComplete(irp, STATUS_SUCCESS, length);
    return STATUS_PENDING;
}

static bool HasMessage(void *context)
{
    const NpInstance *instance = context;

    return instance->Head != NULL || instance->State != FILE_PIPE_CONNECTED_STATE;
}

NTSTATUS NpRead(NpInstance *instance, UCHAR *bytes, ULONG size, ULONG *length, LONGLONG deadline)
{
    Entry *entry;

    if (!SimBlock("ReadFile", HasMessage, instance, deadline)) {
        return STATUS_TIMEOUT;
    }
    entry = instance->Head;
    if (entry == NULL) {
        return STATUS_PIPE_BROKEN;
    }
    SIM_CHECK(entry->Length <= size);
    memcpy(bytes, entry->Bytes, entry->Length);
    *length = entry->Length;
    instance->Head = entry->Next;
    if (entry->Irp != NULL) {
        SimComplete(entry->Irp, STATUS_SUCCESS, entry->Length);
    } else {
        instance->Used -= entry->Length;
    }
    free(entry);
    TakeWaiting(instance);
    return STATUS_SUCCESS;
}

/* Drops all that was not read; who waits gets a failure. */
static void Discard(NpInstance *instance, NTSTATUS status)
{
    while (instance->Head != NULL) {
        Entry *entry = instance->Head;

        instance->Head = entry->Next;
        if (entry->Irp != NULL) {
            SimComplete(entry->Irp, status, 0);
        } else {
            LedgerArrived(entry->Bytes, entry->Length);
        }
        free(entry);
    }
    instance->Used = 0;
}

void NpDisconnect(NpInstance *instance)
{
    SimPoint("DisconnectNamedPipe");
    instance->State = FILE_PIPE_DISCONNECTED_STATE;
    Discard(instance, STATUS_PIPE_DISCONNECTED);
}

void NpClose(NpInstance *instance)
{
    SimPoint("CloseHandle");
    instance->IsServerOpen = false;
    instance->State = FILE_PIPE_CLOSING_STATE;
    Discard(instance, STATUS_PIPE_BROKEN);
}

void NpCloseClient(NpInstance *instance)
{
    for (const Entry *entry = instance->Head; entry != NULL; entry = entry->Next) {
        if (entry->Irp != NULL) {
            SimBugCheck("A pipe is closed while a write to it is pending");
        }
    }
    instance->IsClientOpen = false;
    if (instance->State == FILE_PIPE_CONNECTED_STATE) {
        instance->State = FILE_PIPE_CLOSING_STATE;
    }
}

void NpCancel(NpInstance *instance, const SimThread *issuer)
{
    Entry **at = &instance->Head;

    while (*at != NULL) {
        Entry *entry = *at;

        if (entry->Irp != NULL && entry->Irp->Issuer == issuer) {
            SimComplete(entry->Irp, STATUS_CANCELLED, 0);
            *at = entry->Next;
            free(entry);
        } else {
            at = &entry->Next;
        }
    }
}

void NpQuery(const NpInstance *instance, FILE_PIPE_LOCAL_INFORMATION *information)
{
    *information = (FILE_PIPE_LOCAL_INFORMATION){
        .NamedPipeType = instance->Options.IsByteType ? FILE_PIPE_BYTE_STREAM_TYPE : FILE_PIPE_MESSAGE_TYPE,
        .NamedPipeState = instance->State,
        .InboundQuota = instance->Options.Quota,
        .ReadDataAvailable = instance->State == FILE_PIPE_CONNECTED_STATE ? instance->SentLength : 0,
        .WriteQuotaAvailable = instance->Options.Quota - instance->Used,
    };
}

bool NpIsUsers(const NpInstance *instance)
{
    return instance->Options.IsUsers;
}
