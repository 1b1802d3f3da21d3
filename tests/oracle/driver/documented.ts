/** The kernel functions our drivers may use: those that Microsoft describes, and where. Look up each one before adding it. */

const DDI = "https://learn.microsoft.com/windows-hardware/drivers/ddi";

/** Functions with a page of their own in the driver reference, by the header it is filed under. */
const BY_HEADER: Readonly<Record<string, readonly string[]>> = {
  ntddk: ["KeEnterCriticalRegion", "KeLeaveCriticalRegion", "PsGetCurrentProcessId", "PsGetCurrentThreadId"],
  ntifs: [
    ...["RtlEqualSid", "RtlGetOwnerSecurityDescriptor", "ZwCreateEvent", "ZwQuerySecurityObject"],
    "ZwWaitForSingleObject",
  ],
  wdm: [
    ...["DbgPrintEx", "ExAllocatePoolWithTag", "ExFreePoolWithTag", "KeAcquireSpinLockRaiseToDpc"],
    ...["KeGetCurrentProcessorNumberEx", "KeInitializeEvent", "KeQuerySystemTimePrecise", "KeReadStateEvent"],
    ...["KeReleaseSpinLock", "KeSetEvent", "KeWaitForMultipleObjects", "KeWaitForSingleObject"],
    ...["MmGetSystemRoutineAddress", "ObReferenceObjectByHandle", "PsCreateSystemThread", "PsTerminateSystemThread"],
    ...["RtlAppendUnicodeStringToString", "RtlAppendUnicodeToString", "RtlCompareMemory", "RtlCopyUnicodeString"],
    ...["RtlEqualUnicodeString", "RtlGetVersion", "RtlInitUnicodeString", "ZwClose", "ZwCreateFile", "ZwOpenKey"],
    ...["ZwQueryInformationFile", "ZwQueryValueKey", "ZwReadFile", "ZwWriteFile"],
  ],
};

/** What a documented macro becomes, and what is documented elsewhere. */
const OTHERWISE: Readonly<Record<string, string>> = {
  memcpy: `${DDI}/wdm/nf-wdm-rtlcopymemory`,
  memset: `${DDI}/wdm/nf-wdm-rtlfillmemory`,
  ObfDereferenceObject: `${DDI}/wdm/nf-wdm-obdereferenceobject`,
  // As NtCancelIoFile, the name it has in user mode; every ntoskrnl.exe exports both
  ZwCancelIoFile: "https://learn.microsoft.com/windows/win32/devnotes/nt-cancel-io-file",
  // For programs, and with the advice to use something else: there is nothing else that lists drivers in the kernel
  ZwQuerySystemInformation: "https://learn.microsoft.com/windows/win32/sysinfo/zwquerysysteminformation",
};

/** Where each is described. */
export const DOCUMENTED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(BY_HEADER).flatMap(([header, names]) =>
      names.map((name) => [name, `${DDI}/${header}/nf-${header}-${name.toLowerCase()}`])
    ),
  ),
  ...OTHERWISE,
};
