/*
 * registry.c: see registry.h. The registry is input: every type, length and terminator is checked.
 */
#include "registry.h"

/* Room for one value: KEY_VALUE_PARTIAL_INFORMATION with the longest data that can be right, and its NUL. */
typedef union {
    KEY_VALUE_PARTIAL_INFORMATION Info;
    UCHAR Bytes[FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + (REGISTRY_TEXT_MAX_CHARS + 1) * sizeof(WCHAR)];
} RegistryValue;

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS RegistryQuery(_In_opt_ HANDLE Key, _In_ PCWSTR Name, _Out_ RegistryValue *Value);

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, RegistryReadString)
#pragma alloc_text(INIT, RegistryReadNumber)
#pragma alloc_text(INIT, RegistryRefuse)
#pragma alloc_text(INIT, RegistryQuery)
#endif

_Use_decl_annotations_
NTSTATUS RegistryReadString(HANDLE Key, PCWSTR Name, PUNICODE_STRING Text)
{
    RegistryValue value;
    UNICODE_STRING found;
    NTSTATUS status;

    PAGED_CODE();
    status = RegistryQuery(Key, Name, &value);
    if (!NT_SUCCESS(status)) {
        return status == STATUS_OBJECT_NAME_NOT_FOUND ? STATUS_SUCCESS : status;
    }
    if (value.Info.Type != REG_SZ || value.Info.DataLength % sizeof(WCHAR) != 0) {
        return RegistryRefuse(Name, "a string (REG_SZ)");
    }
    found.Buffer = (PWCH)value.Info.Data;
    found.Length = found.MaximumLength = (USHORT)value.Info.DataLength; /* at most what fits in value */
    if (found.Length > 0 && found.Buffer[found.Length / sizeof(WCHAR) - 1] == L'\0') {
        found.Length = (USHORT)(found.Length - sizeof(WCHAR)); /* RegSetValueEx asks for it, nothing enforces it */
    }
    if (found.Length == 0 || found.Length > Text->MaximumLength) {
        return RegistryRefuse(Name, "a shorter string, and not an empty one");
    }
    RtlCopyUnicodeString(Text, &found);
    return STATUS_SUCCESS;
}

_Use_decl_annotations_
NTSTATUS RegistryReadNumber(HANDLE Key, PCWSTR Name, PULONG Number)
{
    RegistryValue value;
    NTSTATUS status;

    PAGED_CODE();
    status = RegistryQuery(Key, Name, &value);
    if (!NT_SUCCESS(status)) {
        return status == STATUS_OBJECT_NAME_NOT_FOUND ? STATUS_SUCCESS : status;
    }
    if (value.Info.Type != REG_DWORD || value.Info.DataLength != sizeof(*Number)) {
        return RegistryRefuse(Name, "a number (REG_DWORD)");
    }
    RtlCopyMemory(Number, value.Info.Data, sizeof(*Number));
    return STATUS_SUCCESS;
}

_Use_decl_annotations_
NTSTATUS RegistryRefuse(PCWSTR Name, PCSTR Expected)
{
    PAGED_CODE();
    DbgPrintEx(DPFLTR_IHVDRIVER_ID, DPFLTR_ERROR_LEVEL, "pipelisten: Cannot use Parameters value %ws: expected %s\n",
               Name, Expected);
    return STATUS_DEVICE_CONFIGURATION_ERROR;
}

/* One value as it stands in the registry; STATUS_OBJECT_NAME_NOT_FOUND if it does not. */
_Use_decl_annotations_
static NTSTATUS RegistryQuery(HANDLE Key, PCWSTR Name, RegistryValue *Value)
{
    UNICODE_STRING name;
    ULONG length;
    NTSTATUS status;

    PAGED_CODE();
    if (Key == NULL) {
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    RtlInitUnicodeString(&name, Name);
    status = ZwQueryValueKey(Key, &name, KeyValuePartialInformation, Value, sizeof(*Value), &length);
    if (status == STATUS_BUFFER_OVERFLOW || status == STATUS_BUFFER_TOO_SMALL) {
        return RegistryRefuse(Name, "a shorter value");
    }
    return status;
}
