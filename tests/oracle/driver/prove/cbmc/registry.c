/*
 * registry.c: for CBMC: the driver's parameters, whatever stands in the registry: any type, any length, any bytes. Nothing
 * is read or written beyond what the registry gave and the caller's buffer has, and only what is documented is accepted.
 */
#include "registry.h"

#define BUFFER_CHARS 8

static WCHAR Buffer[BUFFER_CHARS];
static ULONG Type, Length;
static NTSTATUS Status;

/* As its page says: what has no room is cut, and the status says so. */
NTSTATUS ZwQueryValueKey(HANDLE Key, PUNICODE_STRING Name, int Class, PVOID Information, ULONG Size, PULONG Needed)
{
    const ULONG header = FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data);
    KEY_VALUE_PARTIAL_INFORMATION *information = Information;
    const ULONG room = Size - header;

    __CPROVER_assert(Key != NULL && Class == KeyValuePartialInformation && Size > header, "as documented");
    if (!NT_SUCCESS(Status)) {
        return Status;
    }
    information->Type = Type;
    information->DataLength = Length;
    *Needed = header + Length;
    __CPROVER_havoc_slice(information->Data, room); /* what was not filled is anything, as on a stack */
    return Length <= room ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

VOID RtlInitUnicodeString(PUNICODE_STRING Target, PCWSTR Source)
{
    Target->Buffer = (PWCH)Source;
    Target->Length = Target->MaximumLength = 2;
}

/* As its page says: what has no room in the target is cut. */
VOID RtlCopyUnicodeString(PUNICODE_STRING Target, PCUNICODE_STRING Source)
{
    const USHORT length = Source->Length < Target->MaximumLength ? Source->Length : Target->MaximumLength;

    __CPROVER_assert(__CPROVER_r_ok(Source->Buffer, length), "the text is there");
    __CPROVER_assert(__CPROVER_w_ok(Target->Buffer, length), "there is room for it");
    __CPROVER_assert(length == Source->Length, "it is not cut quietly");
    Target->Length = length;
}

VOID SimCopyMemory(PVOID Target, const VOID *Source, SIZE_T Size)
{
    __CPROVER_assert(__CPROVER_r_ok(Source, Size) && __CPROVER_w_ok(Target, Size), "both are there");
    __CPROVER_havoc_slice(Target, Size);
}

VOID SimPagedCode(VOID) {}

ULONG DbgPrintEx(ULONG Component, ULONG Level, PCSTR Format, ...)
{
    return 0;
}

int main(void)
{
    UNICODE_STRING text = {4, sizeof(Buffer), Buffer};
    ULONG number = 5, type, length;
    NTSTATUS status, result;

    Type = type;
    Length = length;
    Status = status;
    result = RegistryReadString((HANDLE)4, L"a", &text);
    __CPROVER_assert(text.Length <= text.MaximumLength && text.Length % sizeof(WCHAR) == 0, "a string of whole characters");
    if (NT_SUCCESS(Status)) {
        __CPROVER_assert(!NT_SUCCESS(result) || (Type == REG_SZ && text.Length > 0 && text.Length <= Length &&
                                                 text.Length + sizeof(WCHAR) >= Length),
                         "the whole text, but for one NUL at its end");
    } else {
        __CPROVER_assert(text.Length == 4, "the default is kept");
        __CPROVER_assert((result == STATUS_SUCCESS) == (Status == STATUS_OBJECT_NAME_NOT_FOUND), "a missing one is fine");
    }
    result = RegistryReadNumber((HANDLE)4, L"a", &number);
    if (NT_SUCCESS(Status)) {
        __CPROVER_assert(NT_SUCCESS(result) == (Type == REG_DWORD && Length == sizeof(number)), "a number or nothing");
    }
    __CPROVER_assert(NT_SUCCESS(Status) && NT_SUCCESS(result) ? 1 : number == 5, "the default is kept");
    return 0;
}
