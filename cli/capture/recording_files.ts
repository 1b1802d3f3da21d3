/**
 * The files of a recording: a single one, or with rotation several, named like those of dumpcap's ring buffer.
 *
 *     run.pcapng → run_00001_20260131120000.pcapng, run_00002_20260131121000.pcapng, …
 *
 * @module
 */

/** When to start another file; without size and age there is only one. */
export interface Rotation {
  /** The maximum size of a file in bytes, which only a single larger frame exceeds. */
  readonly size?: number;
  /** Frames that come later than this after a file was opened go to the next one; in milliseconds. */
  readonly age?: number;
  /** Keep only this many files, the newest. */
  readonly keep?: number;
}

/** Names the files of one recording, and removes the old ones. */
export class RecordingFiles {
  readonly #path: string;
  readonly #rotation: Rotation | undefined;
  readonly #paths: string[] = [];
  #number = 0;
  #opened = 0;

  /** @param path The single file; with rotation the pattern for the names of all. */
  constructor(path: string, rotation: Rotation | undefined) {
    this.#path = path;
    this.#rotation = rotation;
  }

  /** Whether the next `more` bytes belong in another file, given that this one has `written` bytes. */
  isDue(written: number, more: number): boolean {
    const { size = Infinity, age = Infinity } = this.#rotation ?? {};
    return written + more > size || performance.now() - this.#opened >= age;
  }

  /** The path of the next file, to be opened now. */
  next(): string {
    this.#opened = performance.now();
    const path = this.#rotation === undefined ? this.#path : numbered(this.#path, ++this.#number, new Date());
    this.#paths.push(path);
    return path;
  }

  /** Removes the oldest files. One that can't be removed is tried again the next time. */
  prune(): void {
    const { keep = Infinity } = this.#rotation ?? {};
    while (this.#paths.length > keep && remove(this.#paths[0]!)) this.#paths.shift();
  }
}

/** `run_00001_20260131120000.pcapng`: the number, and when the file was opened (UTC). */
function numbered(path: string, number: number, time: Date): string {
  const [, stem, extension] = /^(.*?)(\.[^./\\]*)?$/s.exec(path)!;
  const stamp = time.toISOString().replace(/\D/g, "").slice(0, 14);
  return `${stem}_${String(number).padStart(5, "0")}_${stamp}${extension ?? ""}`;
}

/** Returns whether the file no longer exists. On Windows a process that has it open can prevent its removal. */
function remove(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
