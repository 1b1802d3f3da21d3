/**
 * The sides of a comparison, and their values as what they are compared as.
 *
 * @module
 */

import { SymbolicValue, TextValue, type Value } from "../frame/value.ts";
import type { Frame } from "../frame/frame.ts";
import { Mistake } from "./mistake.ts";
import type { Kind, Name } from "./names.ts";

/** A value that is written in an expression. */
export type Literal = number | bigint | string | boolean | null;

/** One side of a comparison. */
export interface Operand extends Name {
  /** Where it stands. */
  readonly at: number;
  /** Its value, where it is always the same. */
  readonly literal?: Literal;
}

/** A value, once it is known as what it is compared. */
export type Comparable = number | bigint | string | boolean | null;

/** What is read where a frame has no such thing. */
export const MISSING = Symbol("missing");

/** Makes an operand of a value. */
export function literalOperand(literal: Literal, at: number): Operand {
  const type = typeof literal;
  const kind = literal === null ? "null" : type === "string" || type === "boolean" ? type : "number";
  return { kinds: new Set([kind]), get: () => literal, at, literal };
}

/**
 * Makes the function that reads an operand as `kind`; it gives undefined where the value is of another kind.
 *
 * @throws {Mistake} where it is to be a time, and is text that says none.
 */
export function reader(
  operand: Operand,
  kind: Kind,
): (frame: Frame) => Comparable | undefined | typeof MISSING {
  const { literal, get, at } = operand;
  if (literal !== undefined) {
    const constant = kind === "time" && typeof literal === "string" ? timeOf(literal, at) : AS[kind](literal);
    return () => constant;
  }
  const as = AS[kind];
  return (frame) => {
    const value = get(frame);
    return value === undefined ? MISSING : as(value);
  };
}

type As = (value: Value | string | null) => Comparable | undefined;

const AS: Readonly<Record<Kind, As>> = {
  number: (value) => {
    if (typeof value === "number" || typeof value === "bigint") return value;
    if (value instanceof SymbolicValue) return value.number ?? undefined;
    return typeof value === "boolean" ? Number(value) : undefined;
  },
  string: (value) => {
    if (value instanceof TextValue) return value.decode() ?? undefined;
    return value instanceof SymbolicValue ? value.text : typeof value === "string" ? value : undefined;
  },
  boolean: (value) => {
    if (typeof value === "number" || typeof value === "bigint") return Number(value) !== 0;
    return typeof value === "boolean" ? value : undefined;
  },
  time: (value) => typeof value === "number" ? value : undefined,
  null: (value) => value === null || (value instanceof TextValue && value.decode() === null) ? null : undefined,
};

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Microseconds since 1970 from `2026-01-31`, `2026-01-31T12:00`, `2026-01-31 12:00:00.123456+01:00`; else in UTC. */
function timeOf(text: string, at: number): number {
  const [, date, clock = "00:00", fraction = "", zone = "Z"] = TIME.exec(text) ?? [];
  const milliseconds = Date.parse(`${date}T${clock}${zone}`);
  if (Number.isNaN(milliseconds)) {
    throw new Mistake("this is no time (write it as 2026-01-31T12:00:00.123456Z)", at);
  }
  return milliseconds * 1000 + Number(fraction.padEnd(6, "0"));
}
