/* registry.c: the driver's parameters, and the system's lists, as the scenario gives them. */
#include "inputs.h"
#include "sim.h"
#include <string.h>

struct SimInputs SimInputs;

/* Of registry keys and the values of the Parameters key there is one each. */
static SimObject Service = {.Type = SIM_KEY}, Parameters = {.Type = SIM_KEY};

static bool Equals(PCUNICODE_STRING text, PCWSTR expected)
{
    UNICODE_STRING other;

    RtlInitUnicodeString(&other, expected);
    return RtlEqualUnicodeString(text, &other, TRUE);
}

/* wdm, ZwOpenKey: PASSIVE_LEVEL. */
NTSTATUS ZwOpenKey(PHANDLE Handle, ACCESS_MASK Access, POBJECT_ATTRIBUTES Attributes)
{
    const bool isService = Attributes->RootDirectory == NULL;
    NTSTATUS status;

    SimAssertPassive("ZwOpenKey");
    SIM_CHECK(Access == KEY_READ);
    SimPoint("ZwOpenKey");
    status = SimFault("ZwOpenKey");
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (!isService) {
        SIM_CHECK(SimObjectOf(Attributes->RootDirectory, SIM_KEY, "ZwOpenKey") == &Service);
        SIM_CHECK(Equals(Attributes->ObjectName, L"Parameters"));
        if (SimInputs.Values == NULL) {
            return STATUS_OBJECT_NAME_NOT_FOUND;
        }
    }
    *Handle = SimHandleFor(isService ? &Service : &Parameters, Attributes, "ZwOpenKey");
    return STATUS_SUCCESS;
}

/* wdm, ZwQueryValueKey: PASSIVE_LEVEL. */
NTSTATUS ZwQueryValueKey(HANDLE Key, PUNICODE_STRING Name, int Class, PVOID Information, ULONG Length, PULONG Needed)
{
    const ULONG header = FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data);
    KEY_VALUE_PARTIAL_INFORMATION *information = Information;
    const SimValue *value = SimInputs.Values;
    NTSTATUS status;

    SimAssertPassive("ZwQueryValueKey");
    SIM_CHECK(Class == KeyValuePartialInformation && Length >= header);
    SIM_CHECK(SimObjectOf(Key, SIM_KEY, "ZwQueryValueKey") == &Parameters);
    SimPoint("ZwQueryValueKey");
    status = SimFault("ZwQueryValueKey");
    if (!NT_SUCCESS(status)) {
        return status;
    }
    while (value->Name != NULL && !Equals(Name, value->Name)) {
        value++;
    }
    if (value->Name == NULL) {
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    *Needed = header + value->Length;
    information->Type = value->Type;
    information->DataLength = value->Length;
    memcpy(information->Data, value->Data, min(value->Length, Length - header));
    return *Needed <= Length ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

/* Windows developer notes, ZwQuerySystemInformation: STATUS_INFO_LENGTH_MISMATCH, and the length that it needs now. */
NTSTATUS ZwQuerySystemInformation(ULONG Class, PVOID Information, ULONG Length, PULONG ReturnLength)
{
    NTSTATUS status;

    SimAssertPassive("ZwQuerySystemInformation");
    SimPoint("ZwQuerySystemInformation");
    status = SimFault("ZwQuerySystemInformation");
    if (NT_SUCCESS(status)) {
        status = SimInputs.FillList(Class, Information, Length, ReturnLength);
    }
    return status;
}
