/**
 * The sample driver's frames, byte for byte, written down once more so that tests have something to compare with.
 *
 * @module
 */

const HELLO = new TextEncoder().encode("hello lyshark");

/** A text frame: `hello lyshark`, and NULs up to 4096 bytes. */
export function helloFrame(): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(4096);
  frame.set(HELLO);
  return frame;
}

/** The Networkreport number `i`: type, address, buffer_data_len as little-endian 32 bits, and the text at offset 12. */
export function reportFrame(i: number): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(4096);
  const view = new DataView(frame.buffer);
  view.setInt32(0, i, true);
  view.setUint32(4, 401_000 + i, true);
  view.setUint32(8, HELLO.length, true);
  frame.set(HELLO, 12);
  return frame;
}
