/**
 * What a conversion prints, padded to its width.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";

/** The width and precision of one conversion, with those that were arguments. */
export interface Field {
  /** The minimum number of bytes. */
  width: number;
  /** The precision; -1 if there is none. */
  precision: number;
  /** Pad on the right. */
  left: boolean;
  /** Pad with zeros on the left. */
  zeros: boolean;
}

const SPACE = 0x20;
const ZERO = 0x30;

/** Appends the padding before `size` bytes, with `prefix` before zeros and after spaces. */
export function padBefore({ width, left, zeros }: Field, size: number, prefix: string, out: ByteBuffer): void {
  const padding = left ? 0 : width - prefix.length - size;
  if (padding > 0 && !zeros) fill(out, SPACE, padding);
  if (prefix !== "") out.ascii(prefix);
  if (padding > 0 && zeros) fill(out, ZERO, padding);
}

/** Appends the padding after `size` bytes. */
export function padAfter({ width, left }: Field, size: number, out: ByteBuffer): void {
  if (left && width > size) fill(out, SPACE, width - size);
}

function fill(out: ByteBuffer, byte: number, count: number): void {
  out.reserve(count).fill(byte, out.length, out.length + count);
  out.length += count;
}
