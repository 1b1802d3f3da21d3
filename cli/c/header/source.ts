/**
 * A header's text, places in it, and complaints about them.
 *
 * @module
 */

import { BadInputError } from "../../errors.ts";

/** A header that has been read. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Where in a header something stands; `offset` in UTF-16 units. */
export interface Place {
  readonly file: SourceFile;
  readonly offset: number;
}

/** Longer lines are cut around the place. */
const MOST_WORDS = 80;

/**
 * The error for what can't be understood: `Cannot read my.h:12:5: unknown type "FOO_T" in "FOO_T field;" (hint)`.
 *
 * @param why What is wrong, in half a sentence.
 * @param hint What to do about it, in half a sentence.
 */
export function complaint(place: Place, why: string, hint: string): BadInputError {
  return new BadInputError(`Cannot read ${nameOf(place)}: ${why} in "${wordsAround(place)}" (${hint})`);
}

/** `my.h:12:5`, both counted from 1. */
export function nameOf({ file, offset }: Place): string {
  const before = file.text.slice(0, offset).split(/\r\n|[\r\n]/);
  return `${file.path}:${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

/** The line the place is on, without the space around it. */
function wordsAround({ file: { text }, offset }: Place): string {
  const start = Math.max(text.lastIndexOf("\n", offset - 1) + 1, offset - MOST_WORDS / 2);
  const end = Math.min(lineEnd(text, offset), start + MOST_WORDS);
  return text.slice(start, end).trim();
}

/** The offset behind the last character of the line. */
export function lineEnd(text: string, offset: number): number {
  const end = /[\r\n]/g;
  end.lastIndex = offset;
  return end.exec(text)?.index ?? text.length;
}
