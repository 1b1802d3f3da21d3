/**
 * pcapng blocks and their options, little-endian.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { BLOCK_OVERHEAD, Option, padding } from "./pcapng.ts";

/** Appends blocks: {@linkcode begin}, the fields in their order, the options, {@linkcode end}. */
export class BlockWriter {
  readonly #out: ByteBuffer;
  #view: DataView;
  #start = 0;
  #hasOptions = false;

  /** @param out All blocks are appended to it. */
  constructor(out: ByteBuffer) {
    this.#out = out;
    this.#view = new DataView(out.bytes.buffer);
  }

  /** Starts a block. */
  begin(type: number): void {
    this.#start = this.#out.length;
    this.#hasOptions = false;
    this.u32(type);
    this.u32(0); // the length, written by end()
  }

  /** Appends a field of two bytes. */
  u16(value: number): void {
    const at = this.#room(2);
    this.#view.setUint16(at, value, true);
  }

  /** Appends a field of four bytes. */
  u32(value: number): void {
    const at = this.#room(4);
    this.#view.setUint32(at, value, true);
  }

  /** Appends a field of eight bytes. */
  u64(value: bigint): void {
    const at = this.#room(8);
    this.#view.setBigUint64(at, value, true);
  }

  /** Appends a timestamp: its upper four bytes come first, in both byte orders (section 4.3). */
  timestamp(value: bigint): void {
    this.u32(Number(value >> 32n));
    this.u32(Number(value & 0xffff_ffffn));
  }

  /** Appends bytes, and zeros up to a multiple of four. */
  padded(bytes: Uint8Array): void {
    const size = bytes.length + padding(bytes.length);
    const at = this.#room(size);
    this.#out.bytes.fill(0, at + bytes.length, at + size);
    this.#out.bytes.set(bytes, at);
  }

  /** Appends an option whose value is `bytes`. */
  option(code: number, bytes: Uint8Array): void {
    this.#optionHeader(code, bytes.length);
    this.padded(bytes);
  }

  /** Appends an option whose value is a field of four bytes. */
  optionU32(code: number, value: number): void {
    this.#optionHeader(code, 4);
    this.u32(value);
  }

  /** Appends an option whose value is a field of eight bytes. */
  optionU64(code: number, value: bigint): void {
    this.#optionHeader(code, 8);
    this.u64(value);
  }

  /** Appends an option whose value is a timestamp. */
  optionTimestamp(code: number, value: bigint): void {
    this.#optionHeader(code, 8);
    this.timestamp(value);
  }

  /** Ends the options, if there are any, and the block. */
  end(): void {
    if (this.#hasOptions) this.u32(Option.EndOfOptions);
    const length = this.#out.length - this.#start + BLOCK_OVERHEAD - 8;
    this.u32(length);
    this.#view.setUint32(this.#start + 4, length, true);
  }

  #optionHeader(code: number, length: number): void {
    this.#hasOptions = true;
    this.u16(code);
    this.u16(length);
  }

  /** Makes room for `size` bytes and returns where they start. */
  #room(size: number): number {
    const at = this.#out.length;
    const { buffer } = this.#out.reserve(size);
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    this.#out.length += size;
    return at;
  }
}
