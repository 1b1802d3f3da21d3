/**
 * Expressions cut into words.
 *
 * @module
 */

import { Mistake } from "./mistake.ts";
import { NAME } from "./names.ts";

/** A word of an expression. */
export type Token =
  & {
    /** Where it begins. */
    readonly at: number;
    /** As it is written. */
    readonly text: string;
  }
  & (
    | { readonly kind: "name" | "symbol" | "end" }
    | { readonly kind: "number"; readonly value: number | bigint }
    | { readonly kind: "string" }
  );

const NUMBER = /-?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\p{ID_Continue}.])/uy;
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/suy;
const SYMBOL = /==|!=|<=|>=|&&|\|\||!~|[<>~!()]/y;
const SPACE = /\s*/y;

/** Cuts a text into tokens; the last one is its end. @throws {Mistake} where something can't be a token. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = match(SPACE, source, 0)!.length; at < source.length;) {
    const token = tokenAt(source, at);
    tokens.push(token);
    at += token.text.length;
    at += match(SPACE, source, at)!.length;
  }
  tokens.push({ kind: "end", text: "the end", at: source.length });
  return tokens;
}

function tokenAt(source: string, at: number): Token {
  const name = match(NAME, source, at);
  if (name !== undefined) return { kind: "name", text: name, at };
  const number = match(NUMBER, source, at);
  if (number !== undefined) return { kind: "number", text: number, value: numberOf(number), at };
  const string = match(STRING, source, at);
  if (string !== undefined) return { kind: "string", text: string, at };
  const symbol = match(SYMBOL, source, at);
  if (symbol !== undefined) return { kind: "symbol", text: symbol, at };
  throw new Mistake(complaint(source[at]!, String.fromCodePoint(source.codePointAt(at)!)), at);
}

function complaint(first: string, shown: string): string {
  if (first === '"' || first === "'") return "this string has no end";
  if (/[\d-]/.test(first)) return "this is no number (write it as 10, -10, 1.5 or 0x0a)";
  if (first === "=") return "= compares nothing (write ==)";
  if (first === "&" || first === "|") return `one ${first} means nothing (write ${first}${first})`;
  return `${shown} means nothing here`;
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

/** Whole numbers that a double can't hold are bigints. */
function numberOf(text: string): number | bigint {
  const [, minus, digits] = /^(-?)(.*)$/.exec(text)!;
  const sign = minus === "" ? 1 : -1;
  if (!/^(0x.*|\d+)$/i.test(digits!)) return sign * Number(digits);
  const value = BigInt(digits!) * BigInt(sign);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
