/**
 * Runs a section of an INF file, and that of its services, as Windows before 10 1903 does.
 *
 * Not by InstallHinfSectionW, which reports no errors, and under Wine starts programs that keep standard error open.
 *
 * @see https://learn.microsoft.com/windows/win32/api/setupapi/nf-setupapi-setupinstallfrominfsectionw
 *
 * @module
 */

import { dirname } from "node:path";
import { INVALID_HANDLE_VALUE, kernel32 } from "../pipe/kernel32.ts";
import { toWide } from "../pipe/wide.ts";
import { actualSection, hasSection, openInf } from "./inf.ts";
import { ServiceError } from "./reasons.ts";
import { defaultQueueCallback, setupapi } from "./setupapi.ts";

/** What a driver's sections have: files, and values of the registry and of .ini files. */
const SPINST_INIFILES = 0x02;
const SPINST_REGISTRY = 0x04;
const SPINST_INI2REG = 0x08;
const SPINST_FILES = 0x10;
const SPINST_BITREG = 0x20;
const FLAGS = SPINST_INIFILES | SPINST_REGISTRY | SPINST_INI2REG | SPINST_FILES | SPINST_BITREG;

/** Runs `DefaultInstall` or `DefaultUninstall`, decorated for this machine; one that isn't there does nothing. @throws {ServiceError} */
export function runSection(name: string, inf: string, service: string): void {
  using file = openInf(inf);
  const section = actualSection(file.handle, name);
  const services = `${section}.Services`;
  const error = (hasSection(file.handle, section) ? runFiles(file.handle, section, dirname(inf)) : 0) ||
    (hasSection(file.handle, services) ? runServices(file.handle, services) : 0);
  if (error !== 0) throw new ServiceError(`run [${section}] of ${inf}`, error, service);
}

/** @returns 0, or a Win32 error. */
function runFiles(handle: bigint, section: string, folder: string): number {
  const { SetupSetNonInteractiveMode, SetupInitDefaultQueueCallbackEx, SetupTermDefaultQueueCallback } = setupapi();
  SetupSetNonInteractiveMode(1); // a file that is missing is an error then, and opens no window
  const handler = defaultQueueCallback();
  const context = SetupInitDefaultQueueCallbackEx(0n, INVALID_HANDLE_VALUE, 0, 0, 0n); // without progress
  // deno-fmt-ignore
  const ok = setupapi().SetupInstallFromInfSectionW(
    0n, handle, toWide(section), FLAGS, 0n, toWide(folder), 0, handler, context, 0n, 0n,
  );
  const error = ok === 0 ? kernel32().GetLastError() : 0;
  SetupTermDefaultQueueCallback(context);
  return error;
}

/** @returns 0, or a Win32 error. */
function runServices(handle: bigint, section: string): number {
  const ok = setupapi().SetupInstallServicesFromInfSectionW(handle, toWide(section), 0);
  return ok === 0 ? kernel32().GetLastError() : 0;
}
