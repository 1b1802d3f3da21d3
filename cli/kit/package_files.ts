/**
 * The files of this package that are no modules: those of the kernel half.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { BadInputError, fileErrorReason } from "../errors.ts";

const PACKAGE = new URL("../../", import.meta.url);

/** The text of a file, by its path in the package. @throws {BadInputError} where it can't be read. */
export function packageText(path: string): string {
  return read(path, Deno.readTextFileSync);
}

/** The names of the files in a folder of the package, sorted. @throws {BadInputError} where it can't be read. */
export function namesIn(folder: string): string[] {
  return read(folder, (path) => [...Deno.readDirSync(path)]).map(({ name }) => name).sort();
}

function read<T>(path: string, reader: (path: string) => T): T {
  if (PACKAGE.protocol !== "file:") {
    throw new BadInputError(`Cannot read ${path} of ${PACKAGE}: it is not on this machine (install the npm package)`);
  }
  const full = fileURLToPath(new URL(path, PACKAGE));
  try {
    return reader(full);
  } catch (cause) {
    throw new BadInputError(`Cannot read ${full}: ${fileErrorReason(cause, full)}`, { cause });
  }
}
