/*
 * fault.c: the n-th call that can fail fails, with one of the statuses that its page names or that its kind has. Those with
 * no page of failures have what their neighbours have: no memory for the request, a handle or an access refused.
 *
 * Not here: waits and ZwClose, which cannot fail as the driver calls them (not alertable, valid handles), and
 * ZwCancelIoFile, for which no failure is described of a file that has requests.
 */
#include "sim.h"
#include <string.h>

#define MAX_STATUSES 9

struct SimFaults SimFaults;

static const struct {
    const char *Routine;
    NTSTATUS Statuses[MAX_STATUSES]; /* up to a 0 */
} Table[] = {
    {"ExAllocatePool2", {STATUS_INSUFFICIENT_RESOURCES}},
    {"ExAllocatePoolWithTag", {STATUS_INSUFFICIENT_RESOURCES}},
    {"MmGetSystemRoutineAddress", {STATUS_OBJECT_NAME_NOT_FOUND}},
    {"ObReferenceObjectByHandle", {STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED, STATUS_INVALID_HANDLE}},
    {"PsCreateSystemThread", {STATUS_INSUFFICIENT_RESOURCES, STATUS_NO_MEMORY, STATUS_ACCESS_DENIED}},
    {"RtlGetOwnerSecurityDescriptor", {STATUS_INVALID_PARAMETER}},
    {"ZwCreateEvent", {STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER, STATUS_PRIVILEGE_NOT_HELD}},
    {"ZwCreateFile",
     {STATUS_INSUFFICIENT_RESOURCES, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND, STATUS_ACCESS_DENIED,
      STATUS_PIPE_NOT_AVAILABLE, STATUS_INSTANCE_NOT_AVAILABLE, STATUS_PIPE_BUSY, STATUS_CANCELLED}},
    {"ZwOpenKey", {STATUS_ACCESS_DENIED, STATUS_INVALID_HANDLE, STATUS_OBJECT_NAME_NOT_FOUND}},
    {"ZwQueryInformationFile", {STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER, STATUS_PIPE_DISCONNECTED}},
    {"ZwQuerySecurityObject",
     {STATUS_ACCESS_DENIED, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH}},
    {"ZwQuerySystemInformation", {STATUS_INSUFFICIENT_RESOURCES, STATUS_INFO_LENGTH_MISMATCH, STATUS_ACCESS_DENIED}},
    {"ZwQueryValueKey",
     {STATUS_OBJECT_NAME_NOT_FOUND, STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_PARAMETER}},
    {"ZwReadFile",
     {STATUS_INSUFFICIENT_RESOURCES, STATUS_PIPE_BROKEN, STATUS_PIPE_DISCONNECTED, STATUS_BUFFER_OVERFLOW,
      STATUS_INVALID_DEVICE_REQUEST}},
    {"ZwWriteFile",
     {STATUS_INSUFFICIENT_RESOURCES, STATUS_NO_MEMORY, STATUS_QUOTA_EXCEEDED, STATUS_PIPE_BROKEN, STATUS_PIPE_CLOSING,
      STATUS_PIPE_DISCONNECTED, STATUS_INVALID_DEVICE_REQUEST}},
    {"ZwWriteFile, later",
     {STATUS_INSUFFICIENT_RESOURCES, STATUS_PIPE_BROKEN, STATUS_PIPE_DISCONNECTED, STATUS_CANCELLED,
      1 /* less than all was written */}},
};

void SimFaultsBegin(void)
{
    SimFaults.Calls = SimFaults.Statuses = 0;
    SimFaults.Failed = NULL;
}

NTSTATUS SimFault(const char *routine)
{
    unsigned i = 0;

    if (++SimFaults.Calls != SimFaults.Target) {
        return STATUS_SUCCESS;
    }
    while (strcmp(Table[i].Routine, routine) != 0) {
        i++;
        SIM_CHECK(i < RTL_NUMBER_OF(Table));
    }
    while (SimFaults.Statuses < MAX_STATUSES && Table[i].Statuses[SimFaults.Statuses] != 0) {
        SimFaults.Statuses++;
    }
    SimFaults.Failed = routine;
    return SimFaults.Given = Table[i].Statuses[SimFaults.Status];
}
