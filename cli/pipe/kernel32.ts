/**
 * The Win32 functions that are called here. A table, no logic.
 *
 * Names and parameters are Win32's own. Handles and sizes travel as `usize`, memory as `buffer`, so that no
 * `Deno.UnsafePointer` is needed and a permission scoped to the two DLLs is enough:
 * `--allow-ffi=C:\Windows\System32\kernel32.dll,C:\Windows\System32\advapi32.dll`. (A bare DLL name isn't accepted
 * when scoped.)
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";

// deno-fmt-ignore
const KERNEL32 = {
  CreateNamedPipeW: {
    parameters: [
      /* lpName               */ "buffer",
      /* dwOpenMode           */ "u32",
      /* dwPipeMode           */ "u32",
      /* nMaxInstances        */ "u32",
      /* nOutBufferSize       */ "u32",
      /* nInBufferSize        */ "u32",
      /* nDefaultTimeOut      */ "u32",
      /* lpSecurityAttributes */ "buffer",
    ],
    result: "usize",
  },
  ConnectNamedPipe: {
    parameters: [/* hNamedPipe */ "usize", /* lpOverlapped */ "buffer"],
    result: "i32",
  },
  DisconnectNamedPipe: {
    parameters: [/* hNamedPipe */ "usize"],
    result: "i32",
  },
  CreateFileW: {
    parameters: [
      /* lpFileName            */ "buffer",
      /* dwDesiredAccess       */ "u32",
      /* dwShareMode           */ "u32",
      /* lpSecurityAttributes  */ "usize",
      /* dwCreationDisposition */ "u32",
      /* dwFlagsAndAttributes  */ "u32",
      /* hTemplateFile         */ "usize",
    ],
    result: "usize",
  },
  SetNamedPipeHandleState: {
    parameters: [
      /* hNamedPipe           */ "usize",
      /* lpMode               */ "buffer",
      /* lpMaxCollectionCount */ "usize",
      /* lpCollectDataTimeout */ "usize",
    ],
    result: "i32",
  },
  WaitNamedPipeW: {
    parameters: [/* lpNamedPipeName */ "buffer", /* nTimeOut */ "u32"],
    result: "i32",
  },
  GetNamedPipeClientProcessId: {
    parameters: [/* Pipe */ "usize", /* ClientProcessId */ "buffer"],
    result: "i32",
  },
  GetNamedPipeServerProcessId: {
    parameters: [/* Pipe */ "usize", /* ServerProcessId */ "buffer"],
    result: "i32",
  },
  ReadFile: {
    parameters: [
      /* hFile                */ "usize",
      /* lpBuffer             */ "buffer",
      /* nNumberOfBytesToRead */ "u32",
      /* lpNumberOfBytesRead  */ "usize",
      /* lpOverlapped         */ "buffer",
    ],
    result: "i32",
  },
  WriteFile: {
    parameters: [
      /* hFile                  */ "usize",
      /* lpBuffer               */ "buffer",
      /* nNumberOfBytesToWrite  */ "u32",
      /* lpNumberOfBytesWritten */ "usize",
      /* lpOverlapped           */ "buffer",
    ],
    result: "i32",
  },
  /** On a thread of Deno's: resolves when the other end has read everything, or is gone, or CancelIoEx ends it. */
  FlushFileBuffersAsync: {
    name: "FlushFileBuffers",
    nonblocking: true,
    parameters: [/* hFile */ "usize"],
    result: "i32",
  },
  /** On a thread of Deno's. */
  SleepAsync: {
    name: "Sleep",
    nonblocking: true,
    parameters: [/* dwMilliseconds */ "u32"],
    result: "void",
  },
  CancelIoEx: {
    parameters: [/* hFile */ "usize", /* lpOverlapped */ "usize"],
    result: "i32",
  },
  CloseHandle: {
    parameters: [/* hObject */ "usize"],
    result: "i32",
  },
  CreateIoCompletionPort: {
    parameters: [
      /* FileHandle                */ "usize",
      /* ExistingCompletionPort    */ "usize",
      /* CompletionKey             */ "usize",
      /* NumberOfConcurrentThreads */ "u32",
    ],
    result: "usize",
  },
  SetFileCompletionNotificationModes: {
    parameters: [/* FileHandle */ "usize", /* Flags */ "u8"],
    result: "i32",
  },
  PostQueuedCompletionStatus: {
    parameters: [
      /* CompletionPort             */ "usize",
      /* dwNumberOfBytesTransferred */ "u32",
      /* dwCompletionKey            */ "usize",
      /* lpOverlapped               */ "usize",
    ],
    result: "i32",
  },
  GetQueuedCompletionStatusEx: {
    parameters: [
      /* CompletionPort          */ "usize",
      /* lpCompletionPortEntries */ "buffer",
      /* ulCount                 */ "u32",
      /* ulNumEntriesRemoved     */ "buffer",
      /* dwMilliseconds          */ "u32",
      /* fAlertable              */ "i32",
    ],
    result: "i32",
  },
  /** The same function on a thread of Deno's: resolves when something has completed. GetLastError is of no use then. */
  GetQueuedCompletionStatusExAsync: {
    name: "GetQueuedCompletionStatusEx",
    nonblocking: true,
    parameters: [
      /* CompletionPort          */ "usize",
      /* lpCompletionPortEntries */ "buffer",
      /* ulCount                 */ "u32",
      /* ulNumEntriesRemoved     */ "buffer",
      /* dwMilliseconds          */ "u32",
      /* fAlertable              */ "i32",
    ],
    result: "i32",
  },
  GetLastError: { parameters: [], result: "u32" },
  GetSystemTimePreciseAsFileTime: {
    parameters: [/* lpSystemTimeAsFileTime */ "buffer"],
    result: "void",
  },
  GetCurrentProcess: { parameters: [], result: "usize" },
  OpenProcess: {
    parameters: [/* dwDesiredAccess */ "u32", /* bInheritHandle */ "i32", /* dwProcessId */ "u32"],
    result: "usize",
  },
  QueryFullProcessImageNameW: {
    parameters: [/* hProcess */ "usize", /* dwFlags */ "u32", /* lpExeName */ "buffer", /* lpdwSize */ "buffer"],
    result: "i32",
  },
  LocalFree: {
    parameters: [/* hMem */ "usize"],
    result: "usize",
  },
} as const satisfies Deno.ForeignLibraryInterface;

