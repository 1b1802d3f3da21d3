/*
 * settings.c: see settings.h.
 */
#include "settings.h"
#include "registry.h"

#define SETTINGS_REPORT_MAX_CHARS 80

C_ASSERT(PIPELISTEN_NAME_MAX_CHARS <= REGISTRY_TEXT_MAX_CHARS);
C_ASSERT(SETTINGS_REPORT_MAX_CHARS <= REGISTRY_TEXT_MAX_CHARS);

/* Key is NULL when there is no Parameters key: then every value is missing and keeps its default. */
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SettingsReadAll(_Inout_ Settings *Result, _In_opt_ HANDLE Key);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SettingsOpenKey(_In_ PUNICODE_STRING ServicePath, _Out_ PHANDLE Key);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SettingsReadReports(_Inout_ Settings *Result, _In_opt_ HANDLE Key);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SettingsReadNumbers(_Inout_ Settings *Result, _In_opt_ HANDLE Key);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SettingsReadLog(_Inout_ Settings *Result, _In_opt_ HANDLE Key);
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG SettingsReportFlags(_In_ const Settings *This);
_IRQL_requires_max_(PASSIVE_LEVEL)
static BOOLEAN SettingsNextWord(_Inout_ PUNICODE_STRING Rest, _Out_ PUNICODE_STRING Word);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, SettingsRead)
#pragma alloc_text(INIT, SettingsGetClient)
#pragma alloc_text(INIT, SettingsReadAll)
#pragma alloc_text(INIT, SettingsOpenKey)
#pragma alloc_text(INIT, SettingsReadReports)
#pragma alloc_text(INIT, SettingsReadNumbers)
#pragma alloc_text(INIT, SettingsReadLog)
#pragma alloc_text(INIT, SettingsReportFlags)
#pragma alloc_text(INIT, SettingsNextWord)
#endif

_Use_decl_annotations_
NTSTATUS SettingsRead(Settings *Result, PUNICODE_STRING ServicePath)
{
    HANDLE key;
    NTSTATUS status;

    PAGED_CODE();
    RtlZeroMemory(Result, sizeof(*Result));
    Result->Count = SETTINGS_DEFAULT_COUNT;
    Result->RingSize = SETTINGS_DEFAULT_RING_SIZE;
    Result->Pipe.Buffer = Result->PipeBuffer;
    Result->Pipe.MaximumLength = sizeof(Result->PipeBuffer);
    status = RtlAppendUnicodeToString(&Result->Pipe, SETTINGS_DEFAULT_PIPE);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = SettingsOpenKey(ServicePath, &key);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND) {
        return SettingsReadAll(Result, NULL);
    }
    if (NT_SUCCESS(status)) {
        status = SettingsReadAll(Result, key);
        ZwClose(key);
    }
    return status;
}

_Use_decl_annotations_
VOID SettingsGetClient(const Settings *This, PIPELISTEN_CONFIG *Config)
{
    PAGED_CODE();
    Config->PipeName = This->Pipe;
    Config->RingSize = This->RingSize;
    Config->Flags = PIPELISTEN_LIVE_FILTER;
    if ((SettingsReportFlags(This) & REPORT_IS_SECRET) != 0 && This->AnyOwner == 0) {
        Config->Flags |= PIPELISTEN_TRUSTED_OWNER; /* for all reports: they share one connection */
    }
}

_Use_decl_annotations_
static NTSTATUS SettingsReadAll(Settings *Result, HANDLE Key)
{
    NTSTATUS status;

    PAGED_CODE();
    status = SettingsReadReports(Result, Key);
    if (NT_SUCCESS(status)) {
        status = SettingsReadNumbers(Result, Key);
    }
    if (NT_SUCCESS(status)) {
        status = SettingsReadLog(Result, Key);
    }
    return NT_SUCCESS(status) ? RegistryReadString(Key, L"Pipe", &Result->Pipe) : status;
}

