/**
 * Splits expressions into tokens.
 *
 * @module
 */

import { Mistake } from "./mistake.ts";
import { NAME } from "./names.ts";

/** A token of an expression. */
export type QueryToken =
  & {
    /** Its position in the text of the option. */
    readonly at: number;
    /** Its spelling. */
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

/** Splits a text into tokens, the last of which is its end. @throws {Mistake} if something is not a token. */
export function tokenize(source: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  for (let at = match(SPACE, source, 0)!.length; at < source.length;) {
    const token = tokenAt(source, at);
    tokens.push(token);
    at += token.text.length;
    at += match(SPACE, source, at)!.length;
  }
  tokens.push({ kind: "end", text: "the end", at: source.length });
  return tokens;
}

function tokenAt(source: string, at: number): QueryToken {
  const name = match(NAME, source, at);
  if (name !== undefined) return { kind: "name", text: name, at };
  const number = match(NUMBER, source, at);
  if (number !== undefined) return { kind: "number", text: number, value: numberOf(number), at };
  const string = match(STRING, source, at);
  if (string !== undefined) return { kind: "string", text: string, at };
  const symbol = match(SYMBOL, source, at);
  if (symbol !== undefined) return { kind: "symbol", text: symbol, at };
  throw new Mistake(explainUnexpected(source[at]!, String.fromCodePoint(source.codePointAt(at)!)), at);
}

function explainUnexpected(first: string, shown: string): string {
  if (first === '"' || first === "'") return "the string is not closed";
  if (/[\d-]/.test(first)) return "not a number (write it as 10, -10, 1.5 or 0x0a)";
  if (first === "=") return "= is not an operator (use == to compare)";
  if (first === "&" || first === "|") return `${first} is not an operator (use ${first}${first})`;
  return `unexpected ${shown}`;
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

/** The number; a bigint if it is a whole number that a double cannot hold. */
function numberOf(text: string): number | bigint {
  const [, minus, digits] = /^(-?)(.*)$/.exec(text)!;
  const sign = minus === "" ? 1 : -1;
  if (!/^(0x.*|\d+)$/i.test(digits!)) return sign * Number(digits);
  const value = BigInt(digits!) * BigInt(sign);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
