/**
 * What a name in an expression or template refers to: a value of each frame.
 *
 * @module
 */

import type { Frame } from "../frame/frame.ts";
import type { Value } from "../frame/value.ts";

/** What a value can be compared as; `null` if it may be null. Levels of log lines are compared by their severity. */
export type Kind = "number" | "string" | "boolean" | "time" | "level" | "null";

/** Reads a value of a frame; undefined if the frame does not have it, null if it has one that is unknown. */
export type Get = (frame: Frame) => Value | string | null | undefined;

/** The value that a name refers to. */
export interface NamedValue {
  /** What it can be compared as; empty for a whole struct or array. A time is a number of microseconds. */
  readonly kinds: ReadonlySet<Kind>;
  /** All strings that it can be; undefined if it may be any. */
  readonly words?: readonly string[];
  /** Reads it. */
  readonly get: Get;
}
