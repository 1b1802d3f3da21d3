/**
 * DER, the encoding of certificates and signatures (ITU-T X.690): just enough to walk through one.
 *
 * @module
 */

/** One element. */
export interface Element {
  /** Class, form and number in one byte; longer tags don't occur in signatures. */
  readonly tag: number;
  readonly content: Uint8Array<ArrayBuffer>;
  /** Tag, length and content, as hashed and compared. */
  readonly whole: Uint8Array<ArrayBuffer>;
}

/** The tags that are used here. */
export const Tag = {
  BMP_STRING: 0x1e,
  SEQUENCE: 0x30,
  SET: 0x31,
  CONTEXT_0: 0xa0,
} as const;

/** The elements in `bytes`, in order. @throws {RangeError} if they aren't DER. */
export function* elements(bytes: Uint8Array<ArrayBuffer>): Generator<Element> {
  for (let rest = bytes; rest.length > 0;) {
    const { start, end } = header(rest);
    if (end > rest.length) throw new RangeError("an element is longer than what contains it");
    yield { tag: rest[0]!, content: rest.subarray(start, end), whole: rest.subarray(0, end) };
    rest = rest.subarray(end);
  }
}

/** The content of the first element with this tag. @throws {RangeError} if there is none. */
export function within(bytes: Uint8Array<ArrayBuffer>, tag: number): Uint8Array<ArrayBuffer> {
  for (const element of elements(bytes)) if (element.tag === tag) return element.content;
  throw new RangeError(`an element 0x${tag.toString(16)} is missing`);
}

/** Where the content begins and ends. The first byte of a length of 128 or more is the number of bytes that follow. */
function header(bytes: Uint8Array): { start: number; end: number } {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return { start: 2, end: 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < 2 + count) throw new RangeError("a length is invalid");
  const length = bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return { start: 2 + count, end: 2 + count + length };
}
