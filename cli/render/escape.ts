/**
 * Characters that must not reach a terminal or a JSON string as they are.
 *
 * A frame's text is untrusted: a newline would forge another frame, an escape sequence would control the terminal, a
 * bidirectional override would reorder the line.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";

/** For each ASCII character the string to write instead; undefined to write it as it is. */
export type AsciiEscapes = readonly (string | undefined)[];

/** For one line on a terminal: `\n`, `\t`, `\x1b`. A backslash isn't escaped, since Windows paths are full of them. */
export const TERMINAL_ESCAPES: AsciiEscapes = table((code) => `\\x${hex(code, 2)}`, {
  "\0": "\\0",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
});

/** For a JSON string: the escapes of RFC 8259, and DEL. */
export const JSON_ESCAPES: AsciiEscapes = table(escapeUnit, {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
});

function table(control: (code: number) => string, named: Readonly<Record<string, string>>): AsciiEscapes {
  return Array.from({ length: 128 }, (_, code) => {
    const other = code < 0x20 || code === 0x7f ? control(code) : undefined;
    return named[String.fromCharCode(code)] ?? other;
  });
}

/** The longest of them: `\u001f`. */
const MAX_ESCAPE = 6;

/** C0 and C1 controls, line and paragraph separators, and bidirectional controls. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Appends bytes[from..to) if all of them are ASCII, with `escapes` applied.
 *
 * @returns false, with nothing appended, if a byte isn't ASCII.
 */
export function appendAscii(
  out: ByteBuffer,
  bytes: Uint8Array,
  from: number,
  to: number,
  escapes: AsciiEscapes,
): boolean {
  const start = out.length;
  const memory = out.reserve(MAX_ESCAPE * (to - from));
  let at = start;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80) {
      out.length = start;
      return false;
    }
    const escape = escapes[byte];
    if (escape === undefined) {
      memory[at++] = byte;
    } else {
      out.length = at;
      out.ascii(escape);
      at = out.length;
    }
  }
  out.length = at;
  return true;
}

/** Text escaped for one line on a terminal. */
export function terminalText(text: string): string {
  return text.replace(UNSAFE, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x80 ? TERMINAL_ESCAPES[code]! : escapeUnit(code);
  });
}

/** Text for one line on a terminal, with the bytes that don't decode written as `\xff`. */
export function terminalRuns(runs: readonly (string | Uint8Array)[]): string {
  const escape = (byte: number) =>
    byte >= 0x80 ? `\\x${hex(byte, 2)}` : TERMINAL_ESCAPES[byte] ?? String.fromCharCode(byte);
  return runs.map((run) => typeof run === "string" ? terminalText(run) : Array.from(run, escape).join("")).join("");
}

/** Text as a JSON string, with its quotes. */
export function jsonString(text: string): string {
  return JSON.stringify(text).replace(UNSAFE, (char) => escapeUnit(char.charCodeAt(0)));
}

/**
 * Escapes the `#` of a line of frame data that begins with `# ` at `start`, as `\x23`: otherwise a frame could pass for
 * an event line.
 */
export function escapeLeadingHash(out: ByteBuffer, start: number): void {
  if (out.length < start + 2 || out.bytes[start] !== HASH || out.bytes[start + 1] !== SPACE) return;
  const rest = out.bytes.slice(start + 1, out.length);
  out.length = start;
  out.ascii("\\x23");
  out.reserve(rest.length).set(rest, out.length);
  out.length += rest.length;
}

const SPACE = 0x20;
const HASH = 0x23;

/** A number in lower-case hexadecimal, with at least this many digits. */
export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function escapeUnit(code: number): string {
  return `\\u${hex(code, 4)}`;
}
