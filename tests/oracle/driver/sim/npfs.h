/*
 * npfs.h: the model of the named pipe file system: one name, with instances that a listener creates and reads, which is a
 * thread of the test. How npfs behaves is taken from its documentation (CreateNamedPipe, DisconnectNamedPipe, [MS-FSA]'s
 * notes on pipes) and from ReactOS' sources of the same design.
 */
#ifndef NPFS_H
#define NPFS_H

#include "sim.h"

#define NP_NAME L"\\DosDevices\\Pipe\\pipelisten"

typedef struct {
    ULONG Quota; /* bytes that the pipe takes before it makes a writer wait */
    bool IsByteType;
    bool IsInbound; /* clients can only write */
    bool IsUsers; /* owned by neither LocalSystem nor Administrators */
} NpOptions;

typedef struct NpInstance NpInstance;

void NpBegin(void);
void NpCheck(void);
/* No client will come any more. */
void NpEnd(void);

/*
 * For the listener; each may let others go on. STATUS_ACCESS_DENIED: with FILE_FLAG_FIRST_PIPE_INSTANCE, as long as the
 * name exists, and it does as long as any end of any instance is open.
 */
NTSTATUS NpCreate(const NpOptions *options, bool isFirst, NpInstance **instance);
bool NpAwaitClient(NpInstance *instance);
/* Takes the oldest message. STATUS_PIPE_BROKEN: there is none, and the client is gone. STATUS_TIMEOUT. */
NTSTATUS NpRead(NpInstance *instance, UCHAR *bytes, ULONG size, ULONG *length, LONGLONG deadline);
/* Sends a message to the client, which reads the pipe as bytes. */
void NpSend(NpInstance *instance, const UCHAR *bytes, ULONG length);
/* What was not read is lost. */
void NpDisconnect(NpInstance *instance);
void NpClose(NpInstance *instance);

/* For npfs_io.c: the client's end. */
typedef struct SimIrp {
    struct SimIrp *Next;
    SimThread *Issuer;
    PIO_STATUS_BLOCK Result;
    PKEVENT Event;
    NTSTATUS Status;
    ULONG Length;
} SimIrp;

NTSTATUS NpOpenClient(bool reads, NpInstance **instance);
void NpCloseClient(NpInstance *instance);
/* STATUS_PENDING: the request is the pipe's until it is completed. Irp: what to complete then; freed if it is not needed. */
NTSTATUS NpWrite(NpInstance *instance, const UCHAR *bytes, ULONG length, SimIrp *irp);
/* STATUS_PENDING: there was something, and the request is complete. */
NTSTATUS NpReceive(NpInstance *instance, PUCHAR bytes, ULONG size, SimIrp *irp);
void NpCancel(NpInstance *instance, const SimThread *issuer);
void NpQuery(const NpInstance *instance, FILE_PIPE_LOCAL_INFORMATION *information);
bool NpIsUsers(const NpInstance *instance);
void SimComplete(SimIrp *irp, NTSTATUS status, ULONG length);

#endif
