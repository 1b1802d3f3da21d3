/**
 * The functions that read an INF file and install by it. Tables, no logic.
 *
 * Names and parameters are Win32's own; see cli/pipe/kernel32.ts for how they are passed.
 *
 * @module
 */

import { loadSystemDll } from "../pipe/system_dlls.ts";

// deno-fmt-ignore
const SETUPAPI = {
  SetupSetNonInteractiveMode: {
    parameters: [/* NonInteractiveFlag */ "i32"],
    result: "i32",
  },
  SetupOpenInfFileW: {
    parameters: [/* FileName */ "buffer", /* InfClass */ "usize", /* InfStyle */ "u32", /* ErrorLine */ "buffer"],
    result: "usize",
  },
  SetupCloseInfFile: {
    parameters: [/* InfHandle */ "usize"],
    result: "void",
  },
  SetupDiGetActualSectionToInstallW: {
    parameters: [
      /* InfHandle             */ "usize",
      /* InfSectionName        */ "buffer",
      /* InfSectionWithExt     */ "buffer",
      /* InfSectionWithExtSize */ "u32",
      /* RequiredSize          */ "buffer",
      /* Extension             */ "usize",
    ],
    result: "i32",
  },
  SetupFindFirstLineW: {
    parameters: [/* InfHandle */ "usize", /* Section */ "buffer", /* Key */ "buffer", /* Context */ "buffer"],
    result: "i32",
  },
  SetupFindNextMatchLineW: {
    parameters: [/* ContextIn */ "buffer", /* Key */ "buffer", /* ContextOut */ "buffer"],
    result: "i32",
  },
  SetupGetStringFieldW: {
    parameters: [
      /* Context          */ "buffer",
      /* FieldIndex       */ "u32",
      /* ReturnBuffer     */ "buffer",
      /* ReturnBufferSize */ "u32",
      /* RequiredSize     */ "buffer",
    ],
    result: "i32",
  },
  InstallHinfSectionW: {
    parameters: [/* Window */ "usize", /* ModuleHandle */ "usize", /* CommandLine */ "buffer", /* ShowCommand */ "i32"],
    result: "void",
  },
} as const satisfies Deno.ForeignLibraryInterface;

// deno-fmt-ignore
const NEWDEV = {
  DiInstallDriverW: {
    parameters: [/* hwndParent */ "usize", /* InfPath */ "buffer", /* Flags */ "u32", /* NeedReboot */ "buffer"],
    result: "i32",
  },
  DiUninstallDriverW: {
    parameters: [/* hwndParent */ "usize", /* InfPath */ "buffer", /* Flags */ "u32", /* NeedReboot */ "buffer"],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

let functions: Deno.DynamicLibrary<typeof SETUPAPI>["symbols"] | undefined;

/** SetupAPI's functions, loaded at the first call. @throws {PipeUnavailableError} without permission to load the DLL. */
export function setupapi(): Deno.DynamicLibrary<typeof SETUPAPI>["symbols"] {
  return functions ??= loadSystemDll("setupapi.dll", SETUPAPI);
}

/** The driver store's functions. Wine has none. @throws {PipeUnavailableError} without permission to load the DLL. */
export function newdev(): Deno.DynamicLibrary<typeof NEWDEV>["symbols"] {
  return loadSystemDll("newdev.dll", NEWDEV);
}
