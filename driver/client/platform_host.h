/*
 * platform_host.h: the Windows names that the plain C parts use, for a host that has none. Never part of a driver.
 */
#ifndef PLATFORM_HOST_H
#define PLATFORM_HOST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define VOID void
#define TRUE 1
#define FALSE 0
#define MAXULONG UINT32_MAX
#define FORCEINLINE static inline

typedef void *PVOID;
typedef uint8_t UCHAR, *PUCHAR, BOOLEAN;
typedef uint16_t USHORT;
typedef uint32_t ULONG;
typedef uint64_t ULONGLONG;
typedef int32_t LONG;
typedef int64_t LONGLONG;
typedef uintptr_t ULONG_PTR;
typedef char CHAR;
typedef uint16_t WCHAR;

typedef struct {
    USHORT Length, MaximumLength;
    CHAR *Buffer;
} ANSI_STRING;
typedef struct {
    USHORT Length, MaximumLength;
    WCHAR *Buffer;
} UNICODE_STRING;
typedef struct {
    ULONG Data1;
    USHORT Data2, Data3;
    UCHAR Data4[8];
} GUID;

#define C_ASSERT(condition) _Static_assert(condition, #condition)
#define FIELD_OFFSET(type, field) offsetof(type, field)
#define RtlCopyMemory memcpy
#define RtlZeroMemory(destination, length) memset(destination, 0, length)

/* SAL is for the Microsoft compiler. */
#define _In_
#define _In_opt_
#define _In_reads_bytes_(size)
#define _In_reads_opt_(count)
#define _Inout_
#define _Out_
#define _Inout_updates_bytes_(size)
#define _Out_writes_bytes_(size)
#define _Must_inspect_result_
#define _Ret_maybenull_
#define _Success_(condition)
#define _Use_decl_annotations_
#define _IRQL_requires_max_(irql)

#endif
