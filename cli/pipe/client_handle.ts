/**
 * Opening the client's end of a pipe, with the flags of the call and why.
 *
 * By NtOpenFile, as CreateFileW does it, since it returns the NTSTATUS. What CreateFileW failed with has to be asked for by
 * a call of its own, and what V8 has asked of Windows between the two may have left its own error: a pipe without a free
 * instance then couldn't be told from one that can't be opened.
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";
import { type HandleOrError, INVALID_HANDLE_VALUE, kernel32 } from "./kernel32.ts";
import { ntdll } from "./ntdll.ts";
import { nameWin32Error, NtStatus, Win32Error } from "./outcomes.ts";
import { toWide } from "./wide.ts";

/**
 * GENERIC_READ | GENERIC_WRITE, as a driver asks for, and what CreateFileW adds: SYNCHRONIZE | FILE_READ_ATTRIBUTES. One
 * number, as JavaScript's `|` would make it negative.
 */
const DESIRED_ACCESS = 0xC010_0080;
/** As CreateFileW adds. Not FILE_SYNCHRONOUS_IO_NONALERT: all I/O is asynchronous, through the completion port. */
const FILE_NON_DIRECTORY_FILE = 0x40;
/** Names of Windows have no case. */
const OBJ_CASE_INSENSITIVE = 0x40;

/** sizeof(OBJECT_ATTRIBUTES), and where ObjectName, Attributes and SecurityQualityOfService are. */
const OBJECT_ATTRIBUTES = { size: 48, objectName: 16, attributes: 24, securityQualityOfService: 40 };
/** sizeof(UNICODE_STRING): two USHORTs, padding, PWSTR Buffer. */
const UNICODE_STRING_SIZE = 16;
/** sizeof(SECURITY_QUALITY_OF_SERVICE): DWORD Length, SECURITY_IMPERSONATION_LEVEL, two BOOLEANs, padding. */
const SECURITY_QUALITY_OF_SERVICE_SIZE = 12;
const IO_STATUS_BLOCK_SIZE = 16;

/** SECURITY_IMPERSONATION_LEVEL: what a server may do with the client's name. */
export const ImpersonationLevel = {
  /** Nothing. */
  SecurityAnonymous: 0,
  /** Learn who the client is, but not act in its name, as it might by default. */
  SecurityIdentification: 1,
} as const;

/** LocalAlloc's memory that doesn't move. */
const LMEM_FIXED = 0;
/** A client's end reads bytes until it is switched to messages. */
const PIPE_READMODE_MESSAGE = 2;

/** Opens an existing pipe, for messages both ways. Doesn't wait. */
export function openClientHandle(pipe: string): HandleOrError {
  const opened = openPipe(pipe, ImpersonationLevel.SecurityIdentification);
  if (opened.handle === INVALID_HANDLE_VALUE) return opened;
  const { SetNamedPipeHandleState, GetLastError, CloseHandle } = kernel32();
  const mode = new Uint8Array(Uint32Array.of(PIPE_READMODE_MESSAGE).buffer);
  if (SetNamedPipeHandleState(opened.handle, mode, 0n, 0n) !== 0) return opened;
  const error = GetLastError();
  CloseHandle(opened.handle);
  return { handle: INVALID_HANDLE_VALUE, error };
}

/** Opens an existing pipe for reading and writing; `level` is an {@linkcode ImpersonationLevel}. Doesn't wait. */
export function openPipe(pipe: string, level: number): HandleOrError {
  const { RtlDosPathNameToNtPathName_U, RtlFreeUnicodeString, RtlNtStatusToDosError } = ntdll();
  const name = new Uint8Array(new ArrayBuffer(UNICODE_STRING_SIZE));
  if (RtlDosPathNameToNtPathName_U(toWide(pipe), name, 0n, 0n) === 0) {
    return { handle: INVALID_HANDLE_VALUE, error: Win32Error.ERROR_INVALID_NAME };
  }
  const handle = new BigUint64Array(new ArrayBuffer(8));
  const status = openFile(new Uint8Array(handle.buffer), name, level);
  RtlFreeUnicodeString(name);
  if (status !== NtStatus.STATUS_SUCCESS) return { handle: INVALID_HANDLE_VALUE, error: RtlNtStatusToDosError(status) };
  return { handle: handle[0]!, error: 0 };
}

/** NtOpenFile of `name`, a UNICODE_STRING; returns its NTSTATUS. */
function openFile(handle: Uint8Array<ArrayBuffer>, name: Uint8Array<ArrayBuffer>, level: number): number {
  const { LocalAlloc, LocalFree } = kernel32();
  // The structs point to each other, so that they need addresses: memory of Windows, not of V8.
  const [nameAt, serviceAt] = [OBJECT_ATTRIBUTES.size, OBJECT_ATTRIBUTES.size + UNICODE_STRING_SIZE];
  const structs = new Uint8Array(new ArrayBuffer(serviceAt + SECURITY_QUALITY_OF_SERVICE_SIZE));
  const address = LocalAlloc(LMEM_FIXED, BigInt(structs.length));
  if (address === 0n) return NtStatus.STATUS_NO_MEMORY;
  const view = new DataView(structs.buffer);
  view.setUint32(0, OBJECT_ATTRIBUTES.size, true);
  view.setBigUint64(OBJECT_ATTRIBUTES.objectName, address + BigInt(nameAt), true);
  view.setUint32(OBJECT_ATTRIBUTES.attributes, OBJ_CASE_INSENSITIVE, true);
  view.setBigUint64(OBJECT_ATTRIBUTES.securityQualityOfService, address + BigInt(serviceAt), true);
  structs.set(name, nameAt);
  view.setUint32(serviceAt, SECURITY_QUALITY_OF_SERVICE_SIZE, true);
  view.setUint32(serviceAt + 4, level, true);
  const { RtlMoveMemoryTo, NtOpenFile } = ntdll();
  RtlMoveMemoryTo(address, structs, BigInt(structs.length));
  const ioStatusBlock = new Uint8Array(new ArrayBuffer(IO_STATUS_BLOCK_SIZE));
  const status = NtOpenFile(handle, DESIRED_ACCESS, address, ioStatusBlock, 0, FILE_NON_DIRECTORY_FILE);
  LocalFree(address);
  return status;
}

/** The error for a pipe that exists and can't be opened. */
export function connectError(pipe: string, error: number): PipeUnavailableError {
  return new PipeUnavailableError(`Cannot connect to ${pipe}: ${reason(error)}`);
}

function reason(error: number): string {
  switch (error) {
    case Win32Error.ERROR_ACCESS_DENIED:
      return "access is denied (run as Administrator or as the listener's user, or start the listener with --allow)";
    case Win32Error.ERROR_INVALID_PARAMETER:
      return "it is a byte pipe, not a message pipe (choose another PIPE)";
    default:
      return `${nameWin32Error(error)} (choose another PIPE)`;
  }
}
