/**
 * Whether a file's signature is right, as Windows sees it.
 *
 * @see https://learn.microsoft.com/windows/win32/api/wintrust/nf-wintrust-winverifytrust
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";
import { kernel32 } from "../pipe/kernel32.ts";
import { loadSystemDll } from "../pipe/system_dlls.ts";
import { toWide } from "../pipe/wide.ts";

const WINTRUST = {
  WinVerifyTrust: {
    parameters: [/* hwnd */ "usize", /* pgActionID */ "buffer", /* pWVTData */ "usize"],
    result: "u32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** Copies to an address, where ntdll.ts has the copy from one. */
const MEMORY = {
  LocalAlloc: { parameters: [/* uFlags */ "u32", /* uBytes */ "usize"], result: "usize" },
  RtlMoveMemory: {
    parameters: [/* Destination */ "usize", /* Source */ "buffer", /* Length */ "usize"],
    result: "void",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** Results of WinVerifyTrust that mean something here, with winerror.h's names. */
export const Trust = {
  ERROR_SUCCESS: 0,
  TRUST_E_CERT_SIGNATURE: 0x8009_6004,
  TRUST_E_BAD_DIGEST: 0x8009_6010,
  TRUST_E_NOSIGNATURE: 0x800b_0100,
  CERT_E_UNTRUSTEDROOT: 0x800b_0109,
  CERT_E_CHAINING: 0x800b_010a,
} as const;

/** WINTRUST_ACTION_GENERIC_VERIFY_V2, the policy for Authenticode: {00AAC56B-CD44-11D0-8CC2-00C04FC295EE}. */
const GENERIC_VERIFY_V2 = Uint8Array.fromHex("6bc5aa0044cdd0118cc200c04fc295ee");
const WTD_UI_NONE = 2;
const WTD_CHOICE_FILE = 1;
/** No network: neither revocation lists nor missing certificates are fetched. */
const WTD_REVOCATION_CHECK_NONE = 0x10;
const WTD_CACHE_ONLY_URL_RETRIEVAL = 0x1000;
/** Offsets in WINTRUST_DATA and, behind it, WINTRUST_FILE_INFO; then comes the path. */
const DATA = { size: 88, dwUIChoice: 24, dwUnionChoice: 32, pFile: 40, dwProvFlags: 72 };
const FILE_INFO = { size: 32, pcwszFilePath: 8 };
const LPTR = 0x40;

/** What WinVerifyTrust returns for a file; undefined where Deno may not load wintrust.dll. */
export function verifyTrust(path: string): number | undefined {
  const functions = load();
  if (functions === undefined) return undefined;
  const { WinVerifyTrust, LocalAlloc, RtlMoveMemory } = functions;
  const file = toWide(path);
  const bytes = new Uint8Array(new ArrayBuffer(DATA.size + FILE_INFO.size + file.length));
  const address = LocalAlloc(LPTR, BigInt(bytes.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, DATA.size, true);
  view.setUint32(DATA.dwUIChoice, WTD_UI_NONE, true);
  view.setUint32(DATA.dwUnionChoice, WTD_CHOICE_FILE, true);
  view.setBigUint64(DATA.pFile, address + BigInt(DATA.size), true);
  view.setUint32(DATA.dwProvFlags, WTD_REVOCATION_CHECK_NONE | WTD_CACHE_ONLY_URL_RETRIEVAL, true);
  view.setUint32(DATA.size, FILE_INFO.size, true);
  view.setBigUint64(DATA.size + FILE_INFO.pcwszFilePath, address + BigInt(DATA.size + FILE_INFO.size), true);
  bytes.set(file, DATA.size + FILE_INFO.size);
  RtlMoveMemory(address, bytes, BigInt(bytes.length));
  try {
    return WinVerifyTrust(0n, GENERIC_VERIFY_V2, address);
  } finally {
    kernel32().LocalFree(address);
  }
}

type Functions =
  & Deno.DynamicLibrary<typeof WINTRUST>["symbols"]
  & Deno.DynamicLibrary<typeof MEMORY>["symbols"];

function load(): Functions | undefined {
  try {
    return { ...loadSystemDll("wintrust.dll", WINTRUST), ...loadSystemDll("kernel32.dll", MEMORY) };
  } catch (error) {
    if (error instanceof PipeUnavailableError) return undefined;
    throw error;
  }
}
