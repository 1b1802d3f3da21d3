/*
 * wdm.h: as much of the kernel's header as pipe_send.c and the headers it includes need, for a host that is no Windows.
 */
#ifndef KERNEL_WDM_H
#define KERNEL_WDM_H

#include "platform_host.h"

typedef int32_t NTSTATUS;
typedef void *HANDLE;
typedef struct {
    int IsSet;
} KEVENT, *PKEVENT;
typedef union {
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;
typedef ULONG *PULONG;

#include "../../sim/kernel/status.h"

#define PAGED_CODE() ((void)0)
#define PASSIVE_LEVEL 0
#define Executive 0
#define KernelMode 0
#define DPFLTR_IHVDRIVER_ID 77
#define DPFLTR_WARNING_LEVEL 1
#define DPFLTR_INFO_LEVEL 3
#define DbgPrintEx(component, level, ...) ((void)(component), (void)(level))

LONG KeReadStateEvent(PKEVENT Event);
NTSTATUS KeWaitForSingleObject(PVOID Object, int WaitReason, int WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Timeout);

/* SAL that platform_host.h does without. */
#define _At_(target, annotation)
#define _Outptr_result_nullonfailure_
#define __drv_allocatesMem(kind)
#define __drv_freesMem(kind)

#endif
