/**
 * What is typed at a console of Windows, in UTF-8. Deno reads a console in its code page, where characters that this has not
 * are lost (denoland/deno#18240); ReadConsoleW knows no code page.
 *
 * @module
 */

import { kernel32 } from "./kernel32.ts";

/** Reads UTF-16 units into `units` and returns how many; undefined if the console can't be read. */
export type ReadUnits = (units: Uint16Array<ArrayBuffer>) => Promise<number | undefined>;

/** STD_INPUT_HANDLE, (DWORD)-10. */
const STD_INPUT_HANDLE = 0xFFFF_FFF6;
/** Ctrl+Z at the start of a line is the end of the input, as for every program of Windows. */
const CTRL_Z = 0x1A;
const NEWLINE = 0x0A;

/** The console as a byte stream. */
export class ConsoleInput {
  readonly #readUnits: ReadUnits;
  readonly #units = new Uint16Array(new ArrayBuffer(8192));
  readonly #decoder = new TextDecoder("utf-16le", { ignoreBOM: true });
  readonly #encoder = new TextEncoder();
  #rest: Uint8Array = new Uint8Array(0);
  #atLineStart = true;
  #ended = false;

  /** @param readUnits What to read from; by default the console of this process. */
  constructor(readUnits: ReadUnits = readConsole) {
    this.#readUnits = readUnits;
  }

  /** Reads up to as many bytes as `into` has, waiting for a line; null at the end. */
  async read(into: Uint8Array): Promise<number | null> {
    while (this.#rest.length === 0 && !this.#ended) await this.#fill();
    if (this.#rest.length === 0) return null;
    const length = Math.min(into.length, this.#rest.length);
    into.set(this.#rest.subarray(0, length));
    this.#rest = this.#rest.subarray(length);
    return length;
  }

  async #fill(): Promise<void> {
    const count = await this.#readUnits(this.#units);
    if (count === undefined || (this.#atLineStart && this.#units[0] === CTRL_Z && count > 0)) {
      this.#ended = true;
      return;
    }
    const units = this.#units.subarray(0, count);
    if (count > 0) this.#atLineStart = units[count - 1] === NEWLINE;
    // A surrogate pair may be split between two reads: the decoder keeps its first half.
    this.#rest = this.#encoder.encode(this.#decoder.decode(units, { stream: true }));
  }
}

async function readConsole(units: Uint16Array<ArrayBuffer>): Promise<number | undefined> {
  const { GetStdHandle, ReadConsoleWAsync } = kernel32();
  const read = new Uint32Array(new ArrayBuffer(4));
  const buffer = new Uint8Array(units.buffer, units.byteOffset, units.byteLength);
  const ok = await ReadConsoleWAsync(
    GetStdHandle(STD_INPUT_HANDLE),
    buffer,
    units.length,
    new Uint8Array(read.buffer),
    0n,
  );
  return ok === 0 ? undefined : read[0]!;
}
