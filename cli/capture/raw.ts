/**
 * Raw recordings: a file of frames of one size, with nothing between them.
 *
 * @module
 */

import { BadInputError } from "../errors.ts";
import type { Batch, Frame } from "../frame.ts";

/** How much is read at once: large enough that the cost of a read doesn't count, small enough to stay in the cache. */
const CHUNK_SIZE = 256 * 1024;

/**
 * Cuts a file, or standard input, into frames of `frameSize` bytes. What is left at the end is a shorter frame.
 *
 * @param path The file; `-` is standard input.
 * @throws {BadInputError} when it can't be opened or read.
 */
export async function* readRaw(path: string, frameSize: number): AsyncGenerator<Batch, void, undefined> {
  const input = path === "-" ? Deno.stdin : await open(path);
  try {
    let seq = 0;
    const buffer = new Uint8Array(frameSize * Math.max(1, Math.floor(CHUNK_SIZE / frameSize)));
    for (let filled = 0;;) {
      const read = await input.read(buffer.subarray(filled)).catch((error) => {
        throw new BadInputError(`Cannot read ${nameInput(path)}: ${error.message}`, { cause: error });
      });
      filled += read ?? 0;
      const whole = read === null ? filled : filled - filled % frameSize;
      const batch: Frame[] = [];
      for (let at = 0; at < whole; at += frameSize) {
        const bytes = buffer.subarray(at, Math.min(at + frameSize, whole));
        batch.push({ kind: "frame", seq: ++seq, time: null, client: null, pid: null, bytes });
      }
      if (batch.length > 0) yield batch;
      if (read === null) return;
      buffer.copyWithin(0, whole, filled);
      filled -= whole;
    }
  } finally {
    if (path !== "-") input.close();
  }
}

async function open(path: string): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path);
    if (!(await file.stat()).isDirectory) return file;
    file.close();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new BadInputError(`Cannot read ${path}: there is no such file (check the path after -r)`, { cause: error });
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new BadInputError(`Cannot read ${path}: access is denied (check who may read the file)`, { cause: error });
    }
    if (error instanceof Deno.errors.NotCapable) {
      throw new BadInputError(`Cannot read ${path}: Deno may not (run with --allow-read=${path})`, { cause: error });
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new BadInputError(`Cannot read ${path}: ${why}`, { cause: error });
  }
  throw new BadInputError(`Cannot read ${path}: it is a folder (give a file, or - for standard input)`);
}

function nameInput(path: string): string {
  return path === "-" ? "standard input" : path;
}
