/**
 * Processes: the one at the other end of a pipe, and this one's token.
 *
 * @module
 */

import { kernel32 } from "./kernel32.ts";
import { fromWide } from "./wide.ts";

const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
/** Where a kernel driver runs when it opens the pipe from DriverEntry or a system thread. */
const SYSTEM_PID = 4;
/** QueryFullProcessImageNameW's buffer: the longest path has 32767 UTF-16 units, and a NUL. */
const MAX_PATH_UNITS = 32768;
const TOKEN_QUERY = 0x0008;

/** The client's process of a connected instance; null where the system doesn't report it. */
export function clientPid(pipe: bigint): number | null {
  return pidFrom((pid) => kernel32().GetNamedPipeClientProcessId(pipe, pid));
}

/** The server's process of an open client's end; null where the system doesn't report it. */
export function serverPid(pipe: bigint): number | null {
  return pidFrom((pid) => kernel32().GetNamedPipeServerProcessId(pipe, pid));
}

function pidFrom(query: (pid: Uint8Array<ArrayBuffer>) => number): number | null {
  const pid = new Uint32Array(new ArrayBuffer(4));
  return query(new Uint8Array(pid.buffer)) === 0 ? null : pid[0]!;
}

/** The path of a process's executable; null where it has exited or access is denied. */
export function processImage(pid: number): string | null {
  if (pid === SYSTEM_PID) return "System";
  const { OpenProcess, QueryFullProcessImageNameW, CloseHandle } = kernel32();
  const process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid);
  if (process === 0n) return null;
  // In: the size of the buffer. Out: the units written, without the NUL.
  const length = new Uint32Array(new ArrayBuffer(4)).fill(MAX_PATH_UNITS);
  const path = new Uint8Array(new ArrayBuffer(2 * MAX_PATH_UNITS));
  const ok = QueryFullProcessImageNameW(process, 0, path, new Uint8Array(length.buffer));
  CloseHandle(process);
  return ok === 0 ? null : fromWide(path, length[0]!);
}

/** GetTokenInformation of this process's token, into `size` bytes; `kind` is a TOKEN_INFORMATION_CLASS. */
export function tokenInformation(kind: number, size: number): Uint8Array<ArrayBuffer> {
  const { OpenProcessToken, GetCurrentProcess, GetTokenInformation, GetLastError, CloseHandle } = kernel32();
  const token = new BigUint64Array(new ArrayBuffer(8));
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, new Uint8Array(token.buffer)) === 0) {
    throw new Error(`Cannot open this process's token: Win32 error ${GetLastError()}`);
  }
  const information = new Uint8Array(new ArrayBuffer(size));
  const ok = GetTokenInformation(token[0]!, kind, information, size, new Uint8Array(new ArrayBuffer(4)));
  const error = ok === 0 ? GetLastError() : 0;
  CloseHandle(token[0]!);
  if (ok === 0) throw new Error(`Cannot read this process's token: Win32 error ${error}`);
  return information;
}
