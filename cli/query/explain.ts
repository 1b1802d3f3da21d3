/**
 * Expressions that can say why they don't hold: `type == 3 && size > 100` is two conditions, and a frame for which only the
 * first fails is a near miss, because `type was 2`.
 *
 * @module
 */

import type { Frame } from "../frame/frame.ts";
import { SymbolicValue, TextValue } from "../frame/value.ts";
import { type QueryToken, tokenize } from "./lexer.ts";
import { findName, type Scope } from "./names.ts";
import type { NamedValue } from "./named_value.ts";
import { compileWhere } from "./where.ts";

/** A compiled expression, with what its names mean for a frame. */
export interface Expression {
  /** Whether it holds for a frame. */
  readonly holds: (frame: Frame) => boolean;
  /** How many of its conditions fail for a frame, and the values that they were about: `type was 2`. */
  readonly miss: (frame: Frame) => Miss;
  /** The values of all its names: `type was 3, size was 120`. */
  readonly values: (frame: Frame) => string;
}

/** Why an expression does not hold for a frame. */
export interface Miss {
  /** How many conditions fail. */
  readonly failed: number;
  /** The values that they were about. */
  readonly values: string;
}

interface Condition {
  readonly holds: (frame: Frame) => boolean;
  readonly values: (frame: Frame) => string[];
}

/** Compiles the text of `--option`. @throws {UsageError} if it has a mistake, showing where. */
export function compileExpression(source: string, scope: Scope, option: string): Expression {
  const holds = compileWhere(source, scope, option);
  const conditions = conjuncts(tokenize(source)).map((tokens): Condition => {
    const text = source.slice(tokens[0]!.at, tokens.at(-1)!.at + tokens.at(-1)!.text.length);
    return { holds: compileWhere(text, scope, option), values: valuesOf(tokens, scope) };
  });
  const joined = (conditions: readonly Condition[], frame: Frame) =>
    [...new Set(conditions.flatMap(({ values }) => values(frame)))].join(", ");
  return {
    holds,
    miss: (frame) => {
      const failed = conditions.filter(({ holds }) => !holds(frame));
      return { failed: failed.length, values: joined(failed, frame) };
    },
    values: (frame) => joined(conditions, frame),
  };
}

/** The tokens between the outermost `&&`; all of them where there is an outermost `||`. */
function conjuncts(tokens: readonly QueryToken[]): QueryToken[][] {
  const parts: QueryToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "end") break;
    if (token.kind === "symbol" && token.text === "(") depth++;
    if (token.kind === "symbol" && token.text === ")") depth--;
    if (depth === 0 && token.text === "||" && token.kind === "symbol") return [tokens.slice(0, -1)];
    if (depth === 0 && token.text === "&&" && token.kind === "symbol") parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

const WORDS: readonly string[] = ["true", "false", "null"];

function valuesOf(tokens: readonly QueryToken[], scope: Scope): (frame: Frame) => string[] {
  const names = tokens.filter(({ kind, text }) => kind === "name" && !WORDS.includes(text)).map(({ text }) => text);
  const known = [...new Set(names)].map((name) => [name, findName(name, 0, scope)] as const);
  return (frame) => known.map(([name, value]) => `${name} was ${shown(value, frame)}`);
}

/** Of a text, in UTF-16 units. */
const MAX_SHOWN = 60;

function shown({ get, kinds }: NamedValue, frame: Frame): string {
  const value = get(frame);
  if (value === undefined) return "missing";
  if (typeof value === "number" && kinds.has("time")) return new Date(value / 1000).toISOString();
  if (value instanceof SymbolicValue) return value.text;
  const text = value instanceof TextValue ? value.decode() : value;
  if (typeof text === "string") return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
  return text !== null && typeof text === "object" ? "a struct or an array" : String(text);
}
