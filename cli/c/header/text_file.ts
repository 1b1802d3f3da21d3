/**
 * A header's text off the disk.
 *
 * @module
 */

import { BadInputError } from "../../errors.ts";

/**
 * Reads a header. It is UTF-8, or UTF-16 with a byte order mark, as Visual Studio may save it.
 *
 * @throws {BadInputError} when it isn't there or may not be read.
 */
export async function readHeaderText(path: string): Promise<string> {
  try {
    const bytes = await Deno.readFile(path);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
  } catch (error) {
    throw new BadInputError(`Cannot read ${path}: ${reason(path, error)}`, { cause: error });
  }
}

function reason(path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file (check the path)";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder (give a header)";
  if (error instanceof Deno.errors.PermissionDenied) return "access is denied (check who may read the file)";
  if (error instanceof Deno.errors.NotCapable) return `Deno may not (run with --allow-read=${path})`;
  return error instanceof Error ? error.message : String(error);
}
