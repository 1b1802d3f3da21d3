/**
 * What the strings of expressions say.
 *
 * @module
 */

import { Mistake } from "./mistake.ts";

/** What may stand behind a backslash, and what it means. */
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
 * The text with its escapes as what they mean: `\n \r \t \0 \\ \" \' \xNN \uNNNN`.
 *
 * @param at Where it stands in the text of the option.
 * @throws {Mistake} for any other escape: `C:\temp` was hardly meant to have a tab.
 */
export function unescape(text: string, at: number): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.?))/gsu, (escape, two, four, one, index) => {
    const code: string | undefined = two ?? four;
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    if (Object.hasOwn(ESCAPES, one)) return ESCAPES[one]!;
    throw new Mistake(`${escape} is no escape (write \\\\ for a backslash)`, at + index);
  });
}

/**
 * The regular expression that is written between quotes. Backslashes belong to it, save the one before a quote.
 *
 * @throws {Mistake} where it is none.
 */
export function regularExpression(quoted: string, at: number): RegExp {
  const pattern = quoted.slice(1, -1).replaceAll(`\\${quoted[0]}`, quoted[0]!);
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /s, "") : String(error);
    throw new Mistake(`this is no regular expression: ${why}`, at);
  }
}
