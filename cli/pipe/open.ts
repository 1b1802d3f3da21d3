/**
 * Opening the client's end of a pipe, with the flags of the call and why.
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";
import { INVALID_HANDLE_VALUE } from "./completion.ts";
import type { Kernel32 } from "./kernel32.ts";
import type { Created } from "./name.ts";
import { nameOutcome, Win32Error } from "./outcomes.ts";
import { toWide } from "./wide.ts";

/** GENERIC_READ | GENERIC_WRITE, which JavaScript's `|` would make negative. A driver asks for the same. */
const GENERIC_READ_WRITE = 0xC000_0000;
const OPEN_EXISTING = 3;
/** All I/O is asynchronous, through the completion port. */
const FILE_FLAG_OVERLAPPED = 0x4000_0000;
/** Whoever made the pipe may learn who we are, but not act in our name, as it might by default. */
const SECURITY_SQOS_PRESENT = 0x0010_0000;
const SECURITY_IDENTIFICATION = 0x0001_0000;
/** A client's end reads bytes until it is told to read messages. */
const PIPE_READMODE_MESSAGE = 2;

/** Opens a pipe that is there, for messages both ways. Doesn't wait. */
export function openPipe(kernel32: Kernel32, pipe: string): Created {
  const handle = kernel32.CreateFileW(
    toWide(pipe),
    GENERIC_READ_WRITE,
    0,
    0n,
    OPEN_EXISTING,
    FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION,
    0n,
  );
  if (handle === INVALID_HANDLE_VALUE) return { handle, error: kernel32.GetLastError() };
  const mode = new Uint8Array(Uint32Array.of(PIPE_READMODE_MESSAGE).buffer);
  if (kernel32.SetNamedPipeHandleState(handle, mode, 0n, 0n) !== 0) return { handle, error: 0 };
  const error = kernel32.GetLastError();
  kernel32.CloseHandle(handle);
  return { handle: INVALID_HANDLE_VALUE, error };
}

/** What to tell about a pipe that is there and can't be opened. */
export function refusal(pipe: string, error: number): PipeUnavailableError {
  const cannot = `Cannot connect to ${pipe}`;
  switch (error) {
    case Win32Error.ERROR_ACCESS_DENIED:
      return new PipeUnavailableError(
        `${cannot}: access is denied (run this as Administrator or as the user who listens, ` +
          `or let the listener --allow you)`,
      );
    case Win32Error.ERROR_INVALID_PARAMETER:
      return new PipeUnavailableError(
        `${cannot}: its server made it for bytes, not for messages (choose another PIPE)`,
      );
    default:
      return new PipeUnavailableError(
        `${cannot}: ${nameOutcome({ space: "win32", code: error })} (choose another PIPE)`,
      );
  }
}
