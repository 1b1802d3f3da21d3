/**
 * Escape sequences and regular expressions in the strings of expressions.
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

/**
 * The regular expression between quotes. Backslashes belong to it, except the one before a quote.
 *
 * @throws {Mistake} if it is not valid.
 */
export function regularExpression(quoted: string, at: number): RegExp {
  const pattern = quoted.slice(1, -1).replaceAll(`\\${quoted[0]}`, quoted[0]!);
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /s, "") : String(error);
    throw new Mistake(`not a regular expression: ${why}`, at);
  }
}
