/**
 * The fields and options in the body of a pcapng block.
 *
 * @module
 */

import { Option, padding } from "./pcapng.ts";

/** A block contradicts itself; the message says how. */
export class DamagedBlock extends Error {
  override readonly name = "DamagedBlock";
}

/** The body of a block, read from its beginning to its end. */
export class BlockBody {
  readonly #memory: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly #littleEndian: boolean;
  #at: number;

  /**
   * The body lies between `start` and `end` of `memory`, of which `view` is the whole: blocks are many, and a view of each would
   * take longer than reading it.
   *
   * @param littleEndian The byte order of the section.
   */
  constructor(memory: Uint8Array, view: DataView, start: number, end: number, littleEndian: boolean) {
    this.#memory = memory;
    this.#view = view;
    this.#at = start;
    this.#end = end;
    this.#littleEndian = littleEndian;
  }

  /** How many bytes are left. */
  get rest(): number {
    return this.#end - this.#at;
  }

  /** A field of two bytes. @throws {DamagedBlock} when fewer bytes are left. */
  u16(): number {
    return this.#view.getUint16(this.#pass(2), this.#littleEndian);
  }

  /** A field of four bytes. @throws {DamagedBlock} when fewer bytes are left. */
  u32(): number {
    return this.#view.getUint32(this.#pass(4), this.#littleEndian);
  }

  /** A signed field of eight bytes. @throws {DamagedBlock} when fewer bytes are left. */
  i64(): bigint {
    return this.#view.getBigInt64(this.#pass(8), this.#littleEndian);
  }

  /** A timestamp: its upper four bytes come first in both byte orders. @throws {DamagedBlock} */
  timestamp(): bigint {
    return BigInt(this.u32()) << 32n | BigInt(this.u32());
  }

  /** `length` bytes, followed by padding to a multiple of four. @throws {DamagedBlock} when fewer are left. */
  padded(length: number): Uint8Array {
    const at = this.#pass(length + padding(length));
    return this.#memory.subarray(at, at + length);
  }

  /** The next option; undefined at the end of the options or of the block. @throws {DamagedBlock} when it is longer than the rest. */
  option(): BlockOption | undefined {
    if (this.rest === 0) return undefined;
    const code = this.u16();
    const length = this.u16();
    if (code === Option.EndOfOptions) return undefined;
    const start = this.#pass(length + padding(length));
    return new BlockOption(code, this.#memory, this.#view, start, start + length, this.#littleEndian);
  }

  #pass(length: number): number {
    const at = this.#at;
    if (at + length > this.#end) {
      throw new DamagedBlock(`${length} bytes expected, but a block has only ${this.rest} left`);
    }
    this.#at += length;
    return at;
  }
}

/** An option, of which nothing is made until it is asked for. */
export class BlockOption {
  /** Its number. */
  readonly code: number;
  readonly #memory: Uint8Array;
  readonly #view: DataView;
  readonly #start: number;
  readonly #end: number;
  readonly #littleEndian: boolean;

  /** @see BlockBody */
  constructor(code: number, memory: Uint8Array, view: DataView, start: number, end: number, littleEndian: boolean) {
    this.code = code;
    this.#memory = memory;
    this.#view = view;
    this.#start = start;
    this.#end = end;
    this.#littleEndian = littleEndian;
  }

  /** Its bytes. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(this.#start, this.#end);
  }

  /** Its fields. */
  get value(): BlockBody {
    return new BlockBody(this.#memory, this.#view, this.#start, this.#end, this.#littleEndian);
  }
}
