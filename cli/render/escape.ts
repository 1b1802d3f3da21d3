/**
 * Characters that must not reach a terminal or a JSON string as they are.
 *
 * A frame's text is somebody else's: a newline would forge another frame, an escape sequence would drive the terminal, a
 * bidirectional override would show it in another order.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";

/** How each ASCII character is written: undefined as itself, else as this string. */
export type AsciiEscapes = readonly (string | undefined)[];

/** For one line of a terminal: `\n`, `\t`, `\x1b`. A backslash stays one, since Windows paths are full of them. */
export const TERMINAL_ESCAPES: AsciiEscapes = table((code) => `\\x${code.toString(16).padStart(2, "0")}`, {
  "\0": "\\0",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
});

/** For a JSON string, as RFC 8259 has them, and DEL. */
export const JSON_ESCAPES: AsciiEscapes = table((code) => `\\u${code.toString(16).padStart(4, "0")}`, {
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

/** C0 and C1 controls, line and paragraph separators, and what turns the direction of writing. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Appends bytes[from..to) where all of them are ASCII, escaping as `escapes` says.
 *
 * @returns false, with nothing appended, at the first byte that isn't ASCII.
 */
export function appendAscii(
  output: ByteBuffer,
  bytes: Uint8Array,
  from: number,
  to: number,
  escapes: AsciiEscapes,
): boolean {
  const start = output.length;
  let memory = output.reserve(6 * (to - from));
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80) {
      output.length = start;
      return false;
    }
    const escape = escapes[byte];
    if (escape === undefined) {
      memory[output.length++] = byte;
    } else {
      output.ascii(escape);
      memory = output.bytes;
    }
  }
  return true;
}

/** Any text for one line of a terminal. */
export function terminalText(text: string): string {
  return text.replace(UNSAFE, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x80 ? TERMINAL_ESCAPES[code]! : escapeUnit(code);
  });
}

/** Pieces of text for one line of a terminal, and between them bytes that don't decode: `\xff`. */
export function terminalRuns(runs: readonly (string | Uint8Array)[]): string {
  const escape = (byte: number) =>
    byte >= 0x80 ? `\\x${byte.toString(16)}` : TERMINAL_ESCAPES[byte] ?? String.fromCharCode(byte);
  return runs.map((run) => typeof run === "string" ? terminalText(run) : Array.from(run, escape).join("")).join("");
}

/** Any text as a JSON string with its quotes. */
export function jsonString(text: string): string {
  return JSON.stringify(text).replace(UNSAFE, (char) => escapeUnit(char.charCodeAt(0)));
}

function escapeUnit(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
