/**
 * What this Windows says of itself, as far as it matters to a test driver.
 *
 * @module
 */

import { loadKernel32 } from "../pipe/kernel32.ts";
import { loadNtdll, type Ntdll } from "../pipe/ntdll.ts";
import { NtStatus } from "../pipe/outcomes.ts";

/** What {@linkcode machineFacts} has found. */
export interface MachineFacts {
  /** `10.0.26100`; under Wine, which one it claims to be. */
  readonly windows: string;
  /** Wine's version, or null on real Windows. */
  readonly wine: string | null;
  /** Whether this process has an administrator's rights, not just that user. */
  readonly elevated: boolean;
  /** The flags of {@linkcode CodeIntegrity}, or null where the system doesn't tell. */
  readonly codeIntegrity: number | null;
  /** Whether the firmware let only signed loaders start, or null where the system doesn't tell. */
  readonly secureBoot: boolean | null;
}

/**
 * Those flags of SYSTEM_CODEINTEGRITY_INFORMATION that matter here.
 *
 * @see https://learn.microsoft.com/windows/win32/api/winternl/nf-winternl-ntquerysysteminformation
 */
export const CodeIntegrity = {
  CODEINTEGRITY_OPTION_TESTSIGN: 0x02,
  CODEINTEGRITY_OPTION_HVCI_KMCI_ENABLED: 0x400,
} as const;

/** SYSTEM_INFORMATION_CLASS. The second is not in Microsoft's list, but in phnt's. */
const SYSTEM_CODE_INTEGRITY_INFORMATION = 103;
const SYSTEM_SECURE_BOOT_INFORMATION = 145;
/** SYSTEM_CODEINTEGRITY_INFORMATION: ULONG Length, which is to be filled in, and ULONG CodeIntegrityOptions. */
const CODE_INTEGRITY_SIZE = 8;
/** SYSTEM_SECUREBOOT_INFORMATION: BOOLEAN SecureBootEnabled, BOOLEAN SecureBootCapable. */
const SECURE_BOOT_SIZE = 2;
/** sizeof(OSVERSIONINFOW): five ULONGs, of which the first is to be filled in, and WCHAR szCSDVersion[128]. */
const OS_VERSION_SIZE = 276;

/**
 * Asks ntdll and the process's own token; no other permission is needed than that to load the DLLs.
 *
 * @throws {PipeUnavailableError} without that permission.
 */
export function machineFacts(): MachineFacts {
  const ntdll = loadNtdll();
  const codeIntegrity = new Uint32Array(new ArrayBuffer(CODE_INTEGRITY_SIZE));
  codeIntegrity[0] = CODE_INTEGRITY_SIZE;
  const secureBoot = new Uint8Array(new ArrayBuffer(SECURE_BOOT_SIZE));
  return {
    windows: windowsVersion(ntdll),
    wine: wineVersion(ntdll),
    elevated: isElevated(),
    codeIntegrity: query(ntdll, SYSTEM_CODE_INTEGRITY_INFORMATION, codeIntegrity) ? codeIntegrity[1]! : null,
    secureBoot: query(ntdll, SYSTEM_SECURE_BOOT_INFORMATION, secureBoot) ? secureBoot[0] !== 0 : null,
  };
}

function query(ntdll: Ntdll, kind: number, answer: Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): boolean {
  const length = new Uint8Array(new ArrayBuffer(4));
  const bytes = new Uint8Array(answer.buffer);
  return ntdll.NtQuerySystemInformation(kind, bytes, bytes.length, length) === NtStatus.STATUS_SUCCESS;
}

/** Not by GetVersionEx, which tells a program without a manifest that it runs on Windows 8. */
function windowsVersion(ntdll: Ntdll): string {
  const version = new Uint32Array(new ArrayBuffer(OS_VERSION_SIZE));
  version[0] = OS_VERSION_SIZE;
  ntdll.RtlGetVersion(new Uint8Array(version.buffer));
  return version.slice(1, 4).join(".");
}

function wineVersion({ wine_get_version, RtlMoveMemory }: Ntdll): string | null {
  const address = wine_get_version?.();
  if (address === undefined) return null;
  const text = new Uint8Array(new ArrayBuffer(16));
  RtlMoveMemory(text, address, BigInt(text.length));
  return new TextDecoder().decode(text.subarray(0, text.indexOf(0)));
}

const TOKEN_QUERY = 0x0008;
/** TOKEN_INFORMATION_CLASS.TokenElevation: one DWORD. */
const TOKEN_ELEVATION = 20;

function isElevated(): boolean {
  const kernel32 = loadKernel32();
  const token = new BigUint64Array(new ArrayBuffer(8));
  const elevation = new Uint32Array(new ArrayBuffer(4));
  const length = new Uint8Array(new ArrayBuffer(4));
  if (kernel32.OpenProcessToken(kernel32.GetCurrentProcess(), TOKEN_QUERY, new Uint8Array(token.buffer)) === 0) {
    throw new Error(`Cannot read this process's token: Win32 error ${kernel32.GetLastError()}`);
  }
  kernel32.GetTokenInformation(token[0]!, TOKEN_ELEVATION, new Uint8Array(elevation.buffer), 4, length);
  kernel32.CloseHandle(token[0]!);
  return elevation[0] !== 0;
}
