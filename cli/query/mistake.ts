/**
 * Mistakes in the text of an option, shown with a caret under them.
 *
 *     pipelisten: Cannot use --where: there is no "sise" (there are size, time, pid, …)
 *       type == 3 && sise > 100
 *                    ^
 *
 * @module
 */

import { wordSimilaritySort } from "@std/text/word-similarity-sort";
import { UsageError } from "../errors.ts";

/** A mistake at a position of a text; {@linkcode readOptionText} turns it into a {@linkcode UsageError}. */
export class Mistake extends Error {
  /** The position in UTF-16 units. */
  readonly at: number;

  /** @param message The part after `Cannot use --where: `. */
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Reads the text of an option by `read`. @throws {UsageError} if `read` throws a {@linkcode Mistake}. */
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

/** The text with one character for each control, so that it stays on one line and the caret is in the right column. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, "\ufffd");
}

/** Lists the known names, nearest first: `there are size, seq, …`. */
export function suggestion(name: string, known: readonly string[]): string {
  if (known.length === 0) return "there are none";
  const sorted = wordSimilaritySort(name, [...new Set(known)]);
  return `there are ${sorted.slice(0, MAX_LISTED).join(", ")}${sorted.length > MAX_LISTED ? ", …" : ""}`;
}

/** How many names an error lists. */
const MAX_LISTED = 8;
