/**
 * The functions of ntdll that tell about the machine and its pipes. A table, no logic.
 *
 * As in kernel32.ts: `usize` and `buffer` only, so that a permission scoped to the DLL is enough.
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";

// deno-fmt-ignore
const NTDLL = {
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
  /** Wine's own: a pointer to its version, as a C string. Windows hasn't got it. */
  wine_get_version: { parameters: [], result: "usize", optional: true },
} as const satisfies Deno.ForeignLibraryInterface;

/** ntdll.dll, as far as the table above goes. */
export type Ntdll = Deno.DynamicLibrary<typeof NTDLL>["symbols"];

const NTDLL_DLL = "C:\\Windows\\System32\\ntdll.dll";

let loaded: Ntdll | undefined;

/**
 * The functions, loaded at the first call and kept for the life of the process.
 *
 * @throws {PipeUnavailableError} without permission to load the DLL.
 */
export function loadNtdll(): Ntdll {
  try {
    return loaded ??= Deno.dlopen(NTDLL_DLL, NTDLL).symbols;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    throw new PipeUnavailableError(
      `Cannot load ntdll: permission is denied (list and doctor need ${NTDLL_DLL} in --allow-ffi, too)`,
      { cause },
    );
  }
}
