/**
 * The Win32 functions that the probes call, on pipes of their own. They are loaded here and not by cli/, so that a probe
 * shows what the system does and nothing of what cli/ makes of it.
 *
 * @module
 */

const SYSTEM32 = "C:\\Windows\\System32";

// deno-fmt-ignore
const kernel32Functions = {
  CloseHandle: { parameters: [/* hObject */ "usize"], result: "i32" },
  ConnectNamedPipe: { parameters: [/* hNamedPipe */ "usize", /* lpOverlapped */ "usize"], result: "i32" },
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
  CreateIoCompletionPort: {
    parameters: [/* FileHandle */ "usize", /* ExistingCompletionPort */ "usize", /* CompletionKey */ "usize", /* NumberOfConcurrentThreads */ "u32"],
    result: "usize",
  },
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
  DisconnectNamedPipe: { parameters: [/* hNamedPipe */ "usize"], result: "i32" },
  FindClose: { parameters: [/* hFindFile */ "usize"], result: "i32" },
  FindFirstFileW: { parameters: [/* lpFileName */ "buffer", /* lpFindFileData */ "buffer"], result: "usize" },
  GetLastError: { parameters: [], result: "u32" },
  GetQueuedCompletionStatus: {
    parameters: [/* CompletionPort */ "usize", /* lpNumberOfBytes */ "buffer", /* lpCompletionKey */ "buffer", /* lpOverlapped */ "buffer", /* dwMilliseconds */ "u32"],
    result: "i32",
  },
  GetQueuedCompletionStatusAsync: {
    name: "GetQueuedCompletionStatus",
    nonblocking: true,
    parameters: [/* CompletionPort */ "usize", /* lpNumberOfBytes */ "buffer", /* lpCompletionKey */ "buffer", /* lpOverlapped */ "buffer", /* dwMilliseconds */ "u32"],
    result: "i32",
  },
  LocalFree: { parameters: [/* hMem */ "usize"], result: "usize" },
  PeekNamedPipe: {
    parameters: [/* hNamedPipe */ "usize", /* lpBuffer */ "usize", /* nBufferSize */ "u32", /* lpBytesRead */ "usize", /* lpTotalBytesAvail */ "buffer", /* lpBytesLeftThisMessage */ "buffer"],
    result: "i32",
  },
  PostQueuedCompletionStatus: {
    parameters: [/* CompletionPort */ "usize", /* dwNumberOfBytesTransferred */ "u32", /* dwCompletionKey */ "usize", /* lpOverlapped */ "usize"],
    result: "i32",
  },
  ReadFile: {
    parameters: [/* hFile */ "usize", /* lpBuffer */ "buffer", /* nNumberOfBytesToRead */ "u32", /* lpNumberOfBytesRead */ "buffer", /* lpOverlapped */ "usize"],
    result: "i32",
  },
  SetNamedPipeHandleState: {
    parameters: [/* hNamedPipe */ "usize", /* lpMode */ "buffer", /* lpMaxCollectionCount */ "usize", /* lpCollectDataTimeout */ "usize"],
    result: "i32",
  },
  Sleep: { parameters: [/* dwMilliseconds */ "u32"], result: "void" },
  WriteFile: {
    parameters: [/* hFile */ "usize", /* lpBuffer */ "buffer", /* nNumberOfBytesToWrite */ "u32", /* lpNumberOfBytesWritten */ "buffer", /* lpOverlapped */ "usize"],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

// deno-fmt-ignore
const advapi32Functions = {
  ConvertStringSecurityDescriptorToSecurityDescriptorW: {
    parameters: [/* StringSecurityDescriptor */ "buffer", /* StringSDRevision */ "u32", /* SecurityDescriptor */ "buffer", /* SecurityDescriptorSize */ "usize"],
    result: "i32",
  },
  ImpersonateLoggedOnUser: { parameters: [/* hToken */ "usize"], result: "i32" },
  LogonUserW: {
    parameters: [/* lpszUsername */ "buffer", /* lpszDomain */ "buffer", /* lpszPassword */ "buffer", /* dwLogonType */ "u32", /* dwLogonProvider */ "u32", /* phToken */ "buffer"],
    result: "i32",
  },
  RevertToSelf: { parameters: [], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

export const kernel32 = Deno.dlopen(`${SYSTEM32}\\kernel32.dll`, kernel32Functions).symbols;
export const advapi32 = Deno.dlopen(`${SYSTEM32}\\advapi32.dll`, advapi32Functions).symbols;

export const ERROR_SUCCESS = 0;
export const ERROR_ACCESS_DENIED = 5;
export const ERROR_BROKEN_PIPE = 109;
export const ERROR_NO_DATA = 232;
export const ERROR_PIPE_NOT_CONNECTED = 233;
export const ERROR_MORE_DATA = 234;
export const ERROR_PIPE_CONNECTED = 535;

const INVALID_HANDLE_VALUE = 0xFFFF_FFFF_FFFF_FFFFn;
const PIPE_ACCESS_DUPLEX = 0x3;
const FILE_FLAG_FIRST_PIPE_INSTANCE = 0x80000;
const PIPE_TYPE_MESSAGE = 0x4;
const PIPE_READMODE_MESSAGE = 0x2;
const PIPE_REJECT_REMOTE_CLIENTS = 0x8;
const PIPE_UNLIMITED_INSTANCES = 255;
const QUOTA = 65536;
const GENERIC_READ_WRITE = 0xC000_0000;
const OPEN_EXISTING = 3;

/** NUL-terminated UTF-16. */
export function wide(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint16Array.from(`${text}\0`, (unit) => unit.charCodeAt(0)).buffer);
}

/** Memory for out-parameters of 32 bits. */
export function dword(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly value: number } {
  const words = new Uint32Array(new ArrayBuffer(4));
  return {
    bytes: new Uint8Array(words.buffer),
    get value() {
      return words[0]!;
    },
  };
}

/** A pipe's or a file's handle, or the error that there is instead; closed when it is disposed of. */
export class Handle implements Disposable {
  readonly error: number;

  constructor(readonly value: bigint) {
    this.error = value === INVALID_HANDLE_VALUE ? kernel32.GetLastError() : ERROR_SUCCESS;
  }

  [Symbol.dispose](): void {
    if (this.error === ERROR_SUCCESS) kernel32.CloseHandle(this.value);
  }
}

/** A name that no other probe has. */
export function newName(): string {
  return `pipelisten-probe-${crypto.randomUUID()}`;
}

/** Creates a duplex message pipe, blocking, for any number of instances. */
export function createPipe(name: string, { first = false, sddl }: { first?: boolean; sddl?: string } = {}): Handle {
  const open = PIPE_ACCESS_DUPLEX | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0);
  const mode = PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS;
  const path = wide(`\\\\.\\pipe\\${name}`);
  const descriptor = sddl === undefined ? 0n : securityDescriptor(sddl);
  const attributes = new Uint8Array(new BigUint64Array([24n, descriptor, 0n]).buffer); // SECURITY_ATTRIBUTES
  const handle = kernel32.CreateNamedPipeW(
    path,
    open,
    mode,
    PIPE_UNLIMITED_INSTANCES,
    QUOTA,
    QUOTA,
    0,
    descriptor === 0n ? null : attributes,
  );
  const created = new Handle(handle);
  if (descriptor !== 0n) kernel32.LocalFree(descriptor);
  return created;
}

function securityDescriptor(sddl: string): bigint {
  const descriptor = new BigUint64Array(1);
  const bytes = new Uint8Array(descriptor.buffer);
  if (advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW(wide(sddl), 1, bytes, 0n) === 0) {
    throw new Error(`Cannot use ${sddl}: error ${kernel32.GetLastError()}`);
  }
  return descriptor[0]!;
}

/** Opens a pipe as a client, for reading and writing, by its name on this machine or by a whole path. */
export function openPipe(name: string): Handle {
  const path = name.startsWith("\\\\") ? name : `\\\\.\\pipe\\${name}`;
  return new Handle(kernel32.CreateFileW(wide(path), GENERIC_READ_WRITE, 0, 0n, OPEN_EXISTING, 0, 0n));
}

/** What `act` returns when this thread does it as another local user, logged on as at the console. */
export function asUser<T>(name: string, password: string, act: () => T): T {
  const token = new BigUint64Array(1);
  const [interactive, defaultProvider] = [2, 0];
  const bytes = new Uint8Array(token.buffer);
  const logon = advapi32.LogonUserW(wide(name), wide("."), wide(password), interactive, defaultProvider, bytes);
  if (logon === 0) throw new Error(`Cannot log on ${name}: error ${kernel32.GetLastError()}`);
  using handle = new Handle(token[0]!);
  if (advapi32.ImpersonateLoggedOnUser(handle.value) === 0) throw new Error(`Cannot become ${name}`);
  try {
    return act();
  } finally {
    advapi32.RevertToSelf();
  }
}

/** The error of a call that returns a BOOL. */
export function errorOf(result: number): number {
  return result === 0 ? kernel32.GetLastError() : ERROR_SUCCESS;
}

/** Writes one message. */
export function write({ value }: Handle, message: Uint8Array<ArrayBuffer>): number {
  return errorOf(kernel32.WriteFile(value, message, message.length, dword().bytes, 0n));
}

/** Reads up to `size` bytes, and waits for them. */
export function read({ value }: Handle, size: number): { readonly error: number; readonly length: number } {
  const length = dword();
  const error = errorOf(kernel32.ReadFile(value, new Uint8Array(new ArrayBuffer(size)), size, length.bytes, 0n));
  return { error, length: length.value };
}
