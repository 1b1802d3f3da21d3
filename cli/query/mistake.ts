/**
 * Mistakes in what is written in an option, shown where they are.
 *
 *     pipelisten: Cannot use --where: there is no "sise" (there are size, time, pid, …)
 *       type == 3 && sise > 100
 *                    ^
 *
 * @module
 */

import { wordSimilaritySort } from "@std/text/word-similarity-sort";
import { UsageError } from "../errors.ts";

/** What is wrong, at some place of a text. Becomes a {@linkcode UsageError} where the whole text is known. */
export class Mistake extends Error {
  /** Where, in UTF-16 units from the start. */
  readonly at: number;

  /** @param message Goes on after `Cannot use --where: `. */
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** What `read` makes of the text. @throws {UsageError} where it throws a {@linkcode Mistake}. */
export function readOptionText<T>(option: string, text: string, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const before = text.slice(0, error.at);
    const caret = " ".repeat(visible(before).length) + "^";
    throw new UsageError(`Cannot use --${option}: ${error.message}`, {
      details: [`  ${visible(text)}`, `  ${caret}`],
      cause: error,
    });
  }
}

/** With controls as one character each, so that all stays on one line and the caret under its place. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, "\ufffd");
}

/** The names that there are, those nearest to `name` first: `there are size, seq, …`. */
export function suggestion(name: string, known: readonly string[]): string {
  if (known.length === 0) return "there are none";
  const sorted = wordSimilaritySort(name, [...new Set(known)]);
  return `there are ${sorted.slice(0, SHOWN).join(", ")}${sorted.length > SHOWN ? ", …" : ""}`;
}

/** How many names an error lists. */
const SHOWN = 8;
