/*
 * settings.c: see settings.h.
 */
#include "settings.h"
#include "registry.h"

#define SETTINGS_REPORT_MAX_CHARS 16

C_ASSERT(PIPE_NAME_MAX_CHARS <= REGISTRY_TEXT_MAX_CHARS);

/* Key is NULL when there is no Parameters key: then every value is missing and keeps its default. */
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SettingsReadAll(_Inout_ Settings *Result, _In_opt_ HANDLE Key);
_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS SettingsOpenKey(_In_ PUNICODE_STRING ServicePath, _Out_ PHANDLE Key);
_IRQL_requires_max_(PASSIVE_LEVEL)
static BOOLEAN SettingsIsPipeName(_In_ PCUNICODE_STRING Text);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, SettingsRead)
#pragma alloc_text(INIT, SettingsReadAll)
#pragma alloc_text(INIT, SettingsOpenKey)
#pragma alloc_text(INIT, SettingsIsPipeName)
#endif

_Use_decl_annotations_
NTSTATUS SettingsRead(Settings *Result, PUNICODE_STRING ServicePath)
{
    HANDLE key;
    NTSTATUS status;

    PAGED_CODE();
    RtlZeroMemory(Result, sizeof(*Result));
    Result->Count = SETTINGS_DEFAULT_COUNT;
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
static NTSTATUS SettingsReadAll(Settings *Result, HANDLE Key)
{
    WCHAR reportBuffer[SETTINGS_REPORT_MAX_CHARS] = SETTINGS_DEFAULT_REPORT;
    UNICODE_STRING report = {sizeof(SETTINGS_DEFAULT_REPORT) - sizeof(WCHAR), sizeof(reportBuffer), reportBuffer};
    NTSTATUS status;

    PAGED_CODE();
    status = RegistryReadString(Key, L"Report", &report);
    if (NT_SUCCESS(status)) {
        Result->Report = ReportFind(&report);
        if (Result->Report == NULL) {
            status = RegistryRefuse(L"Report", "the name of a report, hello or report");
        }
    }
    if (NT_SUCCESS(status)) {
        status = RegistryReadNumber(Key, L"Count", &Result->Count);
    }
    if (NT_SUCCESS(status) && Result->Count == 0) {
        status = RegistryRefuse(L"Count", "at least 1");
    }
    if (NT_SUCCESS(status)) {
        status = RegistryReadString(Key, L"Pipe", &Result->Pipe);
    }
    if (NT_SUCCESS(status) && !SettingsIsPipeName(&Result->Pipe)) {
        status = RegistryRefuse(L"Pipe", "a name without backslash or NUL, the NAME in \\\\.\\pipe\\NAME");
    }
    return status;
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

/* A NUL would be legal in a kernel name, but no listener can create a pipe called so. */
_Use_decl_annotations_
static BOOLEAN SettingsIsPipeName(PCUNICODE_STRING Text)
{
    USHORT i;

    PAGED_CODE();
    for (i = 0; i < Text->Length / sizeof(WCHAR); i++) {
        if (Text->Buffer[i] == L'\\' || Text->Buffer[i] == L'\0') {
            return FALSE;
        }
    }
    return TRUE;
}
