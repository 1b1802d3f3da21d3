/**
 * The regular expressions of `~`: RE2's syntax, and a match takes time in proportion to the length of the text.
 *
 * JavaScript's own engine goes back and tries again, for `(a+)+$` longer than anyone waits; and what it searches comes
 * from a driver. It is used only for patterns without a quantifier or a group, where it has nothing to try again and is
 * several times as fast, and only where it agrees with RE2 on every text.
 *
 * @module
 */

import { RE2JS } from "re2js";
import { Mistake } from "./mistake.ts";

/** What a text is searched for. */
export interface Pattern {
  /** Whether it occurs in the text. */
  test(text: string): boolean;
}

/** Where JavaScript and RE2 differ, `.` and `\s` for example, a pattern isn't plain. */
const PLAIN_CHARACTER = String.raw`[^\\.[\](){}*+?]|\\[dDwWbB\\.^$*+?()[\]{}|/]`;
const PLAIN_CLASS = String.raw`\[\^?(?:[\w :;,.@#%=<>"'!/]|\\[dw\\.^$*+?()[\]{}|/-]|[a-z]-[a-z]|[A-Z]-[A-Z]|\d-\d)+\]`;
const PLAIN = new RegExp(`^(?:${PLAIN_CHARACTER}|${PLAIN_CLASS})*$`, "u");

/**
 * Compiles the regular expression between quotes. Backslashes belong to it, except the one before a quote.
 *
 * @param at The position of `quoted` in the text of the option.
 * @throws {Mistake} if it is not valid.
 */
export function compilePattern(quoted: string, at: number): Pattern {
  const source = quoted.slice(1, -1).replaceAll(`\\${quoted[0]}`, quoted[0]!);
  return PLAIN.test(source) ? new RegExp(source, "u") : linearPattern(source, at);
}

function linearPattern(source: string, at: number): Pattern {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source));
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
    throw new Mistake(`not a regular expression of RE2: ${why}`, at);
  }
}
