/**
 * The conversions of text: `%s %S %Z %c %C` and their sizes. Width and precision count what the C library counts: bytes of
 * a narrow string, units of UTF-16 of a wide one.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { int32, LOG_STORED, LogKind, storedBytes, wholeLength } from "../frame/log_arguments.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import { type Field, padAfter, padBefore } from "./field.ts";

/** What the C library prints for a NULL pointer. */
export const NULL_TEXT = "(null)";
/** After text or a block of which not everything was sent. */
export const CUT_MARK = "…";

/** Appends the string at `at`, or `(null)`. */
export function printString(
  bytes: Uint8Array,
  at: number,
  field: Field,
  encoding: TextEncoding,
  out: ByteBuffer,
): void {
  const kind = bytes[at]!;
  if (kind === LogKind.NULL) return printAscii(NULL_TEXT, field, out);
  const isWide = kind === LogKind.WIDE;
  const stored = storedText(bytes, at, encoding);
  const count = isWide ? stored >> 1 : stored;
  const shown = field.precision >= 0 && field.precision < count ? field.precision : count;
  const start = at + LOG_STORED;
  if (field.width > 0) padBefore(field, shown, "", out);
  if (isWide) appendWide(bytes, start, start + 2 * shown, out);
  else appendNarrow(bytes, start, start + shown, encoding, out);
  // What the precision leaves out would not have been printed anyway
  if (isCut(bytes, at) && (field.precision < 0 || field.precision > shown)) out.text(CUT_MARK);
  if (field.width > 0) padAfter(field, shown, out);
}

/** Appends a string of ASCII characters of our own. */
export function printAscii(text: string, field: Field, out: ByteBuffer): void {
  const shown = field.precision >= 0 ? text.slice(0, field.precision) : text;
  padBefore(field, shown.length, "", out);
  out.ascii(shown);
  padAfter(field, shown.length, out);
}

/** Appends the character whose number is the integer at `at`. */
export function printCharacter(
  bytes: Uint8Array,
  at: number,
  field: Field,
  isWide: boolean,
  encoding: TextEncoding,
  out: ByteBuffer,
): void {
  const unit = int32(bytes, at);
  padBefore(field, 1, "", out);
  if (isWide) appendWide(Uint8Array.of(unit, unit >> 8), 0, 2, out);
  else appendNarrow(Uint8Array.of(unit), 0, 1, encoding, out);
  padAfter(field, 1, out);
}

/** Whether the string or block at `at` was longer than what is stored of it. */
export function isCut(bytes: Uint8Array, at: number): boolean {
  return storedBytes(bytes, at) < wholeLength(bytes, at);
}

/** How many bytes of the string at `at` are shown: without the beginning of a character that was cut. */
export function storedText(bytes: Uint8Array, at: number, encoding: TextEncoding): number {
  const stored = storedBytes(bytes, at);
  if (!isCut(bytes, at)) return stored;
  const [start, end] = [at + LOG_STORED, at + LOG_STORED + stored];
  if (bytes[at] === LogKind.WIDE) return stored >= 2 && (bytes[end - 1]! & 0xFC) === 0xD8 ? stored - 2 : stored;
  return encoding.name === "utf-8" ? stored - unfinished(bytes, start, end) : stored;
}

/** How many bytes at the end begin a character of UTF-8 that would be longer. */
function unfinished(bytes: Uint8Array, start: number, end: number): number {
  for (let back = 1; back <= 3 && end - back >= start; back++) {
    const byte = bytes[end - back]!;
    if ((byte & 0xC0) === 0x80) continue;
    const length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** Appends text of the drivers' encoding as UTF-8; bytes that don't decode stay as they are. */
function appendNarrow(bytes: Uint8Array, from: number, to: number, encoding: TextEncoding, out: ByteBuffer): void {
  if (encoding.name !== "utf-8" && !(encoding.asciiCompatible && isAscii(bytes, from, to))) {
    for (const run of encoding.runs(bytes.subarray(from, to))) {
      if (typeof run === "string") out.text(run);
      else out.append(run);
    }
  } else {
    out.append(bytes, from, to);
  }
}

/** Appends UTF-16LE as UTF-8; half a pair becomes U+FFFD. */
function appendWide(bytes: Uint8Array, from: number, to: number, out: ByteBuffer): void {
  const memory = out.reserve(3 * (to - from));
  let end = out.length;
  for (let i = from; i < to; i += 2) {
    if (bytes[i + 1] !== 0 || bytes[i]! >= 0x80) {
      out.length = end;
      return out.text(String.fromCharCode(...new Uint16Array(bytes.slice(i, to).buffer)));
    }
    memory[end++] = bytes[i]!;
  }
  out.length = end;
}

/** Whether bytes[from..to) are all ASCII. */
export function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! >= 0x80) return false;
  return true;
}
