/**
 * Options as tables: each entry is how an option is spelled, what the help says about it, and how its value is read. The type
 * of a command's options follows from its table.
 *
 * ```ts
 * const TABLE = {
 *   count: count("count", { short: "n", value: "N", help: "stop after N frames" }),
 *   once: flag("once", { help: "stop when the first client disconnects" }),
 * };
 * type Options = Values<typeof TABLE>; // { count?: number; once: boolean }
 * ```
 *
 * @module
 */

import type { Given } from "./given.ts";
import type { OptionSpec } from "./spec.ts";
import { MAX_COUNT, readCount, readDuration } from "./values.ts";

/** An entry of a table: one value, from one option or from several that belong together. */
export interface Option<T> {
  /** The options that it is read from, in the order of the help. */
  readonly specs: readonly OptionSpec[];
  /** Reads the value. @throws {UsageError} where it can't be used. */
  readonly read: (given: Given) => T;
}

/** Options by the names that the program has for their values. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

type ValueOf<O> = O extends Option<infer T> ? T : never;

/** What a table reads: a property for each entry, absent where the option wasn't given and has no default. */
export type Values<T extends OptionTable> =
  & { readonly [K in keyof T as undefined extends ValueOf<T[K]> ? never : K]: ValueOf<T[K]> }
  & { readonly [K in keyof T as undefined extends ValueOf<T[K]> ? K : never]?: Exclude<ValueOf<T[K]>, undefined> };

/** Reads all values of a table. @throws {UsageError} naming the option, its value and what is expected. */
export function readValues<T extends OptionTable>(table: T, given: Given): Values<T> {
  const values = Object.entries(table).map(([name, { read }]) => [name, read(given)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Values<T>;
}

/** The specs of a whole table, in order. */
export function specsOf(table: OptionTable): OptionSpec[] {
  return Object.values(table).flatMap(({ specs }) => specs);
}

type Spec = Omit<OptionSpec, "long">;
type ValueSpec = Spec & { readonly value: string };

/** A switch. */
export function flag(long: string, spec: Omit<Spec, "value">): Option<boolean> {
  return { specs: [{ long, ...spec }], read: (given) => given.has(long) };
}

/** Any text. */
export function text(long: string, spec: ValueSpec): Option<string | undefined> {
  return { specs: [{ long, ...spec }], read: (given) => given.text(long) };
}

/** A value that `read` understands; it returns undefined for what it doesn't. */
export function parsed<T>(
  long: string,
  spec: ValueSpec,
  read: (text: string) => T | undefined,
): Option<T | undefined> {
  return { specs: [{ long, ...spec }], read: (given) => given.value(long, read) };
}

/** A whole number from 1 to `max`. */
export function count(long: string, spec: ValueSpec, max = MAX_COUNT): Option<number | undefined> {
  const expected = `a whole number from 1${max === MAX_COUNT ? "" : ` to ${max}`}`;
  return parsed(long, { expected, ...spec }, (text) => readCount(text, max));
}

/** A duration, in milliseconds. */
export function duration(long: string, spec: Spec): Option<number | undefined> {
  return parsed(long, { value: "D", expected: "a duration such as 500ms, 30s or 2m", ...spec }, readDuration);
}

/** One of a few words. */
export function word<const T extends string>(
  long: string,
  words: readonly T[],
  spec: ValueSpec,
): Option<T | undefined> {
  const expected = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return parsed(long, { expected, ...spec }, (text) => words.find((word) => word === text));
}

/** The same option with a value for where it isn't given. */
export function withDefault<T>({ specs, read }: Option<T | undefined>, value: NoInfer<T>): Option<T> {
  return { specs, read: (given) => read(given) ?? value };
}
