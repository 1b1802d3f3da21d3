/**
 * The functions of the service manager and the registry that install a driver. A table, no logic.
 *
 * Names and parameters are Win32's own; see cli/pipe/kernel32.ts for how they are passed.
 *
 * @module
 */

import { loadSystemDll } from "../pipe/system_dlls.ts";

// deno-fmt-ignore
const ADVAPI32 = {
  OpenSCManagerW: {
    parameters: [/* lpMachineName */ "usize", /* lpDatabaseName */ "usize", /* dwDesiredAccess */ "u32"],
    result: "usize",
  },
  CreateServiceW: {
    parameters: [
      /* hSCManager         */ "usize",
      /* lpServiceName      */ "buffer",
      /* lpDisplayName      */ "usize",
      /* dwDesiredAccess    */ "u32",
      /* dwServiceType      */ "u32",
      /* dwStartType        */ "u32",
      /* dwErrorControl     */ "u32",
      /* lpBinaryPathName   */ "buffer",
      /* lpLoadOrderGroup   */ "usize",
      /* lpdwTagId          */ "usize",
      /* lpDependencies     */ "usize",
      /* lpServiceStartName */ "usize",
      /* lpPassword         */ "usize",
    ],
    result: "usize",
  },
  OpenServiceW: {
    parameters: [/* hSCManager */ "usize", /* lpServiceName */ "buffer", /* dwDesiredAccess */ "u32"],
    result: "usize",
  },
  // These two return when the driver's routine has: blocking_calls.ts runs them on a thread of its own.
  StartServiceW: {
    parameters: [/* hService */ "usize", /* dwNumServiceArgs */ "u32", /* lpServiceArgVectors */ "usize"],
    result: "i32",
  },
  ControlService: {
    parameters: [/* hService */ "usize", /* dwControl */ "u32", /* lpServiceStatus */ "buffer"],
    result: "i32",
  },
  QueryServiceStatusEx: {
    parameters: [
      /* hService       */ "usize",
      /* InfoLevel      */ "u32",
      /* lpBuffer       */ "buffer",
      /* cbBufSize      */ "u32",
      /* pcbBytesNeeded */ "buffer",
    ],
    result: "i32",
  },
  DeleteService: {
    parameters: [/* hService */ "usize"],
    result: "i32",
  },
  CloseServiceHandle: {
    parameters: [/* hSCObject */ "usize"],
    result: "i32",
  },
  RegSetKeyValueW: {
    parameters: [
      /* hKey        */ "usize",
      /* lpSubKey    */ "buffer",
      /* lpValueName */ "buffer",
      /* dwType      */ "u32",
      /* lpData      */ "buffer",
      /* cbData      */ "u32",
    ],
    result: "u32",
  },
  RegCreateKeyExW: {
    parameters: [
      /* hKey                 */ "usize",
      /* lpSubKey             */ "buffer",
      /* Reserved             */ "u32",
      /* lpClass              */ "usize",
      /* dwOptions            */ "u32",
      /* samDesired           */ "u32",
      /* lpSecurityAttributes */ "usize",
      /* phkResult            */ "buffer",
      /* lpdwDisposition      */ "usize",
    ],
    result: "u32",
  },
  RegGetValueW: {
    parameters: [
      /* hkey     */ "usize",
      /* lpSubKey */ "buffer",
      /* lpValue  */ "buffer",
      /* dwFlags  */ "u32",
      /* pdwType  */ "usize",
      /* pvData   */ "buffer",
      /* pcbData  */ "buffer",
    ],
    result: "u32",
  },
  RegDeleteTreeW: {
    parameters: [/* hKey */ "usize", /* lpSubKey */ "buffer"],
    result: "u32",
  },
  RegEnumKeyExW: {
    parameters: [
      /* hKey              */ "usize",
      /* dwIndex           */ "u32",
      /* lpName            */ "buffer",
      /* lpcchName         */ "buffer",
      /* lpReserved        */ "usize",
      /* lpClass           */ "usize",
      /* lpcchClass        */ "usize",
      /* lpftLastWriteTime */ "usize",
    ],
    result: "u32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

let functions: Deno.DynamicLibrary<typeof ADVAPI32>["symbols"] | undefined;

/** The functions, loaded at the first call. @throws {PipeUnavailableError} without permission to load the DLL. */
export function advapi32(): Deno.DynamicLibrary<typeof ADVAPI32>["symbols"] {
  return functions ??= loadSystemDll("advapi32.dll", ADVAPI32);
}
