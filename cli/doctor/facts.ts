/**
 * What this Windows reports about itself that matters to a test driver.
 *
 * @module
 */

import { ntdll } from "../pipe/ntdll.ts";
import { NtStatus } from "../pipe/outcomes.ts";
import { tokenInformation } from "../pipe/process.ts";

/** The result of {@linkcode machineFacts}. */
export interface MachineFacts {
  /** `10.0.26100`; under Wine, the version that it emulates. */
  readonly windows: string;
  /** Wine's version, or null on real Windows. */
  readonly wine: string | null;
  /** Whether this process runs elevated, with an administrator's rights. */
  readonly elevated: boolean;
  /** The flags of {@linkcode CodeIntegrity}, or null where the system doesn't report them. */
  readonly codeIntegrity: number | null;
  /** Whether Secure Boot is on, or null where the system doesn't report it. */
  readonly secureBoot: boolean | null;
}

/**
 * Flags of SYSTEM_CODEINTEGRITY_INFORMATION.
 *
 * @see https://learn.microsoft.com/windows/win32/api/winternl/nf-winternl-ntquerysysteminformation
 */
export const CodeIntegrity = {
  CODEINTEGRITY_OPTION_TESTSIGN: 0x02,
  CODEINTEGRITY_OPTION_HVCI_KMCI_ENABLED: 0x400,
} as const;

/** SYSTEM_INFORMATION_CLASS. The second is undocumented; it is in phnt's headers. */
const SYSTEM_CODE_INTEGRITY_INFORMATION = 103;
const SYSTEM_SECURE_BOOT_INFORMATION = 145;
/** SYSTEM_CODEINTEGRITY_INFORMATION: ULONG Length, set by the caller, and ULONG CodeIntegrityOptions. */
const CODE_INTEGRITY_SIZE = 8;
/** SYSTEM_SECUREBOOT_INFORMATION: BOOLEAN SecureBootEnabled, BOOLEAN SecureBootCapable. */
const SECURE_BOOT_SIZE = 2;
/** sizeof(OSVERSIONINFOW): five ULONGs, the first of them set by the caller, and WCHAR szCSDVersion[128]. */
const OS_VERSION_SIZE = 276;

/**
 * Queries ntdll and the process's own token; needs no permission but to load the DLLs.
 *
 * @throws {PipeUnavailableError} without that permission.
 */
export function machineFacts(): MachineFacts {
  const codeIntegrity = new Uint32Array(new ArrayBuffer(CODE_INTEGRITY_SIZE));
  codeIntegrity[0] = CODE_INTEGRITY_SIZE;
  const secureBoot = new Uint8Array(new ArrayBuffer(SECURE_BOOT_SIZE));
  return {
    windows: windowsVersion(),
    wine: wineVersion(),
    elevated: isElevated(),
    codeIntegrity: query(SYSTEM_CODE_INTEGRITY_INFORMATION, codeIntegrity) ? codeIntegrity[1]! : null,
    secureBoot: query(SYSTEM_SECURE_BOOT_INFORMATION, secureBoot) ? secureBoot[0] !== 0 : null,
  };
}

function query(kind: number, answer: Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): boolean {
  const length = new Uint8Array(new ArrayBuffer(4));
  const bytes = new Uint8Array(answer.buffer);
  return ntdll().NtQuerySystemInformation(kind, bytes, bytes.length, length) === NtStatus.STATUS_SUCCESS;
}

/** Not by GetVersionEx, which reports Windows 8 to a program without a manifest. */
function windowsVersion(): string {
  const version = new Uint32Array(new ArrayBuffer(OS_VERSION_SIZE));
  version[0] = OS_VERSION_SIZE;
  ntdll().RtlGetVersion(new Uint8Array(version.buffer));
  return version.slice(1, 4).join(".");
}

function wineVersion(): string | null {
  const { wine_get_version, RtlMoveMemory } = ntdll();
  const address = wine_get_version?.();
  if (address === undefined) return null;
  const text = new Uint8Array(new ArrayBuffer(16));
  RtlMoveMemory(text, address, BigInt(text.length));
  return new TextDecoder().decode(text.subarray(0, text.indexOf(0)));
}

/** TOKEN_INFORMATION_CLASS.TokenElevation: one DWORD. */
const TOKEN_ELEVATION = 20;

function isElevated(): boolean {
  return new Uint32Array(tokenInformation(TOKEN_ELEVATION, 4).buffer)[0] !== 0;
}
