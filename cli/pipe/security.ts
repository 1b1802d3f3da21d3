/**
 * Who may connect to the pipe.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { kernel32 } from "./kernel32.ts";
import { tokenInformation } from "./process.ts";
import { toWide } from "./wide.ts";

const SDDL_REVISION_1 = 1;
/** TOKEN_INFORMATION_CLASS.TokenUser. */
const TOKEN_USER = 1;
/** sizeof(TOKEN_USER): a PSID and a DWORD, padded; the SID itself follows in the same buffer. */
const TOKEN_USER_SIZE = 16;
/** SECURITY_MAX_SID_SIZE. */
const MAX_SID_SIZE = 68;
/** sizeof(SECURITY_ATTRIBUTES): DWORD nLength, LPVOID lpSecurityDescriptor, BOOL bInheritHandle. */
const SECURITY_ATTRIBUTES_SIZE = 24;

/**
 * The security descriptor that every instance of the pipe gets.
 *
 * Without one, the default lets everyone open the pipe for reading, and so take the instance away from the driver.
 */
export class SecurityAttributes implements Disposable {
  /** A SECURITY_ATTRIBUTES for CreateNamedPipeW. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #descriptor: bigint;

  /**
   * @param sddl The value of `--allow`; by default SYSTEM, Administrators and the user who runs this.
   * @throws {UsageError} when `sddl` isn't valid SDDL.
   */
  constructor(sddl: string | undefined) {
    this.#descriptor = convertSddl(sddl ?? defaultSddl());
    this.bytes = new Uint8Array(new ArrayBuffer(SECURITY_ATTRIBUTES_SIZE));
    const view = new DataView(this.bytes.buffer);
    view.setUint32(0, SECURITY_ATTRIBUTES_SIZE, true);
    view.setBigUint64(8, this.#descriptor, true);
  }

  /** Frees the security descriptor. Not before the last instance has been created. */
  [Symbol.dispose](): void {
    kernel32().LocalFree(this.#descriptor);
  }
}

/** The security descriptor in memory of LocalAlloc. */
function convertSddl(sddl: string): bigint {
  const { ConvertStringSecurityDescriptorToSecurityDescriptorW, GetLastError } = kernel32();
  const descriptor = new BigUint64Array(new ArrayBuffer(8));
  const result = new Uint8Array(descriptor.buffer);
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(toWide(sddl), SDDL_REVISION_1, result, 0n) === 0) {
    throw new UsageError(
      `Cannot use --allow "${sddl}": not a valid security descriptor, Win32 error ${GetLastError()} ` +
        `(expected SDDL, as in "D:P(A;;GA;;;SY)(A;;GA;;;BA)")`,
    );
  }
  return descriptor[0]!;
}

/**
 * D: a DACL; P protected, nothing inherited; A allow, GA all access; SY is SYSTEM, where drivers run; BA is
 * Administrators; the SID is ours.
 */
function defaultSddl(): string {
  return `D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;${ownSid()})`;
}

/** The SID of the user who runs this process, as `S-1-5-21-…`. */
function ownSid(): string {
  return formatSid(tokenInformation(TOKEN_USER, TOKEN_USER_SIZE + MAX_SID_SIZE).subarray(TOKEN_USER_SIZE));
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
