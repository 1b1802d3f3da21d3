/**
 * The files of a recording: one, or one after the other as dumpcap's ring buffer names them.
 *
 *     run.pcapng → run_00001_20260131120000.pcapng, run_00002_20260131121000.pcapng, …
 *
 * @module
 */

/** When the next file begins; without either limit there is only one. */
export interface Rotation {
  /** A file is not larger than this, unless a single frame is; in bytes. */
  readonly size?: number;
  /** A file isn't begun with what comes later than this after its opening, in milliseconds. */
  readonly age?: number;
  /** Only the last so many files are kept. */
  readonly keep?: number;
}

/** One recording's files. */
export class Ring {
  readonly #path: string;
  readonly #rotation: Rotation | undefined;
  readonly #paths: string[] = [];
  #number = 0;
  #opened = 0;

  /** @param path The one file, or what the names of all files are made from. */
  constructor(path: string, rotation: Rotation | undefined) {
    this.#path = path;
    this.#rotation = rotation;
  }

  /** Whether what is recorded next belongs into the next file: `more` bytes, when this one has `written`. */
  isDue(written: number, more: number): boolean {
    const { size = Infinity, age = Infinity } = this.#rotation ?? {};
    return written + more > size || performance.now() - this.#opened >= age;
  }

  /** The path of the next file, which is about to be opened. */
  next(): string {
    this.#opened = performance.now();
    const path = this.#rotation === undefined ? this.#path : numbered(this.#path, ++this.#number, new Date());
    this.#paths.push(path);
    return path;
  }

  /** Removes the files that are not to be kept. One that can't be removed now is tried again the next time. */
  prune(): void {
    const { keep = Infinity } = this.#rotation ?? {};
    while (this.#paths.length > keep && remove(this.#paths[0]!)) this.#paths.shift();
  }
}

/** `run_00001_20260131120000.pcapng`: the number, and the UTC time of opening. */
function numbered(path: string, number: number, time: Date): string {
  const [, stem, extension] = /^(.*?)(\.[^./\\]*)?$/s.exec(path)!;
  const stamp = time.toISOString().replace(/\D/g, "").slice(0, 14);
  return `${stem}_${String(number).padStart(5, "0")}_${stamp}${extension ?? ""}`;
}

/** Whether the file is gone now. On Windows whoever has it open may keep it. */
function remove(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
