/*
 * ntifs.h: as much of the kernel's header as driver/client and driver/sample need, for the simulated kernel (../sim.h).
 *
 * With _MSC_VER the driver takes Microsoft's forms: the kernel's atomics, __try and __finally, ExAllocatePool2. Without,
 * those that mingw-w64 gets; then stdatomic.h beside this file stands in for the compiler's.
 */
#ifndef SIM_NTIFS_H
#define SIM_NTIFS_H

#include "sal.h"
#include "types.h"
#include "status.h"

#define C_ASSERT(condition) _Static_assert(condition, #condition)
#define FIELD_OFFSET(type, field) offsetof(type, field)
#define RTL_FIELD_SIZE(type, field) sizeof(((type *)0)->field)
#define RTL_NUMBER_OF(array) (sizeof(array) / sizeof((array)[0]))
#define RTL_CONSTANT_STRING(s) {sizeof(s) - sizeof(WCHAR), sizeof(s), (PWCH)(s)}
#define CONTAINING_RECORD(address, type, field) ((type *)(PVOID)((PUCHAR)(address) - offsetof(type, field)))
#define UNREFERENCED_PARAMETER(name) ((void)(name))
#define HandleToULong(handle) ((ULONG)(ULONG_PTR)(handle))
#define min(a, b) ((a) < (b) ? (a) : (b))

/* The compiler's own would not look at the IRQL. */
#define RtlCopyMemory SimCopyMemory
#define RtlZeroMemory(target, length) SimFillMemory(target, length, 0)
#define RtlFillMemory SimFillMemory
#define PAGED_CODE() SimPagedCode()
VOID SimCopyMemory(PVOID Target, const VOID *Source, SIZE_T Length);
VOID SimFillMemory(PVOID Target, SIZE_T Length, int Value);
VOID SimPagedCode(VOID);

#if defined(_MSC_VER) || defined(SIM_KERNEL)
/* As declared by the WDK; what they do to the order of memory is in atomic.c. */
ULONG ReadULongAcquire(const volatile ULONG *Source);
VOID WriteULongRelease(volatile ULONG *Target, ULONG Value);
LONG InterlockedExchange(volatile LONG *Target, LONG Value);
VOID KeMemoryBarrier(VOID);

/* Structured exceptions, one __try in a function; see exception.c. */
#include <setjmp.h>
typedef struct SimTry {
    struct SimTry *Outer;
    jmp_buf Jump;
    int IsRaised, Passes;
} SimTry;
void SimTryBegin(SimTry *Try);
int SimTryFinally(SimTry *Try);
#define __try SimTry simTry; SimTryBegin(&simTry); simTry.IsRaised = setjmp(simTry.Jump); if (!simTry.IsRaised)
#define __finally while (SimTryFinally(&simTry))

#define POOL_FLAG_UNINITIALIZED 0x2
#define POOL_FLAG_NON_PAGED 0x40
#define POOL_FLAG_PAGED 0x100
#define NTDDI_WIN10_VB 0x0A000008
#define NTDDI_VERSION NTDDI_WIN10_VB
PVOID ExAllocatePool2(ULONGLONG Flags, SIZE_T Size, ULONG Tag);
#endif

typedef enum { NonPagedPool = 0, PagedPool = 1, NonPagedPoolNx = 512 } POOL_TYPE;
PVOID ExAllocatePoolWithTag(POOL_TYPE Type, SIZE_T Size, ULONG Tag);
VOID ExFreePoolWithTag(PVOID Block, ULONG Tag);

KIRQL KeGetCurrentIrql(VOID);
VOID KeInitializeSpinLock(PKSPIN_LOCK Lock);
VOID SimAcquireSpinLock(PKSPIN_LOCK Lock, PKIRQL OldIrql);
VOID KeReleaseSpinLock(PKSPIN_LOCK Lock, KIRQL OldIrql);
#define KeAcquireSpinLock SimAcquireSpinLock
VOID KeEnterCriticalRegion(VOID);
VOID KeLeaveCriticalRegion(VOID);
ULONG KeGetCurrentProcessorNumberEx(PVOID Number);
VOID KeQuerySystemTime(PLARGE_INTEGER Time);
HANDLE PsGetCurrentProcessId(VOID);
HANDLE PsGetCurrentThreadId(VOID);
PVOID MmGetSystemRoutineAddress(PUNICODE_STRING Name);

VOID KeInitializeEvent(PKEVENT Event, EVENT_TYPE Type, BOOLEAN State);
LONG KeSetEvent(PKEVENT Event, KPRIORITY Increment, BOOLEAN Wait);
LONG KeReadStateEvent(PKEVENT Event);
NTSTATUS KeWaitForSingleObject(PVOID Object, KWAIT_REASON Reason, KPROCESSOR_MODE Mode, BOOLEAN Alertable,
                               PLARGE_INTEGER Timeout);