// deno-fmt-ignore
const ADVAPI32 = {
  ConvertStringSecurityDescriptorToSecurityDescriptorW: {
    parameters: [
      /* StringSecurityDescriptor */ "buffer",
      /* StringSDRevision         */ "u32",
      /* SecurityDescriptor       */ "buffer",
      /* SecurityDescriptorSize   */ "usize",
    ],
    result: "i32",
  },
  OpenProcessToken: {
    parameters: [/* ProcessHandle */ "usize", /* DesiredAccess */ "u32", /* TokenHandle */ "buffer"],
    result: "i32",
  },
  GetTokenInformation: {
    parameters: [
      /* TokenHandle            */ "usize",
      /* TokenInformationClass  */ "u32",
      /* TokenInformation       */ "buffer",
      /* TokenInformationLength */ "u32",
      /* ReturnLength           */ "buffer",
    ],
    result: "i32",
  },
  RegOpenKeyExW: {
    parameters: [
      /* hKey       */ "usize",
      /* lpSubKey   */ "buffer",
      /* ulOptions  */ "u32",
      /* samDesired */ "u32",
      /* phkResult  */ "buffer",
    ],
    result: "u32",
  },
  RegCloseKey: {
    parameters: [/* hKey */ "usize"],
    result: "u32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** kernel32.dll and advapi32.dll, as far as the tables above go. */
export type Kernel32 =
  & Deno.DynamicLibrary<typeof KERNEL32>["symbols"]
  & Deno.DynamicLibrary<typeof ADVAPI32>["symbols"];

const KERNEL32_DLL = "C:\\Windows\\System32\\kernel32.dll";
const ADVAPI32_DLL = "C:\\Windows\\System32\\advapi32.dll";

let loaded: Kernel32 | undefined;

/**
 * The functions, loaded at the first call and kept for the life of the process.
 *
 * @throws {PipeUnavailableError} without permission to load the two DLLs.
 */
export function loadKernel32(): Kernel32 {
  try {
    return loaded ??= {
      ...Deno.dlopen(KERNEL32_DLL, KERNEL32).symbols,
      ...Deno.dlopen(ADVAPI32_DLL, ADVAPI32).symbols,
    };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    const message = `Cannot load kernel32: permission is denied (run with --allow-ffi=${KERNEL32_DLL},${ADVAPI32_DLL})`;
    throw new PipeUnavailableError(message, { cause });
  }
}
