/**
 * The Win32 functions that load drivers: the service manager's, and the registry's for their parameters. A table, no logic.
 *
 * Names and parameters are Win32's own; handles travel as `usize`.
 *
 * @module
 */

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
      /* lpLoadOrderGroup   */ "buffer",
      /* lpdwTagId          */ "usize",
      /* lpDependencies     */ "usize",
      /* lpServiceStartName */ "usize",
      /* lpPassword         */ "usize",
    ],
    result: "usize",
  },
  // Both return when the driver's routine has: the thread that runs JavaScript must not wait for that.
  StartServiceW: {
    parameters: [/* hService */ "usize", /* dwNumServiceArgs */ "u32", /* lpServiceArgVectors */ "usize"],
    result: "i32",
    nonblocking: true,
  },
  ControlService: {
    parameters: [/* hService */ "usize", /* dwControl */ "u32", /* lpServiceStatus */ "buffer"],
    result: "i32",
    nonblocking: true,
  },
  QueryServiceStatus: {
    parameters: [/* hService */ "usize", /* lpServiceStatus */ "buffer"],
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
      /* hKey     */ "usize",
      /* lpSubKey */ "buffer",
      /* lpValueName */ "buffer",
      /* dwType   */ "u32",
      /* lpData   */ "buffer",
      /* cbData   */ "u32",
    ],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

// Loaded here and for good: a library opened in a test is a leak to Deno unless the test closes it.
const library = Deno.build.os === "windows" ? Deno.dlopen("C:\\Windows\\System32\\advapi32.dll", ADVAPI32) : undefined;

/** advapi32.dll; throws outside Windows. */
export function advapi32(): Deno.StaticForeignLibraryInterface<typeof ADVAPI32> {
  if (library === undefined) throw new Error("Cannot load drivers: this is not Windows");
  return library.symbols;
}
