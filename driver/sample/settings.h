/*
 * settings.h: what the driver is to do, read once from HKLM\SYSTEM\CurrentControlSet\Services\NAME\Parameters.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "../client/pipe.h"
#include "reports.h"

#define SETTINGS_DEFAULT_PIPE L"LySharkPipeConn"
#define SETTINGS_DEFAULT_REPORT L"hello"
#define SETTINGS_DEFAULT_COUNT 10

typedef struct {
    const Report *Report; /* REG_SZ Report */
    ULONG Count;          /* REG_DWORD Count, at least 1 */
    UNICODE_STRING Pipe;  /* REG_SZ Pipe, in PipeBuffer */
    WCHAR PipeBuffer[PIPE_NAME_MAX_CHARS];
} Settings;

/*
 * Reads all settings; what is not in the registry has its default. A value that is there and makes no sense
 * fails it all: a driver that runs with half of what it was told is worse than one that doesn't run.
 * ServicePath is DriverEntry's RegistryPath and isn't needed afterwards.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS SettingsRead(_Out_ Settings *Result, _In_ PUNICODE_STRING ServicePath);

#endif
