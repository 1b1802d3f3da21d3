/**
 * Who may connect to the pipe, and who did.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { Kernel32 } from "./kernel32.ts";
import { fromWide, toWide } from "./wide.ts";

const SDDL_REVISION_1 = 1;
const TOKEN_QUERY = 0x0008;
/** TOKEN_INFORMATION_CLASS.TokenUser. */
const TOKEN_USER = 1;
/** sizeof(TOKEN_USER): a PSID and a DWORD, padded; the SID itself follows in the same buffer. */
const TOKEN_USER_SIZE = 16;
/** SECURITY_MAX_SID_SIZE. */
const MAX_SID_SIZE = 68;
/** sizeof(SECURITY_ATTRIBUTES): DWORD nLength, LPVOID lpSecurityDescriptor, BOOL bInheritHandle. */
const SECURITY_ATTRIBUTES_SIZE = 24;
const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
/** Where a kernel driver runs when it opens the pipe from DriverEntry or a system thread. */
const SYSTEM_PID = 4;

/** A SECURITY_ATTRIBUTES for CreateNamedPipeW, and the security descriptor it points to. */
export interface SecurityAttributes {
  /** The structure, to be handed to the call. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Frees the security descriptor. Not before the last instance has been created. */
  free(): void;
}

/**
 * The security descriptor that every instance of the pipe gets.
 *
 * Without one, the default lets everyone open the pipe for reading, and so take the instance away from the driver.
 *
 * @param sddl What `--allow` says; by default SYSTEM, Administrators and the user who runs this.
 * @throws {UsageError} when `sddl` isn't SDDL.
 */
export function securityAttributes(kernel32: Kernel32, sddl: string | undefined): SecurityAttributes {
  const descriptor = new BigUint64Array(new ArrayBuffer(8));
  const ok = kernel32.ConvertStringSecurityDescriptorToSecurityDescriptorW(
    toWide(sddl ?? defaultSddl(kernel32)),
    SDDL_REVISION_1,
    new Uint8Array(descriptor.buffer),
    0n,
  );
  if (ok === 0) {
    throw new UsageError(
      `Cannot use --allow "${sddl}": Windows doesn't read it as a security descriptor, error ${kernel32.GetLastError()} ` +
        `(expected SDDL, as in "D:P(A;;GA;;;SY)(A;;GA;;;BA)")`,
    );
  }
  const bytes = new Uint8Array(new ArrayBuffer(SECURITY_ATTRIBUTES_SIZE));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, SECURITY_ATTRIBUTES_SIZE, true);
  view.setBigUint64(8, descriptor[0]!, true);
  return { bytes, free: () => void kernel32.LocalFree(descriptor[0]!) };
}

/**
 * D: a DACL; P protected, nothing inherited; A allow, GA all access; SY is SYSTEM, where drivers run; BA is
 * Administrators; the SID is ours.
 */
function defaultSddl(kernel32: Kernel32): string {
  return `D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;${ownSid(kernel32)})`;
}

/** The SID of the user who runs this process, as `S-1-5-21-…`. */
function ownSid(kernel32: Kernel32): string {
  const token = new BigUint64Array(new ArrayBuffer(8));
  const length = new Uint8Array(new ArrayBuffer(4));
  const user = new Uint8Array(new ArrayBuffer(TOKEN_USER_SIZE + MAX_SID_SIZE));
  const self = kernel32.GetCurrentProcess();
  if (kernel32.OpenProcessToken(self, TOKEN_QUERY, new Uint8Array(token.buffer)) === 0) {
    throw new Error(`Cannot read this process's token: Win32 error ${kernel32.GetLastError()}`);
  }
  const ok = kernel32.GetTokenInformation(token[0]!, TOKEN_USER, user, user.length, length);
  const error = ok === 0 ? kernel32.GetLastError() : 0;
  kernel32.CloseHandle(token[0]!);
  if (ok === 0) throw new Error(`Cannot read this process's user: Win32 error ${error}`);
  return formatSid(user.subarray(TOKEN_USER_SIZE));
}

/**
 * A binary SID as text: revision, 48-bit big-endian authority, then 32-bit little-endian sub-authorities ([MS-DTYP]
 * 2.4.2). `S-1-5-18` is SYSTEM.
 */
export function formatSid(sid: Uint8Array): string {
  const view = new DataView(sid.buffer, sid.byteOffset, sid.byteLength);
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4);
  const parts = Array.from({ length: view.getUint8(1) }, (_, i) => view.getUint32(8 + 4 * i, true));
  return ["S", view.getUint8(0), authority, ...parts].join("-");
}

/** The process at the other end of a connected instance; null where the system doesn't tell. */
export function clientPid(kernel32: Kernel32, pipe: bigint): number | null {
  const pid = new Uint32Array(new ArrayBuffer(4));
  const ok = kernel32.GetNamedPipeClientProcessId(pipe, new Uint8Array(pid.buffer));
  return ok === 0 ? null : pid[0]!;
}

/** The path of a process's executable; null where it has gone or may not be asked. */
export function processImage(kernel32: Kernel32, pid: number): string | null {
  if (pid === SYSTEM_PID) return "System";
  const process = kernel32.OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid);
  if (process === 0n) return null;
  // In: how many units fit. Out: how many were written, without the NUL. 32767 is the longest path there is.
  const length = new Uint32Array(new ArrayBuffer(4)).fill(32768);
  const path = new Uint8Array(new ArrayBuffer(2 * 32768));
  const ok = kernel32.QueryFullProcessImageNameW(process, 0, path, new Uint8Array(length.buffer));
  kernel32.CloseHandle(process);
  return ok === 0 ? null : fromWide(path, length[0]!);
}
