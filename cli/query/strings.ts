/**
 * Escape sequences in the strings of expressions.
 *
 * @module
 */

import { Mistake } from "./mistake.ts";

/** The characters allowed after a backslash, and their meaning. */
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "0": "\0",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/**
 * Replaces escape sequences: `\n \r \t \0 \\ \" \' \xNN \uNNNN`.
 *
 * @param at The position of `text` in the text of the option.
 * @throws {Mistake} for any other escape sequence: the `\d` of `C:\docs` is more likely a mistake.
 */
export function unescape(text: string, at: number): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.?))/gsu, (escape, two, four, one, index) => {
    const code: string | undefined = two ?? four;
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    if (Object.hasOwn(ESCAPES, one)) return ESCAPES[one]!;
    throw new Mistake(`${escape} is not an escape sequence (write \\\\ for a backslash)`, at + index);
  });
}
