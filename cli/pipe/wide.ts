/**
 * Strings of the W functions of Win32: UTF-16LE, NUL-terminated.
 *
 * @module
 */

/** `text` as a NUL-terminated LPCWSTR. */
export function toWide(text: string): Uint8Array<ArrayBuffer> {
  const units = new Uint16Array(new ArrayBuffer(2 * (text.length + 1)));
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return new Uint8Array(units.buffer);
}

/** The first `length` UTF-16 units of `buffer`. */
export function fromWide(buffer: Uint8Array, length: number): string {
  return new TextDecoder("utf-16le").decode(buffer.subarray(0, 2 * length));
}
