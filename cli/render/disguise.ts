/**
 * Frames that look like what we ourselves print of events.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";

const SPACE = 0x20;
const HASH = 0x23;

/** What begins at `start` as an event line does must not be taken for one: its `#` is written `\x23`. */
export function disguiseEvent(output: ByteBuffer, start: number): void {
  if (output.length < start + 2 || output.bytes[start] !== HASH || output.bytes[start + 1] !== SPACE) return;
  const rest = output.bytes.slice(start + 1, output.length);
  output.length = start;
  output.ascii("\\x23");
  output.reserve(rest.length).set(rest, output.length);
  output.length += rest.length;
}
