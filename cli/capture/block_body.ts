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
  /** The length of the body, in bytes. */
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  #at = 0;

  /** @param littleEndian The byte order of the section. */
  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.length = bytes.length;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#littleEndian = littleEndian;
  }

  /** How many bytes are left. */
  get rest(): number {
    return this.length - this.#at;
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
    return this.#bytes.subarray(at, at + length);
  }

  /** The options, up to the end of the block. @throws {DamagedBlock} when one is longer than the rest of the block. */
  *options(): Generator<{ code: number; value: BlockBody; bytes: Uint8Array }, void, undefined> {
    while (this.rest > 0) {
      const code = this.u16();
      const length = this.u16();
      if (code === Option.EndOfOptions) return;
      const bytes = this.padded(length);
      yield { code, bytes, value: new BlockBody(bytes, this.#littleEndian) };
    }
  }

  #pass(length: number): number {
    const at = this.#at;
    if (at + length > this.length) {
      throw new DamagedBlock(`${length} bytes expected, but a block has only ${this.rest} left`);
    }
    this.#at += length;
    return at;
  }
}
