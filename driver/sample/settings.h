/*
 * settings.h: what the driver is to do, read once from HKLM\SYSTEM\CurrentControlSet\Services\NAME\Parameters.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "reports.h"

#define SETTINGS_DEFAULT_PIPE L"LySharkPipeConn"
#define SETTINGS_DEFAULT_REPORT L"hello"
#define SETTINGS_DEFAULT_COUNT 10
#define SETTINGS_DEFAULT_RING_SIZE (1024 * 1024)

#define SETTINGS_MAX_REPORTS 8

typedef struct {
    const Report *Reports[SETTINGS_MAX_REPORTS]; /* REG_SZ Report, in its order */
    ULONG ReportCount;
    ULONG Count;         /* REG_DWORD Count, at least 1 */
    ULONG RingSize;      /* REG_DWORD RingSize, in bytes; within the bounds of PipelistenOpen */
    UNICODE_STRING Pipe; /* REG_SZ Pipe, in PipeBuffer; PipelistenOpen says whether it can be a name */
    WCHAR PipeBuffer[PIPELISTEN_NAME_MAX_CHARS];
} Settings;

/*
 * Reads all settings; what is not in the registry has its default. A value that is there and makes no sense
 * fails it all: a driver that runs with half of what it was told is worse than one that doesn't run.
 * ServicePath is DriverEntry's RegistryPath and isn't needed afterwards.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS SettingsRead(_Out_ Settings *Result, _In_ PUNICODE_STRING ServicePath);

#endif
