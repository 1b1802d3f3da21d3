/*
 * registry.h: reads strings and numbers from a registry key. A missing value keeps the caller's default; one that
 * cannot be used is logged and refused.
 */
#ifndef REGISTRY_H
#define REGISTRY_H

#include <ntifs.h>
#include <driverspecs.h>

#define REGISTRY_TEXT_MAX_CHARS 255

/* Replaces Text by the REG_SZ of that name, if there is one: not empty, and no longer than Text's buffer. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS RegistryReadString(_In_opt_ HANDLE Key, _In_ PCWSTR Name, _Inout_ PUNICODE_STRING Text);

/* Replaces Number by the REG_DWORD of that name, if there is one. */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS RegistryReadNumber(_In_opt_ HANDLE Key, _In_ PCWSTR Name, _Inout_ PULONG Number);

/*
 * Logs what was expected of a value and gives the status to refuse it with: STATUS_DEVICE_CONFIGURATION_ERROR,
 * "the configuration parameters to the driver are incorrect" (NTSTATUS values), which `sc start` shows as error 87.
 */
_Must_inspect_result_ _IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS RegistryRefuse(_In_ PCWSTR Name, _In_ PCSTR Expected);

#endif
