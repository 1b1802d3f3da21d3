/**
 * A driver that is installed by its INF file, and removed again, even by another run.
 *
 * Windows 10 1903 and newer keep such a driver in the driver store (DiInstallDriverW), for which its package must have a
 * trusted catalog. Older ones, and Wine, process the sections of the INF file as a script; script.ts does that.
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/develop/creating-a-primitive-driver
 *
 * @module
 */

import { kernel32 } from "../pipe/kernel32.ts";
import { toWide } from "../pipe/wide.ts";
import { DriverService, serviceExists } from "./driver_service.ts";
import type { Inf } from "./inf.ts";
import { ServiceError, ServiceErrorCode } from "./reasons.ts";
import { deleteMachineKey, machineNumber, machineString, subkeys, writeMachineValue, writeValue } from "./registry.ts";
import { RegistryType, type RegistryValue } from "./registry_value.ts";
import { runSection } from "./script.ts";
import { newdev } from "./setupapi.ts";

/** What is on the machine, or may be. It is written down before it is installed, for the run after a killed one. */
export interface InstalledPackage {
  /** The INF file. */
  readonly inf: string;
  /** The name of its service. */
  readonly service: string;
  /** Whether it was installed as a script, and not in the driver store. */
  readonly isScripted: boolean;
  /** The copy of the driver that the script makes; empty in the driver store. */
  readonly copy: string;
}

/** Below it, a key for each run that has installed a package. */
const RUNS = "SOFTWARE\\pipelisten-smoke";

/**
 * Installs the driver and writes its parameters.
 *
 * @param run The name under which it is written down, until {@linkcode forget}.
 * @param maxWait How long the driver's routines may take, in milliseconds.
 * @throws {ServiceError} and then it is not installed.
 */
export function installPackage(
  run: string,
  inf: Inf,
  isScripted: boolean,
  values: readonly RegistryValue[],
  maxWait: number,
): { readonly service: DriverService; readonly installed: InstalledPackage } {
  const { path, service: name, target } = inf;
  if (serviceExists(name)) {
    throw new ServiceError(`install ${path}`, ServiceErrorCode.ERROR_SERVICE_EXISTS, name);
  }
  if (isScripted && isFile(target)) {
    throw new ServiceError(`install ${path} as ${target}`, ServiceErrorCode.ERROR_FILE_EXISTS, name);
  }
  const installed = { inf: path, service: name, isScripted, copy: isScripted ? target : "" };
  remember(run, installed);
  try {
    install(installed);
    const service = DriverService.open(name, maxWait);
    if (service === undefined) {
      throw new ServiceError(`install ${path}`, ServiceErrorCode.ERROR_SERVICE_DOES_NOT_EXIST, name);
    }
    for (const value of values) writeValue(name, value);
    return { service, installed };
  } catch (error) {
    undo(installed, maxWait);
    forget(run);
    throw error;
  }
}

/** Undoes what has failed: that it fails as well is no news. */
function undo(installed: InstalledPackage, maxWait: number): void {
  try {
    uninstallPackage(installed);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  DriverService.open(installed.service, maxWait)?.discard();
}

function install({ inf, isScripted, service }: InstalledPackage): void {
  if (isScripted) return runSection("DefaultInstall", inf, service);
  const ok = newdev().DiInstallDriverW(0n, toWide(inf), 0, new Uint8Array(new ArrayBuffer(4)));
  const error = ok === 0 ? kernel32().GetLastError() : 0;
  if (error !== 0) throw new ServiceError(`install ${inf}`, error, service);
}

/** Undoes the installation, as far as there was one; its driver must be unloaded. @throws {ServiceError} */
export function uninstallPackage({ inf, service, isScripted, copy }: InstalledPackage): void {
  if (isScripted) {
    if (isFile(inf)) runSection("DefaultUninstall", inf, service);
    if (isFile(copy)) Deno.removeSync(copy);
  } else if (isFile(inf)) {
    const ok = newdev().DiUninstallDriverW(0n, toWide(inf), 0, new Uint8Array(new ArrayBuffer(4)));
    const error = ok === 0 ? kernel32().GetLastError() : 0;
    if (error !== 0) throw new ServiceError(`uninstall ${inf}`, error, service);
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function remember(run: string, { inf, service, isScripted, copy }: InstalledPackage): void {
  const key = `${RUNS}\\${run}`;
  const scripted = new Uint8Array(new Uint32Array([isScripted ? 1 : 0]).buffer);
  writeMachineValue(key, "Inf", RegistryType.sz, toWide(inf), service);
  writeMachineValue(key, "Service", RegistryType.sz, toWide(service), service);
  writeMachineValue(key, "Copy", RegistryType.sz, toWide(copy), service);
  writeMachineValue(key, "Scripted", RegistryType.dword, scripted, service); // the last: complete only with it
}

/** Strikes out what {@linkcode installPackage} has written down. */
export function forget(run: string): void {
  deleteMachineKey(`${RUNS}\\${run}`);
}

/** The runs that have written down a package, and what; undefined if a run was killed before it had installed any. */
export function rememberedPackages(): { readonly run: string; readonly installed: InstalledPackage | undefined }[] {
  return subkeys(RUNS).map((run) => {
    const key = `${RUNS}\\${run}`;
    const [inf, service, copy] = ["Inf", "Service", "Copy"].map((name) => machineString(key, name));
    const scripted = machineNumber(key, "Scripted");
    const isComplete = inf !== undefined && service !== undefined && copy !== undefined && scripted !== undefined;
    return { run, installed: isComplete ? { inf, service, copy, isScripted: scripted === 1 } : undefined };
  });
}
