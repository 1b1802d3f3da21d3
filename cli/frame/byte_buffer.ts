/**
 * The byte buffer that a batch is rendered or recorded into: emptied after each write, and reused.
 *
 * @module
 */

const ENCODER = new TextEncoder();

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
    const bytes = this.reserve(text.length);
    for (let i = 0; i < text.length; i++) bytes[this.length++] = text.charCodeAt(i);
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

  /** Appends a non-negative integer in decimal. */
  decimal(value: number): void {
    if (value > 999_999_999) return this.ascii(String(value));
    const bytes = this.reserve(9);
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits++;
    for (let at = this.length + digits - 1, rest = value; at >= this.length; at--) {
      const tens = (rest / 10) | 0;
      bytes[at] = 0x30 + rest - 10 * tens;
      rest = tens;
    }
    this.length += digits;
  }
}
