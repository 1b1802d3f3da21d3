/* rtl.c: strings, security identifiers, the debugger's log. */
#include "sim.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static USHORT LengthOf(PCWSTR text)
{
    USHORT chars = 0;

    while (text[chars] != 0) {
        chars++;
    }
    return (USHORT)(chars * sizeof(WCHAR));
}

VOID RtlInitUnicodeString(PUNICODE_STRING Target, PCWSTR Source)
{
    Target->Buffer = (PWCH)Source;
    Target->Length = LengthOf(Source);
    Target->MaximumLength = (USHORT)(Target->Length + sizeof(WCHAR));
}

/* wdm, RtlAppendUnicodeStringToString: PASSIVE_LEVEL unless both are resident. */
NTSTATUS RtlAppendUnicodeStringToString(PUNICODE_STRING Target, PCUNICODE_STRING Source)
{
    const bool hasRoom = Target->Length + Source->Length + sizeof(WCHAR) <= Target->MaximumLength;

    SimAssertPassive("RtlAppendUnicodeStringToString");
    if (Target->Length + Source->Length > Target->MaximumLength) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    memcpy((PUCHAR)Target->Buffer + Target->Length, Source->Buffer, Source->Length);
    Target->Length = (USHORT)(Target->Length + Source->Length);
    if (hasRoom) {
        Target->Buffer[Target->Length / sizeof(WCHAR)] = 0;
    }
    return STATUS_SUCCESS;
}

NTSTATUS RtlAppendUnicodeToString(PUNICODE_STRING Target, PCWSTR Source)
{
    UNICODE_STRING source;

    RtlInitUnicodeString(&source, Source);
    return RtlAppendUnicodeStringToString(Target, &source);
}

/* wdm, RtlCopyUnicodeString: any level if both are resident. Cuts what has no room. */
VOID RtlCopyUnicodeString(PUNICODE_STRING Target, PCUNICODE_STRING Source)
{
    Target->Length = min(Source->Length, Target->MaximumLength);
    memcpy(Target->Buffer, Source->Buffer, Target->Length);
}

/* wdm, RtlCompareMemory: any level if both are resident. How many bytes are equal. */
SIZE_T RtlCompareMemory(const VOID *A, const VOID *B, SIZE_T Length)
{
    const UCHAR *a = A, *b = B;
    SIZE_T equal = 0;

    while (equal < Length && a[equal] == b[equal]) {
        equal++;
    }
    return equal;
}

/* wdm, RtlGetVersion: PASSIVE_LEVEL; it returns STATUS_SUCCESS. */
NTSTATUS RtlGetVersion(PRTL_OSVERSIONINFOW Version)
{
    SimAssertPassive("RtlGetVersion");
    SIM_CHECK(Version->dwOSVersionInfoSize == sizeof(*Version));
    Version->dwMajorVersion = 10;
    Version->dwMinorVersion = 0;
    Version->dwBuildNumber = 26100;
    return STATUS_SUCCESS;
}

static WCHAR Fold(WCHAR c, BOOLEAN ignoreCase)
{
    return ignoreCase && c >= 'A' && c <= 'Z' ? (WCHAR)(c + 'a' - 'A') : c;
}

/* wdm, RtlEqualUnicodeString: PASSIVE_LEVEL. */
BOOLEAN RtlEqualUnicodeString(PCUNICODE_STRING A, PCUNICODE_STRING B, BOOLEAN IgnoreCase)
{
    SimAssertPassive("RtlEqualUnicodeString");
    for (USHORT i = 0; A->Length == B->Length && i < A->Length / sizeof(WCHAR); i++) {
        if (Fold(A->Buffer[i], IgnoreCase) != Fold(B->Buffer[i], IgnoreCase)) {
            return FALSE;
        }
    }
    return A->Length == B->Length;
}

/* ntifs, RtlEqualSid: any level. */
BOOLEAN RtlEqualSid(PSID A, PSID B)
{
    const SID *a = A, *b = B;

    return a->SubAuthorityCount == b->SubAuthorityCount &&
           memcmp(a, b, FIELD_OFFSET(SID, SubAuthority) + a->SubAuthorityCount * sizeof(ULONG)) == 0;
}

/* ntifs, RtlGetOwnerSecurityDescriptor: PASSIVE_LEVEL. */
NTSTATUS RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR Descriptor, PSID *Owner, PBOOLEAN Defaulted)
{
    SimAssertPassive("RtlGetOwnerSecurityDescriptor");
    SIM_CHECK(Descriptor->Revision == 1);
    *Owner = Descriptor->Owner == 0 ? NULL : (PSID)((PUCHAR)Descriptor + Descriptor->Owner);
    *Defaulted = FALSE;
    return SimFault("RtlGetOwnerSecurityDescriptor");
}

/* wdm, DbgPrintEx: "Unicode format codes can be used only at IRQL = PASSIVE_LEVEL". */
ULONG DbgPrintEx(ULONG Component, ULONG Level, PCSTR Format, ...)
{
    SIM_CHECK(Component == DPFLTR_IHVDRIVER_ID && Level <= DPFLTR_INFO_LEVEL);
    if (strstr(Format, "%w") != NULL) {
        SimAssertPassive("DbgPrintEx with Unicode");
    }
    Sim.Warnings += Level == DPFLTR_WARNING_LEVEL;
    if (Sim.IsTraced) {
        fprintf(stderr, "%10.3f ms  %-10s %d  \"%.*s\"\n", (double)Sim.Now / SIM_MS, Sim.Current->Name,
                Sim.Current->Irql, (int)strcspn(Format, "\n"), Format);
    }
    return 0;
}

void SimCheckLink(const LIST_ENTRY *Entry)
{
    if (Entry->Flink->Blink != Entry || Entry->Blink->Flink != Entry) {
        SimBugCheck("A list is corrupt");
    }
}
