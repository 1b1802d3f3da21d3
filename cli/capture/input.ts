/**
 * The bytes of a recording: a file or standard input, read piece by piece.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { BadInputError, fileErrorReason } from "../errors.ts";

/** How a recording is read. */
export interface InputOptions {
  /** At the end of the file, wait for more until `signal` aborts. */
  readonly follow?: boolean | undefined;
  /** Ends the wait for more. */
  readonly signal?: AbortSignal | undefined;
}

/** A source of bytes: an open file, or a stub of one. */
export type Readable = Pick<Deno.FsFile, "read"> & Partial<Pick<Deno.FsFile, "stat" | "close">>;

/** Bytes per read: large enough for the cost of a read not to matter, small enough for the CPU cache. */
const CHUNK_SIZE = 256 * 1024;
/** How often a followed file is checked for more, in milliseconds. */
const POLL = 100;

/** A window onto the bytes: {@linkcode fill} extends its end, {@linkcode skip} advances its start. */
export class Input implements Disposable {
  /** The name for messages. */
  readonly name: string;
  /** The total number of bytes; null if unknown or growing. */
  readonly size: number | null;
  readonly #file: Readable;
  readonly #options: InputOptions;
  #buffer = new Uint8Array(CHUNK_SIZE);
  #start = 0;
  #end = 0;
  #position = 0;

  /** Wraps a file that is already open. */
  constructor(name: string, file: Readable, size: number | null = null, options: InputOptions = {}) {
    this.name = name;
    this.size = options.follow ? null : size;
    this.#file = file;
    this.#options = options;
  }

  /**
   * Opens a file; `-` is standard input.
   *
   * @throws {BadInputError} when it can't be opened.
   */
  static async open(path: string, options: InputOptions = {}): Promise<Input> {
    if (path === "-") return new Input("standard input", { read: (room) => Deno.stdin.read(room) });
    const { file, size } = await open(path);
    return new Input(path, file, size, options);
  }

  /** The window. Its bytes are valid until the next {@linkcode fill}. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** The memory of the window, from its beginning, which the window needn't be at: {@linkcode start} and {@linkcode end} are. */
  get memory(): Uint8Array<ArrayBuffer> {
    return this.#buffer;
  }

  /** Where the window begins in {@linkcode memory}. */
  get start(): number {
    return this.#start;
  }

  /** Where the window ends in {@linkcode memory}. */
  get end(): number {
    return this.#end;
  }

  /** Whether the end of the input only means that the wait for more was ended. */
  get follows(): boolean {
    return this.#options.follow === true;
  }

  /** The offset of the window in the file. */
  get position(): number {
    return this.#position;
  }

  /** Advances the start of the window. */
  skip(length: number): void {
    this.#start += length;
    this.#position += length;
  }

  /**
   * Reads more bytes into the window; false at the end of the input.
   *
   * @throws {BadInputError} when reading fails.
   */
  async fill(): Promise<boolean> {
    this.#makeRoom();
    const room = this.#buffer.subarray(this.#end, this.#end + CHUNK_SIZE);
    let read = await this.#read(room);
    while (read === null && this.#options.follow && await this.#waitForMore()) read = await this.#read(room);
    this.#end += read ?? 0;
    return read !== null;
  }

  /** Reads until the window has `length` bytes; false if the input ends before. */
  async has(length: number): Promise<boolean> {
    while (this.#end - this.#start < length) if (!await this.fill()) return false;
    return true;
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close?.();
  }

  /** The memory grows only with the bytes that were read, not with the lengths that they claim. */
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

  /** @throws {BadInputError} when the file was truncated. */
  async #waitForMore(): Promise<boolean> {
    const { signal } = this.#options;
    if (signal?.aborted) return false;
    const { size = Infinity } = await this.#file.stat?.() ?? {};
    if (size < this.#position + this.#end - this.#start) {
      throw new BadInputError(
        `Cannot follow ${this.name}: the file was truncated (run again to read it from the start)`,
      );
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
