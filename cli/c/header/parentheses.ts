/**
 * Parentheses in a run of tokens, and the arguments between them.
 *
 * @module
 */

import { headerError } from "./source_location.ts";
import type { Token } from "./tokens.ts";

/**
 * What is between the `(` at `start` and its `)`, and the index after that.
 *
 * @throws {BadInputError} when it is not closed.
 */
export function parenthesesAt(tokens: readonly Token[], start: number): { inside: readonly Token[]; end: number } {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const { text, kind } = tokens[at]!;
    if (kind !== "punctuator") continue;
    if (text === "(") depth++;
    if (text === ")" && --depth === 0) return { inside: tokens.slice(start + 1, at), end: at + 1 };
  }
  throw headerError(tokens[start]!, 'the "(" has no ")"', "close it");
}

/** `a, f(b, c)` are two arguments. */
export function splitArguments(tokens: readonly Token[]): Token[][] {
  if (tokens.length === 0) return [];
  const all: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "punctuator") {
      if ("([{".includes(token.text)) depth++;
      if (")]}".includes(token.text)) depth--;
      if (token.text === "," && depth === 0) {
        all.push([]);
        continue;
      }
    }
    all.at(-1)?.push(token);
  }
  return all;
}
