/**
 * Driver Verifier's standard settings for one driver. They take effect when the machine starts. `/volatile` needs no restart,
 * but cannot turn on all of them (Windows 11), or DDI compliance (Windows 10).
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/devtest/verifier-command-line
 * @see https://learn.microsoft.com/windows-hardware/drivers/devtest/using-volatile-settings
 *
 * @module
 */

import { toWide } from "../pipe/wide.ts";
import { createVolatileKey, machineNumber, machineString, writeMachineValue } from "./registry.ts";
import { RegistryType } from "./registry_value.ts";

const KEY = "SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management";
/** Its values are the drivers for which the settings were written after the machine has started; a restart removes it. */
const PENDING = "SOFTWARE\\pipelisten-verifier-pending";
/** `verifier /standard`: special pool, IRQL, pool tracking, I/O, deadlocks, DMA, security, miscellaneous, DDI compliance. */
const STANDARD = 0x209bb;

/** Names of files, with spaces between; `*` is every driver. */
export function verifies(drivers: string, file: string): boolean {
  const names = drivers.toLowerCase().split(/\s+/);
  return names.includes("*") || names.includes(file.toLowerCase());
}

/**
 * Turns it on for `x.sys`. It stays on, until `verifier /reset` and a restart.
 *
 * @returns Whether it was on already when the machine started.
 * @throws {ServiceError}
 */
export function turnVerifierOn(file: string, service: string): boolean {
  const drivers = machineString(KEY, "VerifyDrivers") ?? "";
  const level = machineNumber(KEY, "VerifyDriverLevel") ?? 0;
  const isSet = verifies(drivers, file) && (level & STANDARD) === STANDARD;
  if (isSet) return machineNumber(PENDING, file) === undefined;
  createVolatileKey(PENDING, service);
  writeMachineValue(PENDING, file, RegistryType.dword, dword(1), service);
  const names = verifies(drivers, file) ? drivers : `${drivers} ${file}`.trim();
  writeMachineValue(KEY, "VerifyDrivers", RegistryType.sz, toWide(names), service);
  writeMachineValue(KEY, "VerifyDriverLevel", RegistryType.dword, dword(level | STANDARD), service);
  return false;
}

function dword(value: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Uint32Array([value]).buffer);
}
