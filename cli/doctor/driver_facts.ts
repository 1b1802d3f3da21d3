/**
 * Who signed a driver's file, and whether this machine trusts that one.
 *
 * @module
 */

import { BadInputError } from "../errors.ts";
import { loadKernel32 } from "../pipe/kernel32.ts";
import { toWide } from "../pipe/wide.ts";
import { readSigner, type Signer } from "./signature.ts";

/** What {@linkcode driverFacts} has found. */
export interface DriverFacts {
  /** The file. */
  readonly path: string;
  /** Why nothing is known of it: it isn't there, or is no driver. */
  readonly problem?: string;
  /** Who signed it; absent where nobody did. The signature isn't verified: Windows does that when it loads the driver. */
  readonly signer?: Signer;
  /** Those of `Root` and `TrustedPublisher`, of the machine and not the user, that have the signer's certificate. */
  readonly trustedIn?: readonly string[];
}

const HKEY_LOCAL_MACHINE = 0xFFFF_FFFF_8000_0002n;
const KEY_READ = 0x2_0019;
const ERROR_SUCCESS = 0;
/** A store of the machine is the union of what was added here, by a policy, and by an enterprise. */
const STORES = [
  "SOFTWARE\\Microsoft\\SystemCertificates",
  "SOFTWARE\\Policies\\Microsoft\\SystemCertificates",
  "SOFTWARE\\Microsoft\\EnterpriseCertificates",
];

/** Looks at a driver's file and at the machine's certificates; needs permission to read the file. */
export async function driverFacts(path: string): Promise<DriverFacts> {
  try {
    const signer = await readSigner(path);
    if (signer === undefined) return { path };
    return { path, signer, trustedIn: ["Root", "TrustedPublisher"].filter((store) => isIn(store, signer.thumbprint)) };
  } catch (error) {
    if (error instanceof BadInputError) return { path, problem: error.message };
    throw error;
  }
}

/** Each certificate is a key of the registry that has its thumbprint for a name. */
function isIn(store: string, thumbprint: string): boolean {
  const kernel32 = loadKernel32();
  const key = new BigUint64Array(new ArrayBuffer(8));
  return STORES.some((stores) => {
    const path = toWide(`${stores}\\${store}\\Certificates\\${thumbprint}`);
    const error = kernel32.RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ, new Uint8Array(key.buffer));
    if (error === ERROR_SUCCESS) kernel32.RegCloseKey(key[0]!);
    return error === ERROR_SUCCESS;
  });
}