NTSTATUS KeWaitForMultipleObjects(ULONG Count, PVOID Objects[], WAIT_TYPE Type, KWAIT_REASON Reason,
                                  KPROCESSOR_MODE Mode, BOOLEAN Alertable, PLARGE_INTEGER Timeout, PVOID WaitBlocks);

NTSTATUS ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK Access, POBJECT_TYPE Type, KPROCESSOR_MODE Mode,
                                   PVOID *Object, PVOID Information);
VOID ObDereferenceObject(PVOID Object);
NTSTATUS PsCreateSystemThread(PHANDLE Thread, ULONG Access, POBJECT_ATTRIBUTES Attributes, HANDLE Process,
                              PVOID ClientId, KSTART_ROUTINE *Start, PVOID Context);
NTSTATUS PsTerminateSystemThread(NTSTATUS Status);

NTSTATUS ZwClose(HANDLE Handle);
NTSTATUS ZwCreateEvent(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes, EVENT_TYPE Type,
                       BOOLEAN State);
NTSTATUS ZwCreateFile(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes, PIO_STATUS_BLOCK Result,
                      PLARGE_INTEGER Size, ULONG FileAttributes, ULONG Share, ULONG Disposition, ULONG Options,
                      PVOID Ea, ULONG EaLength);
NTSTATUS ZwOpenKey(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes);
NTSTATUS ZwReadFile(HANDLE File, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext, PIO_STATUS_BLOCK Result, PVOID Buffer,
                    ULONG Length, PLARGE_INTEGER Offset, PULONG Key);
NTSTATUS ZwQueryInformationFile(HANDLE File, PIO_STATUS_BLOCK Result, PVOID Information, ULONG Length, int Class);
NTSTATUS ZwQuerySecurityObject(HANDLE Object, SECURITY_INFORMATION What, PSECURITY_DESCRIPTOR Descriptor, ULONG Length,
                               PULONG Needed);
NTSTATUS ZwQueryValueKey(HANDLE Key, PUNICODE_STRING Name, int Class, PVOID Information, ULONG Length, PULONG Needed);
NTSTATUS ZwWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout);
NTSTATUS ZwWriteFile(HANDLE File, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext, PIO_STATUS_BLOCK Result,
                     PVOID Buffer, ULONG Length, PLARGE_INTEGER Offset, PULONG Key);

VOID RtlInitUnicodeString(PUNICODE_STRING Target, PCWSTR Source);
typedef struct {
    ULONG dwOSVersionInfoSize, dwMajorVersion, dwMinorVersion, dwBuildNumber, dwPlatformId;
    WCHAR szCSDVersion[128];
} RTL_OSVERSIONINFOW, *PRTL_OSVERSIONINFOW;
NTSTATUS RtlGetVersion(PRTL_OSVERSIONINFOW Version);
NTSTATUS RtlAppendUnicodeToString(PUNICODE_STRING Target, PCWSTR Source);
NTSTATUS RtlAppendUnicodeStringToString(PUNICODE_STRING Target, PCUNICODE_STRING Source);
VOID RtlCopyUnicodeString(PUNICODE_STRING Target, PCUNICODE_STRING Source);
BOOLEAN RtlEqualUnicodeString(PCUNICODE_STRING A, PCUNICODE_STRING B, BOOLEAN IgnoreCase);
BOOLEAN RtlEqualSid(PSID A, PSID B);
NTSTATUS RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR Descriptor, PSID *Owner, PBOOLEAN Defaulted);
SIZE_T RtlCompareMemory(const VOID *A, const VOID *B, SIZE_T Length);
ULONG DbgPrintEx(ULONG Component, ULONG Level, PCSTR Format, ...);

FORCEINLINE VOID InitializeListHead(PLIST_ENTRY Head)
{
    Head->Flink = Head->Blink = Head;
}

VOID SimCheckLink(const LIST_ENTRY *Entry);

FORCEINLINE BOOLEAN RemoveEntryList(PLIST_ENTRY Entry)
{
    SimCheckLink(Entry); /* as Windows does: KERNEL_SECURITY_CHECK_FAILURE, a LIST_ENTRY that was corrupted */
    Entry->Blink->Flink = Entry->Flink;
    Entry->Flink->Blink = Entry->Blink;
    return Entry->Flink == Entry->Blink;
}

FORCEINLINE VOID InsertTailList(PLIST_ENTRY Head, PLIST_ENTRY Entry)
{
    Entry->Flink = Head;
    Entry->Blink = Head->Blink;
    Head->Blink->Flink = Entry;
    Head->Blink = Entry;
}

#endif
