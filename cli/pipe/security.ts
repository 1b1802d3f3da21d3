/**
 * Who may connect to the pipe.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { creatorsWarning, formatSid, instanceCreators } from "./access.ts";
import { kernel32 } from "./kernel32.ts";
import { ntdll } from "./ntdll.ts";
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
  readonly #descriptor: { readonly address: bigint; readonly size: number };

  /**
   * @param sddl The value of `--allow`; by default SYSTEM, Administrators and the user who runs this.
   * @throws {UsageError} when `sddl` isn't valid SDDL.
   */
  constructor(sddl: string | undefined) {
    this.#descriptor = convertSddl(sddl ?? defaultSddl());
    this.bytes = new Uint8Array(new ArrayBuffer(SECURITY_ATTRIBUTES_SIZE));
    const view = new DataView(this.bytes.buffer);
    view.setUint32(0, SECURITY_ATTRIBUTES_SIZE, true);
    view.setBigUint64(8, this.#descriptor.address, true);
  }

  /** A warning where others than SYSTEM, Administrators and the user who runs this may create instances. */
  get warning(): string | undefined {
    const { address, size } = this.#descriptor;
    const descriptor = new Uint8Array(new ArrayBuffer(size));
    ntdll().RtlMoveMemory(descriptor, address, BigInt(size));
    return creatorsWarning(instanceCreators(descriptor, ownSid()));
  }

  /** Frees the security descriptor. Not before the last instance has been created. */
  [Symbol.dispose](): void {
    kernel32().LocalFree(this.#descriptor.address);
  }
}

/** The address of a self-relative security descriptor, in memory of LocalAlloc, and its size. */
function convertSddl(sddl: string): { address: bigint; size: number } {
  const { ConvertStringSecurityDescriptorToSecurityDescriptorW, GetLastError } = kernel32();
  const address = new BigUint64Array(new ArrayBuffer(8));
  const size = new Uint32Array(new ArrayBuffer(4));
  const [addressBytes, sizeBytes] = [new Uint8Array(address.buffer), new Uint8Array(size.buffer)];
  const text = toWide(sddl);
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, addressBytes, sizeBytes) === 0) {
    throw new UsageError(
      `Cannot use --allow "${sddl}": not a valid security descriptor, Win32 error ${GetLastError()} ` +
        `(expected SDDL, as in "D:P(A;;GA;;;SY)(A;;GA;;;BA)")`,
    );
  }
  return { address: address[0]!, size: size[0]! };
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
