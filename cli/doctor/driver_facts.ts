/**
 * Who signed a driver's file, and whether this machine trusts the signer.
 *
 * @module
 */

import { BadInputError } from "../errors.ts";
import { kernel32 } from "../pipe/kernel32.ts";
import { toWide } from "../pipe/wide.ts";
import { readSigner, type Signer } from "./signature.ts";
import { verifyTrust } from "./wintrust.ts";

/** The result of {@linkcode driverFacts}. */
export interface DriverFacts {
  /** The file. */
  readonly path: string;
  /** Why nothing is known about it: it doesn't exist, or isn't a driver. */
  readonly problem?: string;
  /** Absent if it isn't signed. */
  readonly signer?: Signer;
  /** What WinVerifyTrust says of the signature; absent where it could not be asked. */
  readonly trust?: number;
  /** Which of the machine's stores `Root` and `TrustedPublisher` contain the signer's certificate. */
  readonly trustedIn?: readonly string[];
}

const HKEY_LOCAL_MACHINE = 0xFFFF_FFFF_8000_0002n;
const KEY_READ = 0x2_0019;
const ERROR_SUCCESS = 0;
/** A store of the machine is the union of those of the machine itself, of group policy, and of the enterprise. */
const STORES = [
  "SOFTWARE\\Microsoft\\SystemCertificates",
  "SOFTWARE\\Policies\\Microsoft\\SystemCertificates",
  "SOFTWARE\\Microsoft\\EnterpriseCertificates",
];

/** Examines a driver's file and the machine's certificates; needs permission to read the file. */
export async function driverFacts(path: string): Promise<DriverFacts> {
  try {
    const signer = await readSigner(path);
    if (signer === undefined) return { path };
    const trust = verifyTrust(path);
    return {
      path,
      signer,
      ...trust === undefined ? {} : { trust },
      trustedIn: ["Root", "TrustedPublisher"].filter((store) => isIn(store, signer.thumbprint)),
    };
  } catch (error) {
    if (error instanceof BadInputError) return { path, problem: error.message };
    throw error;
  }
}

/** Each certificate is a registry key named by its thumbprint. */
function isIn(store: string, thumbprint: string): boolean {
  const { RegOpenKeyExW, RegCloseKey } = kernel32();
  const key = new BigUint64Array(new ArrayBuffer(8));
  return STORES.some((stores) => {
    const path = toWide(`${stores}\\${store}\\Certificates\\${thumbprint}`);
    const error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_READ, new Uint8Array(key.buffer));
    if (error === ERROR_SUCCESS) RegCloseKey(key[0]!);
    return error === ERROR_SUCCESS;
  });
}
