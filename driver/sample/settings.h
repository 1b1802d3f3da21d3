/*
 * settings.h: what the driver sends, read once from HKLM\SYSTEM\CurrentControlSet\Services\NAME\Parameters.
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
    ULONG AnyOwner;      /* REG_DWORD AnyOwner: not 0 sends secret reports to whoever owns the pipe */
    ULONG Count;         /* REG_DWORD Count, at least 1 */
    ULONG RingSize;      /* REG_DWORD RingSize, in bytes; within the bounds of PipelistenOpen */
    ULONG LogLevel;      /* REG_DWORD LogLevel, 0 to 5: the filter of PIPELISTEN_LOG. Without the value, Info with the
                            report `log` and Error without it, so that a stream of plain frames stays one */
    ULONG LogKeywords;   /* REG_DWORD LogKeywords, of the same filter */
    UNICODE_STRING Pipe; /* REG_SZ Pipe, in PipeBuffer; PipelistenOpen says whether it can be a name */
    WCHAR PipeBuffer[PIPELISTEN_NAME_MAX_CHARS];
} Settings;

/*
 * Reads all settings; what is not in the registry has its default. A value that cannot be used fails the call: a driver
 * that ignores some of its settings is worse than one that does not load. ServicePath is DriverEntry's RegistryPath and
 * is not needed afterwards.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS SettingsRead(_Out_ Settings *Result, _In_ PUNICODE_STRING ServicePath);

/* The client that these settings ask for; it refers to Pipe. */
_IRQL_requires_max_(PASSIVE_LEVEL)
VOID SettingsGetClient(_In_ const Settings *This, _Out_ PIPELISTEN_CONFIG *Config);

#endif
