/**
 * What a driver project of one's own gets: the kernel client, and a whole driver that uses it.
 *
 * @module
 */

import { join } from "node:path";
import { RecordingError } from "../errors.ts";
import { amalgamation } from "./amalgamation.ts";
import { packageText } from "./package_files.ts";

/** The files by their names, in the order in which they are written. */
export function kitFiles(): Readonly<Record<string, string>> {
  const { source, header } = amalgamation();
  return {
    "pipelisten.h": header,
    "pipelisten.c": source,
    "pipelisten_example.c": packageText("driver/example/adopter.c"),
  };
}

/**
 * Writes the files into a folder, which is created. Where one of them exists, nothing is written.
 *
 * @returns Their paths.
 * @throws {RecordingError} when one exists, or can't be written.
 */
export function writeKit(folder: string, files: Readonly<Record<string, string>> = kitFiles()): string[] {
  const texts = Object.entries(files).map(([name, text]) => [join(folder, name), text] as const);
  for (const [path] of texts) {
    if (exists(path)) throw new RecordingError(`Cannot write ${path}: it exists (remove it, or choose another DIR)`);
  }
  for (const [path, text] of texts) {
    try {
      Deno.mkdirSync(folder, { recursive: true });
      Deno.writeTextFileSync(path, text, { createNew: true });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new RecordingError(`Cannot write ${path}: ${why} (choose another DIR)`, { cause });
    }
  }
  return texts.map(([path]) => path);
}

/** Also a broken link, which writing would follow. */
function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}
