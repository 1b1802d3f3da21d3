/**
 * Opening the client's end of a pipe, with the flags of the call and why.
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";
import { type HandleOrError, INVALID_HANDLE_VALUE, kernel32 } from "./kernel32.ts";
import { nameWin32Error, Win32Error } from "./outcomes.ts";
import { toWide } from "./wide.ts";

/** GENERIC_READ | GENERIC_WRITE, which JavaScript's `|` would make negative. A driver asks for the same. */
const GENERIC_READ_WRITE = 0xC000_0000;
const OPEN_EXISTING = 3;
/** All I/O is asynchronous, through the completion port. */
const FILE_FLAG_OVERLAPPED = 0x4000_0000;
/** The server may learn who we are, but not act in our name, as it might by default. */
const SECURITY_SQOS_PRESENT = 0x0010_0000;
const SECURITY_IDENTIFICATION = 0x0001_0000;
/** A client's end reads bytes until it is switched to messages. */
const PIPE_READMODE_MESSAGE = 2;

/** Opens an existing pipe, for messages both ways. Doesn't wait. */
export function openClientHandle(pipe: string): HandleOrError {
  const opened = openPipe(pipe, FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION);
  if (opened.handle === INVALID_HANDLE_VALUE) return opened;
  const { SetNamedPipeHandleState, GetLastError, CloseHandle } = kernel32();
  const mode = new Uint8Array(Uint32Array.of(PIPE_READMODE_MESSAGE).buffer);
  if (SetNamedPipeHandleState(opened.handle, mode, 0n, 0n) !== 0) return opened;
  const error = GetLastError();
  CloseHandle(opened.handle);
  return { handle: INVALID_HANDLE_VALUE, error };
}

/** Opens an existing pipe for reading and writing, as CreateFileW does with `flags`. */
export function openPipe(pipe: string, flags: number): HandleOrError {
  const { CreateFileW, GetLastError } = kernel32();
  const handle = CreateFileW(toWide(pipe), GENERIC_READ_WRITE, 0, 0n, OPEN_EXISTING, flags, 0n);
  return { handle, error: handle === INVALID_HANDLE_VALUE ? GetLastError() : 0 };
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
