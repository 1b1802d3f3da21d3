/**
 * The types that every Windows header uses, so that <ntdef.h>, <minwindef.h>, <wdm.h> and <stdint.h> may be missing. The
 * records among them are those that wire structs contain; names and members are Microsoft's.
 *
 * @module
 */

/** Read like any other header, once for each architecture. */
export const WINDOWS_TYPES = `
typedef char CHAR, CCHAR;
typedef signed char INT8, int8_t, SCHAR, KPROCESSOR_MODE;
typedef unsigned char UCHAR, BYTE, UINT8, uint8_t, BOOLEAN, KIRQL;
typedef short SHORT, CSHORT, INT16, int16_t;
typedef unsigned short USHORT, WORD, UINT16, uint16_t, ATOM, LANGID, SECURITY_DESCRIPTOR_CONTROL;
typedef int INT, INT32, int32_t, LONG32, BOOL;
typedef unsigned int UINT, UINT32, uint32_t, ULONG32, DWORD32;
typedef long LONG, NTSTATUS, HRESULT, KPRIORITY;
typedef unsigned long ULONG, DWORD, LCID, LOGICAL, ACCESS_MASK, DEVICE_TYPE, SECURITY_INFORMATION;
typedef long long LONGLONG, LONG64, INT64, int64_t, intmax_t, USN;
typedef unsigned long long ULONGLONG, ULONG64, DWORD64, DWORDLONG, UINT64, uint64_t, uintmax_t;
typedef wchar_t WCHAR;
typedef float FLOAT;
typedef double DOUBLE;

#ifdef _WIN64
typedef long long LONG_PTR, INT_PTR, SSIZE_T, intptr_t, ptrdiff_t, ssize_t;
typedef unsigned long long ULONG_PTR, UINT_PTR, DWORD_PTR, SIZE_T, uintptr_t, size_t;
typedef int HALF_PTR;
typedef unsigned int UHALF_PTR;
#else
typedef long LONG_PTR, SSIZE_T;
typedef unsigned long ULONG_PTR, DWORD_PTR, SIZE_T;
typedef int INT_PTR, intptr_t, ptrdiff_t, ssize_t;
typedef unsigned int UINT_PTR, uintptr_t, size_t;
typedef short HALF_PTR;
typedef unsigned short UHALF_PTR;
#endif
typedef ULONG_PTR KAFFINITY, KSPIN_LOCK;

typedef void * __ptr64 PVOID64;
typedef void VOID, *PVOID, *LPVOID, *LPCVOID, *HANDLE, *HMODULE, *HINSTANCE, *HWND, *HKEY;
typedef void *PSID, *PSECURITY_DESCRIPTOR, *PACCESS_TOKEN, **PHANDLE, **LPHANDLE;
typedef CHAR *PCHAR, *PCH, *LPCH, *PSTR, *LPSTR, *PCSTR, *LPCSTR, *PSZ, *PCSZ;
typedef WCHAR *PWCHAR, *PWCH, *LPWCH, *PCWCH, *PWSTR, *LPWSTR, *PCWSTR, *LPCWSTR;
typedef INT8 *PINT8;
typedef UCHAR *PUCHAR, *PBYTE, *LPBYTE, *PUINT8, *PBOOLEAN, *PKIRQL;
typedef SHORT *PSHORT, *PINT16;
typedef USHORT *PUSHORT, *PWORD, *LPWORD, *PUINT16;
typedef INT *PINT, *LPINT, *PINT32, *PLONG32, *PBOOL, *LPBOOL;
typedef UINT *PUINT, *PUINT32, *PULONG32, *PDWORD32;
typedef LONG *PLONG, *LPLONG, *PNTSTATUS;
typedef ULONG *PULONG, *PDWORD, *LPDWORD, *PACCESS_MASK, *PSECURITY_INFORMATION;
typedef LONGLONG *PLONGLONG, *PLONG64, *PINT64;
typedef ULONGLONG *PULONGLONG, *PULONG64, *PDWORD64, *PDWORDLONG, *PUINT64;
typedef LONG_PTR *PLONG_PTR;
typedef ULONG_PTR *PULONG_PTR, *PUINT_PTR, *PDWORD_PTR, *PSIZE_T, *PKAFFINITY, *PKSPIN_LOCK;
typedef struct _DEVICE_OBJECT *PDEVICE_OBJECT;
typedef struct _DRIVER_OBJECT *PDRIVER_OBJECT;
typedef struct _FILE_OBJECT *PFILE_OBJECT;
typedef struct _IO_STACK_LOCATION *PIO_STACK_LOCATION;
typedef struct _IRP *PIRP;
typedef struct _MDL *PMDL;
typedef struct _ACL *PACL;
typedef struct _KEVENT *PKEVENT, *PRKEVENT;
typedef struct _KTHREAD *PKTHREAD;
typedef struct _KPROCESS *PKPROCESS;
typedef struct _ETHREAD *PETHREAD;
typedef struct _EPROCESS *PEPROCESS;

enum {
  METHOD_BUFFERED, METHOD_IN_DIRECT, METHOD_OUT_DIRECT, METHOD_NEITHER,
  FILE_ANY_ACCESS = 0, FILE_SPECIAL_ACCESS = 0, FILE_READ_ACCESS, FILE_WRITE_ACCESS, FILE_READ_DATA = 1, FILE_WRITE_DATA,
  FILE_DEVICE_DISK = 7, FILE_DEVICE_DISK_FILE_SYSTEM, FILE_DEVICE_FILE_SYSTEM, FILE_DEVICE_KEYBOARD = 0xb,
  FILE_DEVICE_MOUSE = 0xf, FILE_DEVICE_NETWORK = 0x12, FILE_DEVICE_NULL = 0x15,
  FILE_DEVICE_SERIAL_PORT = 0x1b, FILE_DEVICE_SOUND = 0x1d, FILE_DEVICE_UNKNOWN = 0x22, FILE_DEVICE_VIDEO,
  FILE_DEVICE_MASS_STORAGE = 0x2d, FILE_DEVICE_KS = 0x2f, FILE_DEVICE_BUS_EXTENDER = 0x2a, FILE_DEVICE_ACPI = 0x32,
  PAGE_SIZE = 0x1000, PAGE_SHIFT = 12, IRP_MJ_MAXIMUM_FUNCTION = 0x1b, MAXIMUM_FILENAME_LENGTH = 256,
  CHAR_BIT = 8, UCHAR_MAX = 0xff, USHRT_MAX = 0xffff, MAXUSHORT = 0xffff, MAXUCHAR = 0xff, MAX_COMPUTERNAME_LENGTH = 15,
  SECURITY_MAX_SID_SIZE = 68, INET_ADDRSTRLEN = 22, INET6_ADDRSTRLEN = 65, IF_MAX_STRING_SIZE = 256,
#ifdef _WIN64
  MEMORY_ALLOCATION_ALIGNMENT = 16
#else
  MEMORY_ALLOCATION_ALIGNMENT = 8
#endif
};

typedef union _LARGE_INTEGER {
  struct { ULONG LowPart; LONG HighPart; };
  LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER, PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;
typedef union _ULARGE_INTEGER {
  struct { ULONG LowPart; ULONG HighPart; };
  ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;
typedef struct _FILETIME { DWORD dwLowDateTime; DWORD dwHighDateTime; } FILETIME, *PFILETIME, *LPFILETIME;
typedef struct _GUID {
  ULONG Data1; USHORT Data2; USHORT Data3; UCHAR Data4[8];
} GUID, *PGUID, *LPGUID, IID, CLSID, UUID;
typedef struct _LUID { DWORD LowPart; LONG HighPart; } LUID, *PLUID;
typedef struct _LIST_ENTRY { struct _LIST_ENTRY *Flink; struct _LIST_ENTRY *Blink; } LIST_ENTRY, *PLIST_ENTRY;
typedef struct _LIST_ENTRY32 { DWORD Flink; DWORD Blink; } LIST_ENTRY32, *PLIST_ENTRY32;
typedef struct _LIST_ENTRY64 { ULONGLONG Flink; ULONGLONG Blink; } LIST_ENTRY64, *PLIST_ENTRY64;
typedef struct _SINGLE_LIST_ENTRY { struct _SINGLE_LIST_ENTRY *Next; } SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY;
typedef struct _STRING {
  USHORT Length; USHORT MaximumLength; PCHAR Buffer;
} STRING, ANSI_STRING, OEM_STRING, *PSTRING, *PANSI_STRING, *POEM_STRING;
typedef struct _UNICODE_STRING {
  USHORT Length; USHORT MaximumLength; PWCH Buffer;
} UNICODE_STRING, *PUNICODE_STRING, *PCUNICODE_STRING;
typedef struct _CLIENT_ID { HANDLE UniqueProcess; HANDLE UniqueThread; } CLIENT_ID, *PCLIENT_ID;
typedef struct _IO_STATUS_BLOCK {
  union { NTSTATUS Status; PVOID Pointer; };
  ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;
typedef struct _OBJECT_ATTRIBUTES {
  ULONG Length; HANDLE RootDirectory; PUNICODE_STRING ObjectName; ULONG Attributes;
  PVOID SecurityDescriptor; PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef struct _SYSTEMTIME {
  WORD wYear; WORD wMonth; WORD wDayOfWeek; WORD wDay; WORD wHour; WORD wMinute; WORD wSecond; WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;
typedef struct _TIME_FIELDS {
  CSHORT Year; CSHORT Month; CSHORT Day; CSHORT Hour; CSHORT Minute; CSHORT Second; CSHORT Milliseconds; CSHORT Weekday;
} TIME_FIELDS, *PTIME_FIELDS;
typedef struct _PROCESSOR_NUMBER { USHORT Group; UCHAR Number; UCHAR Reserved; } PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;
typedef struct _GROUP_AFFINITY { KAFFINITY Mask; WORD Group; WORD Reserved[3]; } GROUP_AFFINITY, *PGROUP_AFFINITY;
`;
