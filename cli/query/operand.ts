/**
 * The operands of a comparison, and their values as the kind they are compared as.
 *
 * @module
 */

import type { Frame } from "../frame/frame.ts";
import { LOG_LEVELS, type LogLevel } from "../frame/log_site.ts";
import { SymbolicValue, TextValue, type Value } from "../frame/value.ts";
import { Mistake } from "./mistake.ts";
import type { Kind, NamedValue } from "./named_value.ts";

/** A constant in an expression. */
export type Literal = number | bigint | string | boolean | null;

/** One side of a comparison. */
export interface Operand extends NamedValue {
  /** Its position in the text of the option. */
  readonly at: number;
  /** Its value, if it is a constant. */
  readonly literal?: Literal;
}

/** A value, converted to the kind it is compared as. */
export type Comparable = number | bigint | string | boolean | null;

/** Read from frames that do not have the value. */
export const MISSING = Symbol("missing");

/** Makes the operand of a constant. */
export function literalOperand(literal: Literal, at: number): Operand {
  const type = typeof literal;
  const kind = literal === null ? "null" : type === "string" || type === "boolean" ? type : "number";
  return { kinds: new Set([kind]), get: () => literal, at, literal };
}

/**
 * Makes the function that reads an operand as `kind`; it returns undefined if the value is of another kind.
 *
 * @throws {Mistake} if `kind` is a time, and the operand is a string that is not one.
 */
export function operandReader(
  operand: Operand,
  kind: Kind,
): (frame: Frame) => Comparable | undefined | typeof MISSING {
  const { literal, get, at } = operand;
  if (literal !== undefined) {
    const constant = kind === "time" && typeof literal === "string" ? timeOf(literal, at) : CONVERSIONS[kind](literal);
    return () => constant;
  }
  const convert = CONVERSIONS[kind];
  return (frame) => {
    const value = get(frame);
    return value === undefined ? MISSING : convert(value);
  };
}

type Conversion = (value: Value | string | null) => Comparable | undefined;

const CONVERSIONS: Readonly<Record<Kind, Conversion>> = {
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
  level: (value) => {
    if (typeof value === "string") return LOG_LEVELS.indexOf(value as LogLevel) + 1;
    return value instanceof SymbolicValue ? value.number ?? undefined : undefined;
  },
  time: (value) => typeof value === "number" ? value : undefined,
  null: (value) => value === null || (value instanceof TextValue && value.decode() === null) ? null : undefined,
};

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Microseconds since 1970 from `2026-01-31`, `2026-01-31T12:00`, `2026-01-31 12:00:00.123456+01:00`; UTC by default. */
function timeOf(text: string, at: number): number {
  const [, date, clock = "00:00", fraction = "", zone = "Z"] = TIME.exec(text) ?? [];
  const milliseconds = Date.parse(`${date}T${clock}${zone}`);
  if (Number.isNaN(milliseconds)) {
    throw new Mistake("not a time (write it as 2026-01-31T12:00:00.123456Z)", at);
  }
  return milliseconds * 1000 + Number(fraction.padEnd(6, "0"));
}
