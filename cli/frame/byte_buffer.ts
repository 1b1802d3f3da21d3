/**
 * The byte buffer that a batch is rendered or recorded into: emptied after each write, and reused.
 *
 * @module
 */

const ENCODER = new TextEncoder();
const MINUS = 0x2D;
const BILLION = 1e9;
/** The two digits of each number below 100, as a division for each digit would take longer. */
const TENS = Uint8Array.from({ length: 100 }, (_, number) => 0x30 + Math.floor(number / 10));
const ONES = Uint8Array.from({ length: 100 }, (_, number) => 0x30 + number % 10);
/** A number of 64 bits, and its quarters, the lowest first. */
const QUAD = new BigUint64Array(1);
const WORDS = new Uint16Array(QUAD.buffer);
/** Up to so many bytes a loop is faster than `set`. */
const MAX_FEW = 64;

/** A growing byte buffer with the few ways of appending that renderers need. */
export class ByteBuffer {
  /** The memory; only the first {@linkcode length} bytes are used. Replaced when it grows: see {@linkcode reserve}. */
  bytes: Uint8Array<ArrayBuffer>;
  /** How many bytes have been appended. */
  length = 0;

  /** Makes an empty buffer with room for `capacity` bytes. */
  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
  }

  /** The content; valid until the next append or clear. */
  get view(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  /** Discards the content and keeps the memory. */
  clear(): void {
    this.length = 0;
  }

  /** Makes room for `more` bytes and returns the memory, to be written from {@linkcode length} on. */
  reserve(more: number): Uint8Array<ArrayBuffer> {
    const needed = this.length + more;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
      larger.set(this.view);
      this.bytes = larger;
    }
    return this.bytes;
  }

  /** Appends a string of ASCII characters; fast for short ones. */
  ascii(text: string): void {
    const { length } = text;
    const bytes = this.reserve(length);
    const at = this.length;
    for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    this.length = at + length;
  }

  /** Appends bytes[from..to), all by default; fast for few, as a `set` has a price of its own. */
  append(bytes: Uint8Array, from = 0, to = bytes.length): void {
    const length = to - from;
    const memory = this.reserve(length);
    const at = this.length;
    if (length > MAX_FEW) memory.set(bytes.subarray(from, to), at);
    else for (let i = 0; i < length; i++) memory[at + i] = bytes[from + i]!;
    this.length = at + length;
  }

  /** Appends any string as UTF-8. */
  text(text: string): void {
    const bytes = this.reserve(3 * text.length);
    this.length += ENCODER.encodeInto(text, bytes.subarray(this.length)).written;
  }

  /** Appends one byte. */
  byte(byte: number): void {
    this.reserve(1)[this.length++] = byte;
  }

  /** Appends an integer of 64 bits, signed or not, in decimal. */
  bigint(value: bigint): void {
    if (value < 0n) this.byte(MINUS);
    QUAD[0] = value < 0n ? -value : value;
    // Division by hand, 16 bits at a time: bigint's own operators and toString() allocate
    let [quotient, rest] = [0, 0];
    for (let i = 3; i >= 0; i--) {
      const part = rest * 0x1_0000 + WORDS[i]!;
      const times = Math.floor(part / BILLION);
      quotient = quotient * 0x1_0000 + times;
      rest = part - BILLION * times;
    }
    if (quotient === 0) return this.decimal(rest);
    this.decimal(quotient);
    this.digits(rest, 9);
  }

  /** Appends an integer in decimal. */
  integer(value: number): void {
    if (value < 0) this.byte(MINUS);
    this.decimal(Math.abs(value));
  }

  /** Appends a non-negative integer in decimal. */
  decimal(value: number): void {
    if (value > 999_999_999) return this.#longDecimal(value);
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits++;
    this.digits(value, digits);
  }

  /** Appends the last `digits` digits of a non-negative integer, up to nine. */
  digits(value: number, digits: number): void {
    const bytes = this.reserve(digits);
    let [at, rest] = [this.length + digits, value];
    while (at > this.length + 1) {
      const hundreds = (rest / 100) | 0;
      const pair = rest - 100 * hundreds;
      bytes[--at] = ONES[pair]!;
      bytes[--at] = TENS[pair]!;
      rest = hundreds;
    }
    if (at > this.length) bytes[--at] = ONES[rest % 100]!;
    this.length += digits;
  }

  #longDecimal(value: number): void {
    if (!Number.isSafeInteger(value)) return this.ascii(String(value));
    const billions = Math.floor(value / BILLION);
    this.decimal(billions);
    this.digits(value - BILLION * billions, 9);
  }
}
