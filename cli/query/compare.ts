/**
 * Comparisons of two values.
 *
 * @module
 */

import type { Frame } from "../frame/frame.ts";
import { Mistake, suggestion } from "./mistake.ts";
import type { Kind } from "./named_value.ts";
import { type Comparable, MISSING, type Operand, operandReader } from "./operand.ts";
import type { Pattern } from "./pattern.ts";

/** Tests a frame. */
export type Test = (frame: Frame) => boolean;

/** The comparison operators. */
export type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * Makes the test that compares two values. Numbers are compared exactly, including 64-bit integers.
 *
 * It is false for frames that lack one of the values, whatever the operator. Values of different kinds, like null and 5,
 * are unequal.
 *
 * @throws {Mistake} if the values can never have the same kind.
 */
export function comparison(left: Operand, operator: Operator, right: Operand): Test {
  const kind = commonKind(left, right, operator);
  const first = operandReader(left, kind);
  const second = operandReader(right, kind);
  const compare = COMPARE[operator];
  return (frame) => {
    const a = first(frame);
    const b = second(frame);
    if (a === MISSING || b === MISSING) return false;
    return a === undefined || b === undefined ? operator === "!=" : compare(a, b);
  };
}

/**
 * Makes the test whether a value matches, or with `!~` whether it does not. Text that does not decode never matches; for
 * frames without this value both are false.
 *
 * @throws {Mistake} if the value is never text.
 */
export function patternTest(operand: Operand, operator: "~" | "!~", pattern: Pattern): Test {
  if (!operand.kinds.has("string")) throw new Mistake("only text can match a regular expression", operand.at);
  const read = operandReader(operand, "string");
  return (frame) => {
    const value = read(frame);
    if (value === MISSING) return false;
    return (typeof value === "string" && pattern.test(value)) === (operator === "~");
  };
}

/** Makes the test whether a value is true, or a number other than 0. @throws {Mistake} if it is neither. */
export function truth(operand: Operand): Test {
  if (!operand.kinds.has("boolean")) throw new Mistake("expected a comparison", operand.at);
  const read = operandReader(operand, "boolean");
  return (frame) => read(frame) === true;
}

/** The loose `==` compares numbers with bigints by value; no other types are mixed here. */
const COMPARE: Readonly<Record<Operator, (a: Comparable, b: Comparable) => boolean>> = {
  // deno-lint-ignore eqeqeq
  "==": (a, b) => a == b,
  // deno-lint-ignore eqeqeq
  "!=": (a, b) => a != b,
  "<": (a, b) => a! < b!,
  "<=": (a, b) => a! <= b!,
  ">": (a, b) => a! > b!,
  ">=": (a, b) => a! >= b!,
};

/** By precedence: two enums are compared as numbers, a BOOLEAN with true as boolean, text with text. */
const KINDS: readonly Kind[] = ["null", "time", "level", "number", "boolean", "string"];

function commonKind(left: Operand, right: Operand, operator: Operator): Kind {
  checkWord(left, right);
  checkWord(right, left);
  const bothKnown = left.literal !== undefined && right.literal !== undefined;
  if (bothKnown) throw new Mistake("both sides are constants", left.at);
  const isLiteralNull = left.literal === null || right.literal === null;
  const has = ({ kinds, literal }: Operand, kind: Kind) =>
    kinds.has(kind) || ((kind === "time" || kind === "level") && typeof literal === "string");
  const kind = KINDS.find((kind) => (kind !== "null" || isLiteralNull) && has(left, kind) && has(right, kind));
  if (kind === undefined) throw new Mistake(`cannot compare ${describe(left)} with ${describe(right)}`, right.at);
  if ((kind === "null" || kind === "boolean") && !/[!=]=/.test(operator)) {
    throw new Mistake(`${operator} does not apply to ${kind === "null" ? "null" : "true and false"}`, right.at);
  }
  return kind;
}

/** @throws {Mistake} if an enum or a level is compared with a string that is none of its words. */
function checkWord({ words, kinds }: Operand, { literal, at }: Operand): void {
  if (words === undefined || typeof literal !== "string" || words.includes(literal)) return;
  const what = kinds.has("level") ? "there is no level" : "the enum has no";
  throw new Mistake(`${what} "${literal}" (${suggestion(literal, words)})`, at);
}

function describe({ kinds }: Operand): string {
  const words = [...kinds].filter((kind) => kind !== "null" || kinds.size === 1).map((kind) => KIND_NAMES[kind]);
  return words.length === 0 ? "a whole struct or array" : words.join(" or ");
}

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  number: "a number",
  string: "text",
  boolean: "true or false",
  time: "a time",
  level: "a level",
  null: "null",
};
