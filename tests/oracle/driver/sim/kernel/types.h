/* types.h: the kernel's types and constants that the driver uses, laid out as on Windows x64 where the layout counts. */
#ifndef SIM_TYPES_H
#define SIM_TYPES_H

#include <stddef.h>
#include <stdint.h>

#define VOID void
#define TRUE 1
#define FALSE 0
#define NTAPI
#define NTSYSAPI
#define FORCEINLINE static inline
#define MAXULONG UINT32_MAX
#define PAGE_SIZE 4096

typedef void *PVOID, *HANDLE, **PHANDLE, *PSID, *POBJECT_TYPE, *PEPROCESS;
typedef char CHAR;
typedef const char *PCSTR;
typedef uint8_t UCHAR, *PUCHAR, BOOLEAN, *PBOOLEAN, KIRQL, *PKIRQL;
typedef uint16_t USHORT, WCHAR, *PWCH;
typedef const uint16_t *PCWSTR;
typedef uint32_t ULONG, *PULONG, ACCESS_MASK, SECURITY_INFORMATION;
typedef uint64_t ULONGLONG;
typedef int32_t LONG, NTSTATUS, KPRIORITY;
typedef int64_t LONGLONG, *PLONGLONG;
typedef size_t SIZE_T;
typedef uintptr_t ULONG_PTR;
typedef int8_t KPROCESSOR_MODE;

typedef union {
    struct {
        ULONG LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef struct {
    USHORT Length, MaximumLength;
    PWCH Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct {
    USHORT Length, MaximumLength;
    CHAR *Buffer;
} ANSI_STRING, *PANSI_STRING;

typedef struct {
    ULONG Data1;
    USHORT Data2, Data3;
    UCHAR Data4[8];
} GUID;

typedef struct LIST_ENTRY {
    struct LIST_ENTRY *Flink, *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

/* Opaque to drivers; the simulation's own. An event that was not initialised, or is gone, has no magic. */
typedef struct {
    uint32_t Magic, IsNotification, IsSignalled;
} KEVENT, *PKEVENT;
typedef struct {
    uint32_t Magic;
    int Owner; /* the thread that holds it, from 1; 0: none */
} KSPIN_LOCK, *PKSPIN_LOCK;
typedef struct SimThread *PETHREAD, *PKTHREAD;

typedef enum { NotificationEvent, SynchronizationEvent } EVENT_TYPE;
typedef enum { WaitAll, WaitAny } WAIT_TYPE;
typedef enum { Executive } KWAIT_REASON;
enum { KernelMode, UserMode };
enum { PASSIVE_LEVEL, APC_LEVEL, DISPATCH_LEVEL, HIGH_LEVEL = 15 };

typedef struct {
    NTSTATUS Status;
    ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;

typedef struct {
    ULONG Length;
    int ImpersonationLevel;
    BOOLEAN ContextTrackingMode, EffectiveOnly;
} SECURITY_QUALITY_OF_SERVICE;

typedef struct {
    ULONG Length;
    HANDLE RootDirectory;
    PUNICODE_STRING ObjectName;
    ULONG Attributes;
    PVOID SecurityDescriptor, SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;

#define OBJ_CASE_INSENSITIVE 0x40
#define OBJ_KERNEL_HANDLE 0x200
#define InitializeObjectAttributes(p, name, attributes, root, security) \
    (*(p) = (OBJECT_ATTRIBUTES){sizeof(OBJECT_ATTRIBUTES), (root), (name), (attributes), (security), NULL})

typedef struct {
    ULONG NamedPipeType, NamedPipeConfiguration, MaximumInstances, CurrentInstances, InboundQuota, ReadDataAvailable;
    ULONG OutboundQuota, WriteQuotaAvailable, NamedPipeState, NamedPipeEnd;
} FILE_PIPE_LOCAL_INFORMATION;
enum { FilePipeLocalInformation = 24 };
#define FILE_PIPE_BYTE_STREAM_TYPE 0
#define FILE_PIPE_MESSAGE_TYPE 1
#define FILE_PIPE_DISCONNECTED_STATE 1
#define FILE_PIPE_LISTENING_STATE 2
#define FILE_PIPE_CONNECTED_STATE 3
#define FILE_PIPE_CLOSING_STATE 4

typedef struct {
    ULONG TitleIndex, Type, DataLength;
    UCHAR Data[1];
} KEY_VALUE_PARTIAL_INFORMATION;
enum { KeyValuePartialInformation = 2 };
#define REG_SZ 1
#define REG_DWORD 4
#define KEY_READ 0x20019

#define FILE_READ_DATA 1
#define FILE_WRITE_DATA 2
#define FILE_READ_ATTRIBUTES 0x80
#define FILE_ATTRIBUTE_NORMAL 0x80
#define FILE_OPEN 1
#define READ_CONTROL 0x20000
#define SYNCHRONIZE 0x100000
#define EVENT_ALL_ACCESS 0x1F0003
#define THREAD_ALL_ACCESS 0x1FFFFF
#define IO_NO_INCREMENT 0
#define OWNER_SECURITY_INFORMATION 1
enum { SecurityAnonymous, SecurityIdentification, SecurityImpersonation };
#define SECURITY_STATIC_TRACKING 0

/* A self-relative security descriptor, and the two in one as far as the driver looks at it. */
typedef struct {
    UCHAR Revision, Sbz1;
    USHORT Control;
    ULONG Owner, Group, Sacl, Dacl; /* offsets */
    ULONG Reserved[5];              /* as long as the absolute form */
} SECURITY_DESCRIPTOR, *PSECURITY_DESCRIPTOR;
typedef struct {
    UCHAR Value[6];
} SID_IDENTIFIER_AUTHORITY;
typedef struct {
    UCHAR Revision, SubAuthorityCount;
    SID_IDENTIFIER_AUTHORITY IdentifierAuthority;
    ULONG SubAuthority[1];
} SID;
#define SID_REVISION 1
#define SID_MAX_SUB_AUTHORITIES 15
#define SECURITY_NT_AUTHORITY {0, 0, 0, 0, 0, 5}
#define SECURITY_LOCAL_SYSTEM_RID 18
#define SECURITY_BUILTIN_DOMAIN_RID 32
#define DOMAIN_ALIAS_RID_ADMINS 544

typedef VOID KSTART_ROUTINE(PVOID StartContext);
typedef struct DRIVER_OBJECT DRIVER_OBJECT, *PDRIVER_OBJECT;
typedef NTSTATUS DRIVER_INITIALIZE(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath);
typedef VOID DRIVER_UNLOAD(PDRIVER_OBJECT DriverObject);
struct DRIVER_OBJECT {
    DRIVER_UNLOAD *DriverUnload;
};

#define DPFLTR_IHVDRIVER_ID 77
enum { DPFLTR_ERROR_LEVEL, DPFLTR_WARNING_LEVEL, DPFLTR_TRACE_LEVEL, DPFLTR_INFO_LEVEL };

#endif
