/*
 * wdm.h: as much of the kernel's header as pipe_send.c and the headers it includes need, for a host that is no Windows.
 */
#ifndef KERNEL_WDM_H
#define KERNEL_WDM_H

#include "platform_host.h"

typedef int32_t NTSTATUS;
typedef uint16_t WCHAR;
typedef void *HANDLE;
typedef struct {
    int IsSet;
} KEVENT, *PKEVENT;
typedef union {
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;
typedef struct {
    USHORT Length, MaximumLength;
    WCHAR *Buffer;
} UNICODE_STRING;

#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#define STATUS_SUCCESS ((NTSTATUS)0)
#define STATUS_TIMEOUT ((NTSTATUS)0x102)
#define STATUS_NO_MEMORY ((NTSTATUS)0xC0000017)
#define STATUS_OBJECT_TYPE_MISMATCH ((NTSTATUS)0xC0000024)
#define STATUS_OBJECT_NAME_NOT_FOUND ((NTSTATUS)0xC0000034)
#define STATUS_OBJECT_PATH_NOT_FOUND ((NTSTATUS)0xC000003A)
#define STATUS_QUOTA_EXCEEDED ((NTSTATUS)0xC0000044)
#define STATUS_INSUFFICIENT_RESOURCES ((NTSTATUS)0xC000009A)
#define STATUS_WORKING_SET_QUOTA ((NTSTATUS)0xC00000A1)
#define STATUS_INSTANCE_NOT_AVAILABLE ((NTSTATUS)0xC00000AB)
#define STATUS_PIPE_NOT_AVAILABLE ((NTSTATUS)0xC00000AC)
#define STATUS_PIPE_BUSY ((NTSTATUS)0xC00000AE)
#define STATUS_PIPE_DISCONNECTED ((NTSTATUS)0xC00000B0)
#define STATUS_PIPE_CLOSING ((NTSTATUS)0xC00000B1)
#define STATUS_CANCELLED ((NTSTATUS)0xC0000120)
#define STATUS_COMMITMENT_LIMIT ((NTSTATUS)0xC000012D)
#define STATUS_PAGEFILE_QUOTA ((NTSTATUS)0xC000012C)
#define STATUS_PIPE_BROKEN ((NTSTATUS)0xC000014B)

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
#define _In_opt_
#define _In_reads_bytes_(size)
#define __drv_allocatesMem(kind)
#define __drv_freesMem(kind)

#endif
