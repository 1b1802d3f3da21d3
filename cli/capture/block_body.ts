/**
 * The fields and options in the body of a pcapng block, one after the other.
 *
 * @module
 */

import { Option, padding } from "./pcapng.ts";

/** A block says of itself what can't be. Its message says what. */
export class DamagedBlock extends Error {
  override readonly name = "DamagedBlock";
}

/** Reads the body of a block from its beginning to its end. */
export class Fields {
  /** The length of the body, in bytes. */
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  #at = 0;

  /** Takes the body, and the byte order of its section. */
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

  /** A field of two bytes. @throws {DamagedBlock} when the block has ended. */
  u16(): number {
    return this.#view.getUint16(this.#pass(2), this.#littleEndian);
  }

  /** A field of four bytes. @throws {DamagedBlock} when the block has ended. */
  u32(): number {
    return this.#view.getUint32(this.#pass(4), this.#littleEndian);
  }

  /** A signed field of eight bytes. @throws {DamagedBlock} when the block has ended. */
  i64(): bigint {
    return this.#view.getBigInt64(this.#pass(8), this.#littleEndian);
  }

  /** A timestamp: its upper four bytes come first, whatever the byte order. @throws {DamagedBlock} */
  timestamp(): bigint {
    return BigInt(this.u32()) << 32n | BigInt(this.u32());
  }

  /** `length` bytes and what pads them to a multiple of four. @throws {DamagedBlock} when the block has fewer. */
  padded(length: number): Uint8Array {
    const at = this.#pass(length + padding(length));
    return this.#bytes.subarray(at, at + length);
  }

  /** The options, up to the end of the block. @throws {DamagedBlock} when one is longer than that. */
  *options(): Generator<{ code: number; value: Fields; bytes: Uint8Array }, void, undefined> {
    while (this.rest > 0) {
      const code = this.u16();
      const length = this.u16();
      if (code === Option.EndOfOptions) return;
      const bytes = this.padded(length);
      yield { code, bytes, value: new Fields(bytes, this.#littleEndian) };
    }
  }

  #pass(length: number): number {
    const at = this.#at;
    if (at + length > this.length) throw new DamagedBlock(`a block has ${this.rest} bytes where ${length} should be`);
    this.#at += length;
    return at;
  }
}
