/**
 * The types that every Windows header takes for granted, in C: <ntdef.h>, <minwindef.h>, <wdm.h> and <stdint.h> need not be
 * there. Those that stand here as records are the ones that wire structs contain; names and members are Microsoft's.
 *
 * @module
 */

/** It is read as any other header is, for the architecture that is asked for. */
export const WINDOWS_TYPES = `
typedef char CHAR, CCHAR; typedef signed char INT8, int8_t, SCHAR; typedef unsigned char UCHAR, BYTE, UINT8, uint8_t, BOOLEAN;
typedef short SHORT, CSHORT, INT16, int16_t; typedef unsigned short USHORT, WORD, UINT16, uint16_t, ATOM, LANGID;
typedef int INT, INT32, int32_t, BOOL; typedef unsigned int UINT, UINT32, uint32_t;
typedef long LONG, LONG32, NTSTATUS, HRESULT; typedef unsigned long ULONG, DWORD, ULONG32, DWORD32, LCID, CLONG, LOGICAL;
typedef long long LONGLONG, LONG64, INT64, int64_t, USN; typedef unsigned long long ULONGLONG, ULONG64, DWORD64, DWORDLONG, UINT64, uint64_t;
typedef long long intmax_t; typedef unsigned long long uintmax_t;
typedef wchar_t WCHAR; typedef float FLOAT; typedef double DOUBLE;
#ifdef _WIN64
typedef long long LONG_PTR, INT_PTR, SSIZE_T, intptr_t, ptrdiff_t, ssize_t;
typedef unsigned long long ULONG_PTR, UINT_PTR, DWORD_PTR, SIZE_T, KAFFINITY, uintptr_t, size_t;
typedef unsigned int UHALF_PTR; typedef int HALF_PTR;
#else
typedef int INT_PTR, intptr_t, ptrdiff_t, ssize_t; typedef long LONG_PTR, SSIZE_T;
typedef unsigned int UINT_PTR, uintptr_t, size_t; typedef unsigned long ULONG_PTR, DWORD_PTR, SIZE_T, KAFFINITY;
typedef unsigned short UHALF_PTR; typedef short HALF_PTR;
#endif
typedef void VOID, *PVOID, *LPVOID, *HANDLE, *HMODULE, *HINSTANCE, *HWND, *HKEY; typedef const void *PCVOID, *LPCVOID;
typedef CHAR *PCHAR, *LPCH, *PCH, *PSTR, *LPSTR, *PCSTR, *LPCSTR, *PSZ, *PCSZ; typedef WCHAR *PWCHAR, *LPWCH, *PWCH, *PWSTR, *LPWSTR, *PCWSTR, *LPCWSTR, *PCWCH;
typedef UCHAR *PUCHAR, *PBYTE, *LPBYTE, *PBOOLEAN; typedef SHORT *PSHORT; typedef USHORT *PUSHORT, *PWORD, *LPWORD;
typedef INT *PINT, *LPINT, *PBOOL, *LPBOOL; typedef UINT *PUINT; typedef LONG *PLONG, *LPLONG, *PNTSTATUS; typedef ULONG *PULONG, *PDWORD, *LPDWORD;
typedef LONGLONG *PLONGLONG, *PLONG64, *PINT64; typedef ULONGLONG *PULONGLONG, *PULONG64, *PUINT64, *PDWORD64, *PDWORDLONG;
typedef UINT8 *PUINT8; typedef INT8 *PINT8; typedef UINT16 *PUINT16; typedef INT16 *PINT16; typedef UINT32 *PUINT32, *PULONG32; typedef INT32 *PINT32, *PLONG32;
typedef LONG_PTR *PLONG_PTR; typedef ULONG_PTR *PULONG_PTR, *PSIZE_T, *PUINT_PTR, *PDWORD_PTR, *PKAFFINITY; typedef HANDLE *PHANDLE, *LPHANDLE;
typedef unsigned char KIRQL, *PKIRQL; typedef signed char KPROCESSOR_MODE;
typedef LONG KPRIORITY; typedef ULONG ACCESS_MASK, DEVICE_TYPE, SECURITY_INFORMATION; typedef ULONG_PTR KSPIN_LOCK, *PKSPIN_LOCK;
typedef ACCESS_MASK *PACCESS_MASK; typedef USHORT SECURITY_DESCRIPTOR_CONTROL;
typedef struct _DEVICE_OBJECT *PDEVICE_OBJECT; typedef struct _DRIVER_OBJECT *PDRIVER_OBJECT; typedef struct _FILE_OBJECT *PFILE_OBJECT;
typedef struct _IRP *PIRP; typedef struct _IO_STACK_LOCATION *PIO_STACK_LOCATION; typedef struct _MDL *PMDL; typedef struct _KEVENT *PKEVENT, *PRKEVENT;
typedef struct _KTHREAD *PKTHREAD; typedef struct _KPROCESS *PKPROCESS; typedef struct _EPROCESS *PEPROCESS; typedef struct _ETHREAD *PETHREAD;
typedef struct _ACL *PACL; typedef PVOID PSID, PSECURITY_DESCRIPTOR, PACCESS_TOKEN;
typedef union _LARGE_INTEGER { struct { ULONG LowPart; LONG HighPart; }; LONGLONG QuadPart; } LARGE_INTEGER, *PLARGE_INTEGER, PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;
typedef union _ULARGE_INTEGER { struct { ULONG LowPart; ULONG HighPart; }; ULONGLONG QuadPart; } ULARGE_INTEGER, *PULARGE_INTEGER;
typedef struct _FILETIME { DWORD dwLowDateTime; DWORD dwHighDateTime; } FILETIME, *PFILETIME, *LPFILETIME;
typedef struct _GUID { ULONG Data1; USHORT Data2; USHORT Data3; UCHAR Data4[8]; } GUID, *LPGUID, *PGUID, IID, CLSID, UUID;
typedef struct _LUID { DWORD LowPart; LONG HighPart; } LUID, *PLUID;
typedef struct _LIST_ENTRY { struct _LIST_ENTRY *Flink; struct _LIST_ENTRY *Blink; } LIST_ENTRY, *PLIST_ENTRY;
typedef struct _SINGLE_LIST_ENTRY { struct _SINGLE_LIST_ENTRY *Next; } SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY;
typedef struct _LIST_ENTRY32 { DWORD Flink; DWORD Blink; } LIST_ENTRY32; typedef struct _LIST_ENTRY64 { ULONGLONG Flink; ULONGLONG Blink; } LIST_ENTRY64;
typedef struct _STRING { USHORT Length; USHORT MaximumLength; PCHAR Buffer; } STRING, ANSI_STRING, OEM_STRING, UTF8_STRING, *PSTRING, *PANSI_STRING, *POEM_STRING;
typedef struct _UNICODE_STRING { USHORT Length; USHORT MaximumLength; PWCH Buffer; } UNICODE_STRING, *PUNICODE_STRING; typedef const UNICODE_STRING *PCUNICODE_STRING;
typedef struct _CLIENT_ID { HANDLE UniqueProcess; HANDLE UniqueThread; } CLIENT_ID, *PCLIENT_ID;
typedef struct _IO_STATUS_BLOCK { union { NTSTATUS Status; PVOID Pointer; }; ULONG_PTR Information; } IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;
typedef struct _OBJECT_ATTRIBUTES { ULONG Length; HANDLE RootDirectory; PUNICODE_STRING ObjectName; ULONG Attributes; PVOID SecurityDescriptor; PVOID SecurityQualityOfService; } OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef struct _SYSTEMTIME { WORD wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds; } SYSTEMTIME, *PSYSTEMTIME;
typedef struct _TIME_FIELDS { CSHORT Year, Month, Day, Hour, Minute, Second, Milliseconds, Weekday; } TIME_FIELDS, *PTIME_FIELDS;
typedef struct _PROCESSOR_NUMBER { USHORT Group; UCHAR Number; UCHAR Reserved; } PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;
typedef struct _GROUP_AFFINITY { KAFFINITY Mask; WORD Group; WORD Reserved[3]; } GROUP_AFFINITY, *PGROUP_AFFINITY;
`;
