/**
 * The text of a header, locations in it, and errors at them.
 *
 * @module
 */

import { BadInputError } from "../../errors.ts";

/** A header that has been read. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A location in a header; `offset` is in UTF-16 units. */
export interface SourceLocation {
  readonly file: SourceFile;
  readonly offset: number;
}

/** An error at a location in a header. */
export class HeaderError extends BadInputError {
  readonly location: SourceLocation;

  constructor(location: SourceLocation, message: string) {
    super(message);
    this.location = location;
  }
}

/** Longer lines are cut around the location; in characters. */
const MAX_QUOTE = 80;

/**
 * An error in a header: `Cannot read my.h:12:5: unknown type "FOO_T" in "FOO_T field;" (hint)`.
 *
 * @param why What is wrong, in half a sentence.
 * @param hint What to do about it, in half a sentence.
 */
export function headerError(location: SourceLocation, why: string, hint: string): HeaderError {
  const where = `${formatLocation(location)}: ${why} in "${lineAround(location)}"`;
  return new HeaderError(location, `Cannot read ${where} (${hint})`);
}

/** `my.h:12:5`, both counted from 1. */
function formatLocation({ file, offset }: SourceLocation): string {
  const before = file.text.slice(0, offset).split(/\r\n|[\r\n]/);
  return `${file.path}:${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

/** The line of the location, without leading and trailing space. */
function lineAround({ file: { text }, offset }: SourceLocation): string {
  const start = Math.max(text.lastIndexOf("\n", offset - 1) + 1, offset - MAX_QUOTE / 2);
  const end = Math.min(lineEnd(text, offset), start + MAX_QUOTE);
  return text.slice(start, end).trim();
}

/** The offset after the last character of the line. */
export function lineEnd(text: string, offset: number): number {
  const end = /[\r\n]/g;
  end.lastIndex = offset;
  return end.exec(text)?.index ?? text.length;
}
