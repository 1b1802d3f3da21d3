/**
 * The bytes of a recording: a file or standard input, a piece at a time.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { BadInputError } from "../errors.ts";
import { fileErrorReason } from "../file_error.ts";

/** How a recording is read. */
export interface InputOptions {
  /** At the end of the file, wait for more until `signal` aborts. */
  readonly follow?: boolean | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** What bytes are read from: an open file, or less. */
export type Readable = Pick<Deno.FsFile, "read"> & Partial<Pick<Deno.FsFile, "stat" | "close">>;

/** How much is read at once: large enough that the cost of a read doesn't count, small enough to stay in the cache. */
const CHUNK_SIZE = 256 * 1024;
/** How often a file that is followed is looked at, in milliseconds. */
const POLL = 100;

/** A window onto the bytes: {@linkcode fill} makes it longer at its end, {@linkcode skip} shorter at its beginning. */
export class Input implements Disposable {
  /** For people. */
  readonly name: string;
  /** How many bytes there are in all; null where that isn't known, or grows. */
  readonly size: number | null;
  readonly #file: Readable;
  readonly #options: InputOptions;
  #buffer = new Uint8Array(CHUNK_SIZE);
  #start = 0;
  #end = 0;
  #position = 0;

  /** Takes what is open already. */
  constructor(name: string, file: Readable, size: number | null = null, options: InputOptions = {}) {
    this.name = name;
    this.size = options.follow ? null : size;
    this.#file = file;
    this.#options = options;
  }

  /**
   * Opens a file; `-` is standard input.
   *
   * @throws {BadInputError} when that can't be done.
   */
  static async open(path: string, options: InputOptions = {}): Promise<Input> {
    if (path === "-") return new Input("standard input", { read: (room) => Deno.stdin.read(room) });
    const { file, size } = await open(path);
    return new Input(path, file, size, options);
  }

  /** The window. Its bytes are good until the next {@linkcode fill}. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** Whether it ends only because someone has stopped waiting for more. */
  get follows(): boolean {
    return this.#options.follow === true;
  }

  /** How many bytes are before the window. */
  get position(): number {
    return this.#position;
  }

  /** Takes bytes out of the window, from its beginning. */
  skip(length: number): void {
    this.#start += length;
    this.#position += length;
  }

  /**
   * Reads more behind the window; false at the end.
   *
   * @throws {BadInputError} when that can't be done.
   */
  async fill(): Promise<boolean> {
    this.#makeRoom();
    const room = this.#buffer.subarray(this.#end, this.#end + CHUNK_SIZE);
    let read = await this.#read(room);
    while (read === null && this.#options.follow && await this.#waitForMore()) read = await this.#read(room);
    this.#end += read ?? 0;
    return read !== null;
  }

  /** Reads until the window has `length` bytes; false when there are no more. */
  async has(length: number): Promise<boolean> {
    while (this.#end - this.#start < length) if (!await this.fill()) return false;
    return true;
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close?.();
  }

  /** The memory grows only when it is full of bytes that are really there, whatever length they promise. */
  #makeRoom(): void {
    const { bytes } = this;
    const target = bytes.length > this.#buffer.length / 2 ? new Uint8Array(2 * this.#buffer.length) : this.#buffer;
    target.set(bytes);
    this.#buffer = target;
    this.#start = 0;
    this.#end = bytes.length;
  }

  async #read(room: Uint8Array): Promise<number | null> {
    try {
      return await this.#file.read(room);
    } catch (error) {
      throw new BadInputError(`Cannot read ${this.name}: ${fileErrorReason(error, this.name)}`, { cause: error });
    }
  }

  /** @throws {BadInputError} when the file has become shorter. */
  async #waitForMore(): Promise<boolean> {
    const { signal } = this.#options;
    if (signal?.aborted) return false;
    const { size = Infinity } = await this.#file.stat?.() ?? {};
    if (size < this.#position + this.#end - this.#start) {
      throw new BadInputError(`Cannot follow ${this.name}: it has become shorter (start again to read it anew)`);
    }
    await delay(POLL, signal === undefined ? {} : { signal }).catch(() => {});
    return true;
  }
}

async function open(path: string): Promise<{ file: Deno.FsFile; size: number | null }> {
  try {
    const file = await Deno.open(path);
    const { isDirectory, isFile, size } = await file.stat();
    if (!isDirectory) return { file, size: isFile ? size : null };
    file.close();
  } catch (error) {
    throw new BadInputError(`Cannot read ${path}: ${fileErrorReason(error, path, "the path after -r")}`, {
      cause: error,
    });
  }
  throw new BadInputError(`Cannot read ${path}: it is a folder (give a file, or - for standard input)`);
}
