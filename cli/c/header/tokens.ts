/**
 * C text → preprocessing tokens (C11, 6.4). Comments and line splices are white space.
 *
 * Whatever can be long is scanned by hand: a regular expression that repeats an alternation overflows the stack on
 * hostile text.
 *
 * @module
 */

import { headerError, type SourceFile, type SourceLocation } from "./source_location.ts";

/** A preprocessing token of C, and its location. */
export interface Token extends SourceLocation {
  /** `other` is a character that is not C; it is an error only where it is not skipped by `#if`. */
  readonly kind: "identifier" | "number" | "character" | "string" | "punctuator" | "other";
  readonly text: string;
  /** Whether it is the first one on its line, where a `#` begins a directive. */
  readonly first: boolean;
  /** Whether it follows white space. */
  readonly spaced: boolean;
}

/** The keywords that a tag follows. */
export const TAG_KEYWORDS: ReadonlySet<string> = new Set(["struct", "union", "enum", "class"]);

const PATTERNS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["identifier", /[\p{ID_Start}_$][\p{ID_Continue}$]*/uy],
  ["number", /\.?\d[\w.]*(?:'[\w.]+){0,32}/y], // C++ has 0b0000'1111
  ["punctuator", /\.\.\.|::|<<=|>>=|->|\+\+|--|<<|>>|[<>=!]=|&&|\|\||##|[*/%+\-&^|]=|[[\](){}.&*+\-~!/%<>^|?:;=,#]/y],
  ["other", /[^]/y],
];

/** The tokens of a header, from its start to its end. */
export function* tokenize(file: SourceFile): Generator<Token, void, undefined> {
  const { text } = file;
  let first = true;
  for (let offset = text.startsWith("\uFEFF") ? 1 : 0;;) {
    const space = skipSpace(file, offset);
    if (space.end === text.length) return;
    first ||= space.lines;
    const token = tokenAt(file, space.end, first, space.end > offset);
    yield token;
    offset = token.offset + token.text.length;
    first = false;
  }
}

/** Where the next token begins, and whether it is on a new line; a line break inside a comment does not count. */
function skipSpace(file: SourceFile, offset: number): { end: number; lines: boolean } {
  const { text } = file;
  let lines = false;
  for (let at = offset;;) {
    const char = text[at];
    if (char === "\n") lines = true;
    if (char === " " || char === "\n" || char === "\t" || char === "\r" || char === "\v" || char === "\f") at++;
    else if (char === "\\" && spliceAt(text, at) > 0) at += spliceAt(text, at);
    else if (char === "/" && text[at + 1] === "/") at = lineCommentEnd(text, at);
    else if (char === "/" && text[at + 1] === "*") at = blockCommentEnd(file, at);
    else return { end: at, lines };
  }
}

/** The length of a line splice, a backslash and a line break; 0 if there is none. */
function spliceAt(text: string, at: number): number {
  return text.startsWith("\n", at + 1) ? 2 : text.startsWith("\r\n", at + 1) ? 3 : 0;
}

function lineCommentEnd(text: string, start: number): number {
  for (let at = start;;) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    if (text[end - 1] !== "\\" && !text.startsWith("\\\r", end - 2)) return end;
    at = end + 1;
  }
}

function blockCommentEnd(file: SourceFile, start: number): number {
  const end = file.text.indexOf("*/", start + 2);
  if (end < 0) throw headerError({ file, offset: start }, "the comment is not closed", "close it with */");
  return end + 2;
}

function tokenAt(file: SourceFile, offset: number, first: boolean, spaced: boolean): Token {
  const { text } = file;
  const quoted = /(?:L|u8|[uU])?(["'])/y;
  quoted.lastIndex = offset;
  const quote = quoted.exec(text);
  const end = quote === null ? -1 : quoteEnd(text, quoted.lastIndex, quote[1] ?? "");
  if (end > 0) {
    return {
      kind: quote?.[1] === '"' ? "string" : "character",
      text: text.slice(offset, end),
      file,
      offset,
      first,
      spaced,
    };
  }
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = offset;
    if (!pattern.test(text)) continue;
    return { kind, text: text.slice(offset, pattern.lastIndex), file, offset, first, spaced };
  }
  throw new Error("unreachable: the last pattern matches any character");
}

/** The offset after the closing quote; -1 if the line ends before it. */
function quoteEnd(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === quote) return at + 1;
    if (char === "\n") return -1;
    if (char === "\\") at += Math.max(1, spliceAt(text, at) - 1);
  }
  return -1;
}
