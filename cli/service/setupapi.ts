/**
 * The functions that read an INF file and install by it. Tables, no logic.
 *
 * Names and parameters are Win32's own; see cli/pipe/kernel32.ts for how they are passed.
 *
 * @module
 */

import { loadSystemDll } from "../pipe/system_dlls.ts";
import { toWide } from "../pipe/wide.ts";

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
  SetupInitDefaultQueueCallbackEx: {
    parameters: [
      /* OwnerWindow             */ "usize",
      /* AlternateProgressWindow */ "usize",
      /* ProgressMessage         */ "u32",
      /* Reserved1               */ "u32",
      /* Reserved2               */ "usize",
    ],
    result: "usize",
  },
  SetupTermDefaultQueueCallback: {
    parameters: [/* Context */ "usize"],
    result: "void",
  },
  SetupInstallFromInfSectionW: {
    parameters: [
      /* Owner             */ "usize",
      /* InfHandle         */ "usize",
      /* SectionName       */ "buffer",
      /* Flags             */ "u32",
      /* RelativeKeyRoot   */ "usize",
      /* SourceRootPath    */ "buffer",
      /* CopyFlags         */ "u32",
      /* MsgHandler        */ "usize",
      /* Context           */ "usize",
      /* DeviceInfoSet     */ "usize",
      /* DeviceInfoData    */ "usize",
    ],
    result: "i32",
  },
  SetupInstallServicesFromInfSectionW: {
    parameters: [/* InfHandle */ "usize", /* SectionName */ "buffer", /* Flags */ "u32"],
    result: "i32",
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

/** Finds SetupDefaultQueueCallbackW, which SetupAPI wants as an address. */
const KERNEL32 = {
  GetModuleHandleW: { parameters: [/* lpModuleName */ "buffer"], result: "usize" },
  GetProcAddress: { parameters: [/* hModule */ "usize", /* lpProcName */ "buffer"], result: "usize" },
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

/** The address of SetupAPI's own handler of what happens to files. */
export function defaultQueueCallback(): bigint {
  const { GetModuleHandleW, GetProcAddress } = loadSystemDll("kernel32.dll", KERNEL32);
  setupapi();
  const name = new TextEncoder().encode("SetupDefaultQueueCallbackW\0");
  return GetProcAddress(GetModuleHandleW(toWide("setupapi.dll")), name);
}
