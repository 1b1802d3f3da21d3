/**
 * The text of a header on the disk: its encoding, and its name in another case.
 *
 * @module
 */

import { BadInputError, fileErrorReason } from "../../errors.ts";

/**
 * Reads a file in UTF-8, or in UTF-16 with a byte order mark, as Visual Studio may save it.
 *
 * @param encoding Instead of UTF-8: a name that TextDecoder knows.
 */
export async function readHeaderText(path: string, encoding = "utf-8"): Promise<string> {
  try {
    const bytes = await readFile(path);
    return new TextDecoder(markedEncoding(bytes) ?? encoding).decode(bytes);
  } catch (error) {
    throw new BadInputError(`Cannot read ${path}: ${fileErrorReason(error, path)}`, { cause: error });
  }
}

function markedEncoding([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) || Deno.build.os === "windows") throw error;
    const other = await inAnyCase(path).catch(() => undefined);
    if (other === undefined) throw error;
    return await Deno.readFile(other);
  }
}

/** The path as the disk spells it, since Windows would find it in any case; undefined if there is none. */
async function inAnyCase(path: string): Promise<string | undefined> {
  const [first = "", ...steps] = path.split("/");
  let found = first === "" ? "/" : path.startsWith(`${first}/`) ? first : ".";
  for (const step of first === "" || steps.length > 0 ? steps : [first]) {
    const name = step === "." || step === ".." ? step : await entryOf(found, step);
    if (name === undefined) return undefined;
    found = `${found.replace(/\/$/, "")}/${name}`;
  }
  return found;
}

async function entryOf(folder: string, wanted: string): Promise<string | undefined> {
  let other: string | undefined;
  for await (const { name } of Deno.readDir(folder)) {
    if (name === wanted) return name;
    if (name.toLowerCase() === wanted.toLowerCase()) other ??= name;
  }
  return other;
}
