/**
 * Bytes written in hexadecimal.
 *
 * @module
 */

/** The bytes of `68 65 6c 6c 6f`: pairs of digits, with or without blanks between them; undefined for anything else. */
export function readHex(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/\s+/g, "");
  return /^(?:[\da-f]{2})*$/i.test(digits) ? Uint8Array.fromHex(digits) : undefined;
}
