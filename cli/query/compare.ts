/**
 * Comparisons: as what two values are compared, and how.
 *
 * @module
 */

import type { Frame } from "../frame/frame.ts";
import { Mistake, suggestion } from "./mistake.ts";
import type { Kind } from "./names.ts";
import { type Comparable, MISSING, type Operand, reader } from "./operand.ts";

/** Whether something holds for a frame. */
export type Test = (frame: Frame) => boolean;

/** The comparisons there are. */
export type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * Compares two values: exactly, also 64-bit integers with others.
 *
 * It holds for no frame that lacks one of them, whatever the operator. A value that is there but has nothing in common
 * with the other, as null and 5, is unequal to it.
 *
 * @throws {Mistake} where they can never have anything in common.
 */
export function comparison(left: Operand, operator: Operator, right: Operand): Test {
  const kind = commonKind(left, right, operator);
  const first = reader(left, kind);
  const second = reader(right, kind);
  const compare = COMPARE[operator];
  return (frame) => {
    const a = first(frame);
    const b = second(frame);
    if (a === MISSING || b === MISSING) return false;
    return a === undefined || b === undefined ? operator === "!=" : compare(a, b);
  };
}

/**
 * Whether a value matches, or with `!~` whether it doesn't: text that can't be decoded never matches, and a frame
 * without this value is chosen by neither.
 *
 * @throws {Mistake} where it never is text.
 */
export function matching(operand: Operand, operator: "~" | "!~", pattern: RegExp): Test {
  if (!operand.kinds.has("string")) throw new Mistake("only text can match a regular expression", operand.at);
  const read = reader(operand, "string");
  return (frame) => {
    const value = read(frame);
    if (value === MISSING) return false;
    return (typeof value === "string" && pattern.test(value)) === (operator === "~");
  };
}

/** Whether a value is true, or a number other than 0. @throws {Mistake} where it is something else. */
export function truth(operand: Operand): Test {
  if (!operand.kinds.has("boolean")) throw new Mistake("this must be compared with something", operand.at);
  const read = reader(operand, "boolean");
  return (frame) => read(frame) === true;
}

/** The loose `==` compares numbers with bigints, by their value; it meets no other mixture here. */
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

/** In this order: an enum with an enum as numbers, a flag with true as truth, and text with text. */
const KINDS: readonly Kind[] = ["null", "time", "number", "boolean", "string"];

function commonKind(left: Operand, right: Operand, operator: Operator): Kind {
  checkWord(left, right);
  checkWord(right, left);
  const bothKnown = left.literal !== undefined && right.literal !== undefined;
  if (bothKnown) throw new Mistake("two values that never change are compared", left.at);
  const isLiteralNull = left.literal === null || right.literal === null;
  const isTime = left.kinds.has("time") || right.kinds.has("time");
  const has = ({ kinds, literal }: Operand, kind: Kind) =>
    kinds.has(kind) || (kind === "time" && isTime && typeof literal === "string");
  const kind = KINDS.find((kind) => (kind !== "null" || isLiteralNull) && has(left, kind) && has(right, kind));
  if (kind === undefined) throw new Mistake(`${spoken(left)} can't be compared with ${spoken(right)}`, right.at);
  if ((kind === "null" || kind === "boolean") && !/[!=]=/.test(operator)) {
    throw new Mistake(`${operator} has no meaning for ${kind === "null" ? "null" : "true and false"}`, right.at);
  }
  return kind;
}

/** An enum that is compared with a string has a member of that name. */
function checkWord({ words }: Operand, { literal, at }: Operand): void {
  if (words === undefined || typeof literal !== "string" || words.includes(literal)) return;
  throw new Mistake(`the enum has no "${literal}" (${suggestion(literal, words)})`, at);
}

function spoken({ kinds }: Operand): string {
  const words = [...kinds].filter((kind) => kind !== "null" || kinds.size === 1).map((kind) => SPOKEN[kind]);
  return words.length === 0 ? "a whole struct or array" : words.join(" or ");
}

const SPOKEN: Readonly<Record<Kind, string>> = {
  number: "a number",
  string: "text",
  boolean: "true or false",
  time: "a time",
  null: "null",
};
