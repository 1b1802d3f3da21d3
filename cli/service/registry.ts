/**
 * The registry values of a driver's service.
 *
 * @module
 */

import { kernel32 } from "../pipe/kernel32.ts";
import { fromWide, toWide } from "../pipe/wide.ts";
import { advapi32 } from "./advapi32.ts";
import { ServiceError } from "./reasons.ts";
import type { RegistryValue } from "./registry_value.ts";

const HKEY_LOCAL_MACHINE = 0xFFFF_FFFF_8000_0002n;
const SERVICES = "SYSTEM\\CurrentControlSet\\Services";
const KEY_READ = 0x2_0019;
const REG_OPTION_VOLATILE = 1;
const ERROR_SUCCESS = 0;
const ERROR_FILE_NOT_FOUND = 2;
/** A key's name has at most 255 characters. */
const MAX_NAME_UNITS = 256;
const RRF_RT_REG_SZ = 0x02;
const RRF_RT_REG_DWORD = 0x10;
/** Of a string value that is read here, in bytes. */
const MAX_STRING = 8192;

/** Writes a value of a service, and creates its key if need be. @throws {ServiceError} */
export function writeValue(service: string, { key, name, type, data }: RegistryValue): void {
  writeMachineValue(`${SERVICES}\\${service}${key === "" ? "" : `\\${key}`}`, name, type, data, service);
}

/** Writes a value of the machine's. @throws {ServiceError} */
export function writeMachineValue(
  key: string,
  name: string,
  type: number,
  data: Uint8Array<ArrayBuffer>,
  service: string,
): void {
  const { RegSetKeyValueW } = advapi32();
  const error = RegSetKeyValueW(HKEY_LOCAL_MACHINE, toWide(key), toWide(name), type, data, data.length);
  if (error !== ERROR_SUCCESS) throw new ServiceError(`write the registry value ${name}`, error, service);
}

/** Creates a key of the machine's that lasts until the machine is shut down. @throws {ServiceError} */
export function createVolatileKey(key: string, service: string): void {
  const handle = new BigUint64Array(new ArrayBuffer(8));
  // deno-fmt-ignore
  const error = advapi32().RegCreateKeyExW(
    HKEY_LOCAL_MACHINE, toWide(key), 0, 0n, REG_OPTION_VOLATILE, KEY_READ, 0n, new Uint8Array(handle.buffer), 0n,
  );
  if (error !== ERROR_SUCCESS) throw new ServiceError(`create the registry key ${key}`, error, service);
  kernel32().RegCloseKey(handle[0]!);
}

/** A REG_SZ value of the machine's; undefined where there is none. */
export function machineString(key: string, name: string): string | undefined {
  const data = read(key, name, RRF_RT_REG_SZ, MAX_STRING);
  return data === undefined ? undefined : fromWide(data, data.length / 2).replace(/\0.*$/s, "");
}

/** A REG_DWORD value of the machine's; undefined where there is none. */
export function machineNumber(key: string, name: string): number | undefined {
  const data = read(key, name, RRF_RT_REG_DWORD, 4);
  return data === undefined ? undefined : new DataView(data.buffer).getUint32(0, true);
}

function read(key: string, name: string, flags: number, max: number): Uint8Array<ArrayBuffer> | undefined {
  const data = new Uint8Array(new ArrayBuffer(max));
  const size = new Uint32Array(new ArrayBuffer(4)).fill(max);
  const { RegGetValueW } = advapi32();
  const sizeBytes = new Uint8Array(size.buffer);
  const error = RegGetValueW(HKEY_LOCAL_MACHINE, toWide(key), toWide(name), flags, 0n, data, sizeBytes);
  return error === ERROR_SUCCESS ? data.slice(0, size[0]) : undefined;
}

/** Deletes a key of the machine's with all that is in it, if there is one. @throws {ServiceError} */
export function deleteMachineKey(key: string): void {
  const error = advapi32().RegDeleteTreeW(HKEY_LOCAL_MACHINE, toWide(key));
  if (error !== ERROR_SUCCESS && error !== ERROR_FILE_NOT_FOUND) {
    throw new ServiceError(`delete the registry key ${key}`, error, "");
  }
}

/** The names of all services and drivers that the registry has. @throws {ServiceError} */
export function serviceNames(): string[] {
  return subkeys(SERVICES);
}

/** The names of the keys in a key of the machine's; none if there is no such key. @throws {ServiceError} */
export function subkeys(path: string): string[] {
  const { RegOpenKeyExW, RegCloseKey } = kernel32();
  const key = new BigUint64Array(new ArrayBuffer(8));
  const error = RegOpenKeyExW(HKEY_LOCAL_MACHINE, toWide(path), 0, KEY_READ, new Uint8Array(key.buffer));
  if (error === ERROR_FILE_NOT_FOUND) return [];
  if (error !== ERROR_SUCCESS) throw new ServiceError(`read the registry key ${path}`, error, "");
  const names: string[] = [];
  const name = new Uint8Array(new ArrayBuffer(2 * MAX_NAME_UNITS));
  for (let i = 0;; i++) {
    const length = new Uint32Array(new ArrayBuffer(4)).fill(MAX_NAME_UNITS);
    const more = advapi32().RegEnumKeyExW(key[0]!, i, name, new Uint8Array(length.buffer), 0n, 0n, 0n, 0n);
    if (more !== ERROR_SUCCESS) break;
    names.push(fromWide(name, length[0]!));
  }
  RegCloseKey(key[0]!);
  return names;
}