_Use_decl_annotations_
static NTSTATUS SettingsReadReports(Settings *Result, HANDLE Key)
{
    WCHAR buffer[SETTINGS_REPORT_MAX_CHARS] = SETTINGS_DEFAULT_REPORT;
    UNICODE_STRING names, name;
    NTSTATUS status;

    PAGED_CODE();
    names.Buffer = buffer;
    names.Length = sizeof(SETTINGS_DEFAULT_REPORT) - sizeof(WCHAR);
    names.MaximumLength = sizeof(buffer);
    status = RegistryReadString(Key, L"Report", &names);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    while (SettingsNextWord(&names, &name)) {
        const Report *report = ReportFind(&name);

        if (report == NULL || Result->ReportCount == SETTINGS_MAX_REPORTS) {
            return RegistryRefuse(L"Report", "at most 8 names of reports");
        }
        Result->Reports[Result->ReportCount++] = report;
    }
    return Result->ReportCount > 0 ? STATUS_SUCCESS : RegistryRefuse(L"Report", "the name of a report");
}

_Use_decl_annotations_
static NTSTATUS SettingsReadNumbers(Settings *Result, HANDLE Key)
{
    NTSTATUS status;

    PAGED_CODE();
    status = RegistryReadNumber(Key, L"Count", &Result->Count);
    if (NT_SUCCESS(status) && Result->Count == 0) {
        status = RegistryRefuse(L"Count", "at least 1");
    }
    if (NT_SUCCESS(status)) {
        status = RegistryReadNumber(Key, L"RingSize", &Result->RingSize);
    }
    if (NT_SUCCESS(status)) {
        status = RegistryReadNumber(Key, L"AnyOwner", &Result->AnyOwner);
    }
    if (NT_SUCCESS(status) && (Result->RingSize < PIPELISTEN_RING_MIN || Result->RingSize > PIPELISTEN_RING_MAX)) {
        status = RegistryRefuse(L"RingSize", "16384 to 67108864 bytes");
    }
    return status;
}

/* After the reports. */
_Use_decl_annotations_
static NTSTATUS SettingsReadLog(Settings *Result, HANDLE Key)
{
    const BOOLEAN logs = (SettingsReportFlags(Result) & REPORT_IS_LOG) != 0;
    NTSTATUS status;

    PAGED_CODE();
    Result->LogLevel = logs ? PIPELISTEN_LEVEL_Info : PIPELISTEN_LEVEL_Error;
    Result->LogKeywords = MAXULONG;
    status = RegistryReadNumber(Key, L"LogLevel", &Result->LogLevel);
    if (NT_SUCCESS(status) && Result->LogLevel > PIPELISTEN_LEVEL_Trace) {
        status = RegistryRefuse(L"LogLevel", "0 to 5");
    }
    return NT_SUCCESS(status) ? RegistryReadNumber(Key, L"LogKeywords", &Result->LogKeywords) : status;
}

/* Those of all its reports. */
_Use_decl_annotations_
static ULONG SettingsReportFlags(const Settings *This)
{
    ULONG flags = 0, i;

    PAGED_CODE();
    for (i = 0; i < This->ReportCount; i++) {
        flags |= This->Reports[i]->Flags;
    }
    return flags;
}

_Use_decl_annotations_
static NTSTATUS SettingsOpenKey(PUNICODE_STRING ServicePath, PHANDLE Key)
{
    UNICODE_STRING parameters = RTL_CONSTANT_STRING(L"Parameters");
    OBJECT_ATTRIBUTES attributes;
    HANDLE service;
    NTSTATUS status;

    PAGED_CODE();
    InitializeObjectAttributes(&attributes, ServicePath, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwOpenKey(&service, KEY_READ, &attributes);
    if (NT_SUCCESS(status)) {
        InitializeObjectAttributes(&attributes, &parameters, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, service, NULL);
        status = ZwOpenKey(Key, KEY_READ, &attributes);
        ZwClose(service);
    }
    return status;
}

/* Takes the first word, up to a comma or a space, out of Rest. FALSE: there is none. */
_Use_decl_annotations_
static BOOLEAN SettingsNextWord(PUNICODE_STRING Rest, PUNICODE_STRING Word)
{
    const USHORT chars = Rest->Length / sizeof(WCHAR);
    USHORT start = 0, end;

    PAGED_CODE();
    while (start < chars && (Rest->Buffer[start] == L',' || Rest->Buffer[start] == L' ')) {
        start++;
    }
    end = start;
    while (end < chars && Rest->Buffer[end] != L',' && Rest->Buffer[end] != L' ') {
        end++;
    }
    Word->Buffer = Rest->Buffer + start;
    Word->Length = Word->MaximumLength = (USHORT)((end - start) * sizeof(WCHAR));
    Rest->Buffer += end;
    Rest->Length = (USHORT)((chars - end) * sizeof(WCHAR));
    return end > start;
}
