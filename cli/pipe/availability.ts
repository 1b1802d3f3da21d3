/**
 * What a client can find out about a pipe by its name.
 *
 * @module
 */

import { ImpersonationLevel, openPipe } from "./client_handle.ts";
import { INVALID_HANDLE_VALUE, kernel32 } from "./kernel32.ts";
import { Win32Error } from "./outcomes.ts";
import { processImage, serverPid } from "./process.ts";
import { toWide } from "./wide.ts";

/** `none`: the pipe has no server; `free`: an instance is listening; `busy`: all instances are connected. */
export type Availability = "none" | "free" | "busy";

/** The server's process, as a client that connects learns it, or the Win32 error of connecting. */
export type ServerIdentity =
  | { readonly pid: number | null; readonly image: string | null }
  | { readonly error: number };

/** Waits up to 1 ms for a free instance, without connecting to it. `path` is `\\.\pipe\NAME`. */
export function availability(path: string): Availability {
  const { WaitNamedPipeW, GetLastError } = kernel32();
  const name = toWide(path);
  // Asked twice: what V8 asks of Windows between the two calls may hide ERROR_FILE_NOT_FOUND, but doesn't make it.
  for (let times = 0; times < 2; times++) {
    if (WaitNamedPipeW(name, 1) !== 0) return "free";
    if (GetLastError() === Win32Error.ERROR_FILE_NOT_FOUND) return "none";
  }
  return "busy";
}

/**
 * Whether the server of a pipe that is `busy` has exited, and only a client still holds the pipe.
 *
 * npfs keeps a pipe until both ends of all its instances are closed. To WaitNamedPipeW it is a pipe without a free
 * instance, but it can't be opened, as if it didn't exist. Where an instance gets free just now, this connects to it.
 */
export function isOrphaned(path: string): boolean {
  const { handle, error } = openPipe(path, ImpersonationLevel.SecurityAnonymous);
  if (handle !== INVALID_HANDLE_VALUE) kernel32().CloseHandle(handle);
  return error === Win32Error.ERROR_FILE_NOT_FOUND;
}

/**
 * Connects for a moment to learn who the server is. The server sees a client come and go, and a pipe with a single
 * instance is busy meanwhile.
 */
export function identifyServer(path: string): ServerIdentity {
  const { handle, error } = openPipe(path, ImpersonationLevel.SecurityAnonymous);
  if (handle === INVALID_HANDLE_VALUE) return { error };
  const pid = serverPid(handle);
  kernel32().CloseHandle(handle);
  return { pid, image: pid === null ? null : processImage(pid) };
}
