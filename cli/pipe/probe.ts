/**
 * What can be found out about a pipe by its name.
 *
 * @module
 */

import { INVALID_HANDLE_VALUE } from "./completion.ts";
import type { Kernel32 } from "./kernel32.ts";
import { processImage } from "./security.ts";
import { Win32Error } from "./outcomes.ts";
import { toWide } from "./wide.ts";

/** `none`: the name has no server; `free`: an instance listens; `busy`: all instances have their clients. */
export type Availability = "none" | "free" | "busy";

/** Who answered when we connected: the server's process, or the Win32 error that kept us out. */
export type Server =
  | { readonly pid: number | null; readonly image: string | null }
  | { readonly error: number };

const GENERIC_READ_WRITE = 0xC000_0000;
const OPEN_EXISTING = 3;
/** SECURITY_SQOS_PRESENT with SECURITY_ANONYMOUS: whoever the server is, it can't act as us. */
const ANONYMOUS = 0x0010_0000;

/** Asks by waiting 1 ms at most for a free instance, which connects to none. `path` is `\\.\pipe\NAME`. */
export function availability(kernel32: Kernel32, path: string): Availability {
  if (kernel32.WaitNamedPipeW(toWide(path), 1) !== 0) return "free";
  return kernel32.GetLastError() === Win32Error.ERROR_FILE_NOT_FOUND ? "none" : "busy";
}

/**
 * Connects for a moment, as a driver would, to learn who the server is. That one sees a client come and go, and a pipe of
 * one instance is taken for as long.
 */
export function askServer(kernel32: Kernel32, path: string): Server {
  const pipe = kernel32.CreateFileW(toWide(path), GENERIC_READ_WRITE, 0, 0n, OPEN_EXISTING, ANONYMOUS, 0n);
  if (pipe === INVALID_HANDLE_VALUE) return { error: kernel32.GetLastError() };
  const pid = new Uint32Array(new ArrayBuffer(4));
  const told = kernel32.GetNamedPipeServerProcessId(pipe, new Uint8Array(pid.buffer)) !== 0;
  kernel32.CloseHandle(pipe);
  return told ? { pid: pid[0]!, image: processImage(kernel32, pid[0]!) } : { pid: null, image: null };
}
