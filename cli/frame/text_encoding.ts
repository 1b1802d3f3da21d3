/**
 * Text in a frame: where it ends, how it decodes, and whether its bytes can be rebuilt from it.
 *
 * @module
 */

import { isUtf8, utf8Runs } from "./utf8.ts";

/** A text encoding of the WHATWG Encoding standard. */
export class TextEncoding {
  /** Whether bytes that are all below 0x80 are ASCII text. */
  readonly asciiCompatible: boolean;
  /** The size of a NUL in bytes, to which it is aligned. */
  readonly unit: 1 | 2;
  readonly #decoder: TextDecoder;
  readonly #isUtf8: boolean;
  #unambiguous: ReadonlySet<string> | undefined;

  /**
   * Makes the encoding of that name.
   *
   * @param label Any label of TextDecoder: `utf-8`, `gbk`, `utf-16le`, …
   * @throws {RangeError} for any other label.
   */
  constructor(label: string) {
    // Without ignoreBOM a byte order mark would vanish
    this.#decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
    this.#isUtf8 = this.#decoder.encoding === "utf-8";
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

  /** The text that `bytes` encode; null if they do not decode. */
  decode(bytes: Uint8Array): string | null {
    if (this.#isUtf8 && !isUtf8(bytes)) return null; // an exception takes some 10 us, and binary frames are many
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return null; // a fatal decoder throws only for bytes that do not decode
    }
  }

  /** The text that `bytes` encode, interspersed with the bytes that do not decode; only UTF-8 is split. */
  runs(bytes: Uint8Array): (string | Uint8Array)[] {
    const text = this.decode(bytes);
    if (text !== null) return [text];
    return this.#isUtf8 ? utf8Runs(bytes).map((run) => this.decode(run) ?? run) : [bytes];
  }

  /**
   * Whether the bytes can be rebuilt from the text they were decoded to.
   *
   * True for UTF-8, UTF-16 and single-byte encodings. The older multi-byte encodings have several byte sequences for some
   * characters (in GBK 0x80 and 0xA2E3 are both €), and ISO-2022-JP has invisible shifts.
   */
  isFaithful(text: string): boolean {
    if (FAITHFUL.test(this.name)) return true;
    if (this.name === "iso-2022-jp") return false;
    this.#unambiguous ??= unambiguousCharacters(this.name);
    for (const char of text) if (!/[\0-\x7f]/.test(char) && !this.#unambiguous.has(char)) return false;
    return true;
  }
}

/** UTF-8, UTF-16 and the single-byte encodings of the standard. */
const FAITHFUL = /^(utf-|ibm866$|iso-8859-|koi8-|macintosh$|windows-|x-mac-cyrillic$|x-user-defined$)/;

/** GB 18030-2022 gave these a second form, of four bytes, which a decoder of GBK accepts too. */
const GB_FOUR_BYTE_FORMS = /[\ufe10-\ufe19\u9fb4-\u9fbb]/;

/** The characters with exactly one sequence of one, two or (in EUC-JP) three bytes; asked of TextDecoder. */
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
  const isAmbiguous = (char: string) => encoding.startsWith("gb") && GB_FOUR_BYTE_FORMS.test(char);
  return new Set([...seen].filter(([char, times]) => times === 1 && !isAmbiguous(char)).map(([char]) => char));
}
