/**
 * The functions of ntdll that are called here. A table, no logic; as in kernel32.ts, of `usize` and `buffer` only.
 *
 * @module
 */

import { loadSystemDll } from "./system_dlls.ts";

// deno-fmt-ignore
const NTDLL = {
  NtReadFile: {
    parameters: [
      /* FileHandle    */ "usize",
      /* Event         */ "usize",
      /* ApcRoutine    */ "usize",
      /* ApcContext    */ "usize",
      /* IoStatusBlock */ "buffer",
      /* Buffer        */ "buffer",
      /* Length        */ "u32",
      /* ByteOffset    */ "usize",
      /* Key           */ "usize",
    ],
    result: "u32",
  },
  NtWriteFile: {
    parameters: [
      /* FileHandle    */ "usize",
      /* Event         */ "usize",
      /* ApcRoutine    */ "usize",
      /* ApcContext    */ "usize",
      /* IoStatusBlock */ "buffer",
      /* Buffer        */ "buffer",
      /* Length        */ "u32",
      /* ByteOffset    */ "usize",
      /* Key           */ "usize",
    ],
    result: "u32",
  },
  NtFsControlFile: {
    parameters: [
      /* FileHandle         */ "usize",
      /* Event              */ "usize",
      /* ApcRoutine         */ "usize",
      /* ApcContext         */ "usize",
      /* IoStatusBlock      */ "buffer",
      /* FsControlCode      */ "u32",
      /* InputBuffer        */ "usize",
      /* InputBufferLength  */ "u32",
      /* OutputBuffer       */ "usize",
      /* OutputBufferLength */ "u32",
    ],
    result: "u32",
  },
  NtOpenFile: {
    parameters: [
      /* FileHandle       */ "buffer",
      /* DesiredAccess    */ "u32",
      /* ObjectAttributes */ "usize",
      /* IoStatusBlock    */ "buffer",
      /* ShareAccess      */ "u32",
      /* OpenOptions      */ "u32",
    ],
    result: "u32",
  },
  NtRemoveIoCompletionEx: {
    parameters: [
      /* IoCompletionHandle      */ "usize",
      /* IoCompletionInformation */ "buffer",
      /* Count                   */ "u32",
      /* NumEntriesRemoved       */ "buffer",
      /* Timeout                 */ "buffer",
      /* Alertable               */ "u8",
    ],
    result: "u32",
  },
  /** On another thread: resolves when something has completed. */
  NtRemoveIoCompletionExAsync: {
    name: "NtRemoveIoCompletionEx",
    nonblocking: true,
    parameters: [
      /* IoCompletionHandle      */ "usize",
      /* IoCompletionInformation */ "buffer",
      /* Count                   */ "u32",
      /* NumEntriesRemoved       */ "buffer",
      /* Timeout                 */ "usize",
      /* Alertable               */ "u8",
    ],
    result: "u32",
  },
  RtlNtStatusToDosError: {
    parameters: [/* Status */ "u32"],
    result: "u32",
  },
  /** As CreateFileW does with its name; the buffer of the UNICODE_STRING is to be freed. Returns 0 if it can't be done. */
  RtlDosPathNameToNtPathName_U: {
    parameters: [/* DosName */ "buffer", /* NtName */ "buffer", /* FilePart */ "usize", /* RelativeName */ "usize"],
    result: "u8",
  },
  RtlFreeUnicodeString: {
    parameters: [/* UnicodeString */ "buffer"],
    result: "void",
  },
  NtQueryDirectoryFile: {
    parameters: [
      /* FileHandle           */ "usize",
      /* Event                */ "usize",
      /* ApcRoutine           */ "usize",
      /* ApcContext           */ "usize",
      /* IoStatusBlock        */ "buffer",
      /* FileInformation      */ "buffer",
      /* Length               */ "u32",
      /* FileInformationClass */ "u32",
      /* ReturnSingleEntry    */ "u8",
      /* FileName             */ "usize",
      /* RestartScan          */ "u8",
    ],
    result: "u32",
  },
  NtQuerySystemInformation: {
    parameters: [
      /* SystemInformationClass  */ "u32",
      /* SystemInformation       */ "buffer",
      /* SystemInformationLength */ "u32",
      /* ReturnLength            */ "buffer",
    ],
    result: "u32",
  },
  RtlGetVersion: {
    parameters: [/* lpVersionInformation */ "buffer"],
    result: "u32",
  },
  RtlMoveMemory: {
    parameters: [/* Destination */ "buffer", /* Source */ "usize", /* Length */ "usize"],
    result: "void",
  },
  /** The other way. */
  RtlMoveMemoryTo: {
    name: "RtlMoveMemory",
    parameters: [/* Destination */ "usize", /* Source */ "buffer", /* Length */ "usize"],
    result: "void",
  },
  /** Wine only: a pointer to its version, as a C string. */
  wine_get_version: { parameters: [], result: "usize", optional: true },
} as const satisfies Deno.ForeignLibraryInterface;

/** The functions of the table. */
export type Ntdll = Deno.DynamicLibrary<typeof NTDLL>["symbols"];

let functions: Ntdll | undefined;

/**
 * The functions, loaded at the first call.
 *
 * @throws {PipeUnavailableError} without permission to load the DLL.
 */
export function ntdll(): Ntdll {
  return functions ??= { ...loadSystemDll("ntdll.dll", NTDLL) };
}
