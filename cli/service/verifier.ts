/**
 * Driver Verifier's standard settings for one driver. They take effect when the machine starts.
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/devtest/verifier-command-line
 *
 * @module
 */

import { toWide } from "../pipe/wide.ts";
import { machineNumber, machineString, RegistryType, writeMachineValue } from "./registry.ts";

const KEY = "SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management";
/** `verifier /standard`: special pool, IRQL, pool tracking, I/O, deadlocks, DMA, security, miscellaneous, DDI compliance. */
const STANDARD = 0x209bb;

/** Names of files, with spaces between; `*` is every driver. */
export function verifies(drivers: string, file: string): boolean {
  const names = drivers.toLowerCase().split(/\s+/);
  return names.includes("*") || names.includes(file.toLowerCase());
}

/** Turns it on for `x.sys`. @returns Whether it was on already. @throws {ServiceError} */
export function turnVerifierOn(file: string, service: string): boolean {
  const drivers = machineString(KEY, "VerifyDrivers") ?? "";
  const level = machineNumber(KEY, "VerifyDriverLevel") ?? 0;
  const isOn = verifies(drivers, file) && (level & STANDARD) === STANDARD;
  if (isOn) return true;
  const names = verifies(drivers, file) ? drivers : `${drivers} ${file}`.trim();
  writeMachineValue(KEY, "VerifyDrivers", RegistryType.sz, toWide(names), service);
  const bits = new Uint8Array(new Uint32Array([level | STANDARD]).buffer);
  writeMachineValue(KEY, "VerifyDriverLevel", RegistryType.dword, bits, service);
  return false;
}
