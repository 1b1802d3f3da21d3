/**
 * Text in a frame: where it ends, what it says, and whether it says everything.
 *
 * @module
 */

import { utf8Runs } from "./utf8.ts";

/** A text encoding as the WHATWG Encoding standard defines it, asked the questions that frames raise. */
export class TextEncoding {
  /** Whether bytes that are all below 0x80 are ASCII text. */
  readonly asciiCompatible: boolean;
  /** How many bytes a NUL has; it is aligned to them. */
  readonly unit: 1 | 2;
  readonly #decoder: TextDecoder;
  #unambiguous: ReadonlySet<string> | undefined;

  /**
   * Makes the encoding of that name.
   *
   * @param label Any that TextDecoder knows: `utf-8`, `gbk`, `utf-16le`, …
   * @throws {RangeError} for any other.
   */
  constructor(label: string) {
    // A byte order mark is data like any other: without ignoreBOM it would vanish.
    this.#decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
    this.unit = this.#decoder.encoding.startsWith("utf-16") ? 2 : 1;
    this.asciiCompatible = this.unit === 1 && this.name !== "iso-2022-jp";
  }

  /** The canonical name of the encoding. */
  get name(): string {
    return this.#decoder.encoding;
  }

  /** Where the text ends: the first NUL, or the end of the frame. */
  end(bytes: Uint8Array): number {
    if (this.unit === 1) {
      const nul = bytes.indexOf(0);
      return nul < 0 ? bytes.length : nul;
    }
    for (let at = 0; at + 1 < bytes.length; at += 2) if (bytes[at] === 0 && bytes[at + 1] === 0) return at;
    return bytes.length;
  }

  /** The text that `bytes` encode; null where they don't. */
  decode(bytes: Uint8Array): string | null {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return null; // A fatal decoder throws TypeError for bytes that don't decode, and nothing else.
    }
  }

  /** The text that `bytes` encode, and between its pieces the bytes that don't decode; one piece outside UTF-8. */
  runs(bytes: Uint8Array): (string | Uint8Array)[] {
    const text = this.decode(bytes);
    if (text !== null) return [text];
    return this.name === "utf-8" ? utf8Runs(bytes).map((run) => this.decode(run) ?? run) : [bytes];
  }

  /**
   * Whether a text could only have come from the bytes it was decoded from.
   *
   * True for UTF-8, UTF-16 and single bytes. The older double-byte encodings have characters that several byte sequences
   * stand for (in GBK 0x80 and 0xA2E3 are both €), and ISO-2022-JP has invisible shifts.
   */
  isFaithful(text: string): boolean {
    if (FAITHFUL.test(this.name)) return true;
    if (this.name === "iso-2022-jp") return false;
    this.#unambiguous ??= unambiguousCharacters(this.name);
    for (const char of text) if (!/[\0-\x7f]/.test(char) && !this.#unambiguous.has(char)) return false;
    return true;
  }
}

/** UTF-8 and UTF-16, and the encodings of the standard that use one byte a character. */
const FAITHFUL = /^(utf-|ibm866$|iso-8859-|koi8-|macintosh$|windows-|x-mac-cyrillic$|x-user-defined$)/;

/** The characters that exactly one sequence of one, two or (in EUC-JP) three bytes stands for. */
function unambiguousCharacters(encoding: string): ReadonlySet<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const seen = new Map<string, number>();
  const count = (...sequence: number[]) => {
    const text = decoder.decode(new Uint8Array(sequence));
    if (!text.includes("\ufffd")) seen.set(text, (seen.get(text) ?? 0) + 1);
  };
  for (let lead = 0x80; lead <= 0xFF; lead++) {
    count(lead);
    for (let trail = 0x30; trail <= 0xFF; trail++) count(lead, trail);
  }
  if (encoding === "euc-jp") {
    for (let lead = 0xA1; lead <= 0xFE; lead++) for (let trail = 0xA1; trail <= 0xFE; trail++) count(0x8F, lead, trail);
  }
  if (encoding.startsWith("gb")) { for (const char of decoder.decode(fourByteSequences())) seen.delete(char); }
  return new Set([...seen].filter(([, times]) => times === 1).map(([text]) => text));
}

/** All that GB 18030 has for the first plane, and GBK decodes too: its 2022 edition gave 18 characters a second form. */
function fourByteSequences(): Uint8Array {
  const last = 39419;
  const bytes = new Uint8Array(4 * (last + 1));
  for (let n = 0; n <= last; n++) {
    const digits = [0x81 + Math.floor(n / 12600), 0x30 + Math.floor(n / 1260) % 10, 0x81 + Math.floor(n / 10) % 126];
    bytes.set([...digits, 0x30 + n % 10], 4 * n);
  }
  return bytes;
}
