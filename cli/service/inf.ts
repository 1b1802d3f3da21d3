/**
 * What an INF file says about the driver that it installs. Only a driver without a device is installed by one alone:
 * `[DefaultInstall.NTamd64]` with an AddService, which Microsoft calls a primitive driver.
 *
 * @see https://learn.microsoft.com/windows-hardware/drivers/develop/creating-a-primitive-driver
 *
 * @module
 */

import { dirname, join } from "node:path";
import { BadInputError } from "../errors.ts";
import { INVALID_HANDLE_VALUE, kernel32 } from "../pipe/kernel32.ts";
import { fromWide, toWide } from "../pipe/wide.ts";
import { setupapi } from "./setupapi.ts";

/** A driver that can be installed by its INF file. */
export interface Inf {
  /** The file, absolute. */
  readonly path: string;
  /** The name of its service. */
  readonly service: string;
  /** The driver's file beside the INF file. */
  readonly image: string;
  /** Where SetupAPI copies it to. */
  readonly target: string;
}

const INF_STYLE_WIN4 = 2;
const ERROR_FILE_NOT_FOUND = 2;
const ERROR_PATH_NOT_FOUND = 3;
/** sizeof(INFCONTEXT): two pointers and two UINTs. */
const CONTEXT_SIZE = 24;
/** Of a field, in UTF-16 units; MAX_INF_STRING_LENGTH. */
const MAX_FIELD = 4096;

/** Reads an INF file. @param path Absolute: SetupAPI looks elsewhere for a bare name. @throws {BadInputError} */
export function readInf(path: string): Inf {
  using file = openInf(path);
  const { handle } = file;
  const section = actualSection(handle, "DefaultInstall");
  const [services, ...more] = fields(handle, `${section}.Services`, "AddService", [1, 3]);
  if (services === undefined || more.length > 0) {
    const what = services === undefined ? "installs no service" : "installs several services";
    const advice = "expected one AddService below [DefaultInstall] for this architecture; else give the .sys";
    throw new BadInputError(`Cannot install ${path}: by itself it ${what} on this machine (${advice})`);
  }
  const [service = "", serviceSection = ""] = services;
  const [target = ""] = fields(handle, serviceSection, "ServiceBinary", [1])[0] ?? [];
  if (service === "" || target === "") {
    throw new BadInputError(`Cannot install ${path}: its service has no name or no ServiceBinary (complete it)`);
  }
  return { path, service, image: join(dirname(path), target.replace(/^.*[\\/]/, "")), target };
}

/** An INF file that SetupAPI has open. @throws {BadInputError} where it can't be read. */
export function openInf(path: string): Disposable & { readonly handle: bigint } {
  const line = new Uint32Array(new ArrayBuffer(4));
  const handle = setupapi().SetupOpenInfFileW(toWide(path), 0n, INF_STYLE_WIN4, new Uint8Array(line.buffer));
  const error = handle === INVALID_HANDLE_VALUE ? kernel32().GetLastError() : 0;
  if (error === 0) return { handle, [Symbol.dispose]: () => setupapi().SetupCloseInfFile(handle) };
  if (error === ERROR_FILE_NOT_FOUND || error === ERROR_PATH_NOT_FOUND) {
    throw new BadInputError(`Cannot install ${path}: there is no such file (check the path)`);
  }
  const where = line[0] === 0 ? "" : `, line ${line[0]}`;
  throw new BadInputError(
    `Cannot install ${path}: it is not an INF file of Windows, error 0x${error.toString(16)}${where} (check the file)`,
  );
}

/** Whether there is such a section with anything in it. */
export function hasSection(handle: bigint, section: string): boolean {
  return setupapi().SetupFindFirstLineW(handle, toWide(section), null, new Uint8Array(CONTEXT_SIZE)) !== 0;
}

/** The section with the decoration of this machine, `DefaultInstall.NTamd64`, as far as there is one. */
export function actualSection(handle: bigint, name: string): string {
  const buffer = new Uint8Array(new ArrayBuffer(2 * MAX_FIELD));
  const size = new Uint8Array(new ArrayBuffer(4));
  setupapi().SetupDiGetActualSectionToInstallW(handle, toWide(name), buffer, MAX_FIELD, size, 0n);
  return text(buffer);
}

/** The fields with these numbers, for each line of the section with this key. */
function fields(handle: bigint, section: string, key: string, numbers: readonly number[]): string[][] {
  const { SetupFindFirstLineW, SetupFindNextMatchLineW } = setupapi();
  const context = new Uint8Array(new ArrayBuffer(CONTEXT_SIZE));
  const wideKey = toWide(key);
  const found: string[][] = [];
  let more = SetupFindFirstLineW(handle, toWide(section), wideKey, context);
  while (more !== 0) {
    found.push(numbers.map((number) => field(context, number)));
    more = SetupFindNextMatchLineW(context, wideKey, context);
  }
  return found;
}

/** A field of a line, with its `%strings%` replaced; empty where there is none. */
function field(context: Uint8Array<ArrayBuffer>, number: number): string {
  const buffer = new Uint8Array(new ArrayBuffer(2 * MAX_FIELD));
  const size = new Uint8Array(new ArrayBuffer(4));
  setupapi().SetupGetStringFieldW(context, number, buffer, MAX_FIELD, size);
  return text(buffer);
}

function text(buffer: Uint8Array<ArrayBuffer>): string {
  return fromWide(buffer, MAX_FIELD).replace(/\0.*$/s, "");
}
