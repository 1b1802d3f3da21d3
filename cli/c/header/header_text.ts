/**
 * The text of a header file.
 *
 * @module
 */

import { BadInputError } from "../../errors.ts";
import { fileErrorReason } from "../../file_error.ts";

/**
 * Reads a header. It is UTF-8, or UTF-16 with a byte order mark, as Visual Studio may save it.
 *
 * @throws {BadInputError} when it cannot be read.
 */
export async function readHeaderText(path: string): Promise<string> {
  try {
    const bytes = await Deno.readFile(path);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
  } catch (error) {
    throw new BadInputError(`Cannot read ${path}: ${fileErrorReason(error, path)}`, { cause: error });
  }
}
