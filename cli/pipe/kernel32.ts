/**
 * The Win32 functions that are called here. A table, no logic.
 *
 * Names and parameters are Win32's own. Handles and sizes are passed as `usize`, memory as `buffer`, so that no
 * `Deno.UnsafePointer` is needed, which a permission scoped to DLLs doesn't allow.
 *
 * @module
 */

import { loadSystemDll } from "./system_dlls.ts";

/** INVALID_HANDLE_VALUE, as a `usize`. */
export const INVALID_HANDLE_VALUE = 0xFFFF_FFFF_FFFF_FFFFn;

/** The result of a call that returns a handle. */
export interface HandleOrError {
  /** INVALID_HANDLE_VALUE where the call failed. */
  readonly handle: bigint;
  /** The Win32 error; 0 where there is none. */
  readonly error: number;
}

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
  PeekNamedPipe: {
    parameters: [
      /* hNamedPipe             */ "usize",
      /* lpBuffer               */ "usize",
      /* nBufferSize            */ "u32",
      /* lpBytesRead            */ "usize",
      /* lpTotalBytesAvail      */ "usize",
      /* lpBytesLeftThisMessage */ "buffer",
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
  /** On another thread: resolves when the other end has read everything or has gone, or CancelIoEx ends it. */
  FlushFileBuffersAsync: {
    name: "FlushFileBuffers",
    nonblocking: true,
    parameters: [/* hFile */ "usize"],
    result: "i32",
  },
  /** On another thread. */
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
  GetLastError: { parameters: [], result: "u32" },
  GetSystemTimePreciseAsFileTime: {
    parameters: [/* lpSystemTimeAsFileTime */ "buffer"],
    result: "void",
  },
  GetStdHandle: {
    parameters: [/* nStdHandle */ "u32"],
    result: "usize",
  },
  /** On another thread: resolves when the user has entered a line. */
  ReadConsoleWAsync: {
    name: "ReadConsoleW",
    nonblocking: true,
    parameters: [
      /* hConsoleInput        */ "usize",
      /* lpBuffer             */ "buffer",
      /* nNumberOfCharsToRead */ "u32",
      /* lpNumberOfCharsRead  */ "buffer",
      /* pInputControl        */ "usize",
    ],
    result: "i32",
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
  LocalAlloc: {
    parameters: [/* uFlags */ "u32", /* uBytes */ "usize"],
    result: "usize",
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
      /* SecurityDescriptorSize   */ "buffer",
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

/** The functions of both tables. */
export type Kernel32 =
  & Deno.DynamicLibrary<typeof KERNEL32>["symbols"]
  & Deno.DynamicLibrary<typeof ADVAPI32>["symbols"];

let functions: Kernel32 | undefined;

/**
 * The functions, loaded at the first call.
 *
 * @throws {PipeUnavailableError} without permission to load the DLLs.
 */
export function kernel32(): Kernel32 {
  return functions ??= { ...loadSystemDll("kernel32.dll", KERNEL32), ...loadSystemDll("advapi32.dll", ADVAPI32) };
}
