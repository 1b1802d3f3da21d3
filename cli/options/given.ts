/**
 * What was given on a command line, before the values are read.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { OptionSpec } from "./spec.ts";

/** The options and operands of a command line. */
export class Given {
  /** The operands, in order. */
  readonly operands: readonly string[];
  readonly #specs: readonly OptionSpec[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** @param values By long names; a switch that was given has an empty array. */
  constructor(
    specs: readonly OptionSpec[],
    values: ReadonlyMap<string, readonly string[]>,
    operands: readonly string[],
  ) {
    this.#specs = specs;
    this.#values = values;
    this.operands = operands;
  }

  /** Whether the option was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of an option. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  /** All values of a repeatable option. */
  texts(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The value as `read` understands it. @throws {UsageError} where that returns undefined. */
  value<T>(name: string, read: (text: string) => T | undefined): T | undefined {
    return this.values(name, read)[0];
  }

  /** All values of a repeatable option as `read` understands them. @throws {UsageError} where that returns undefined. */
  values<T>(name: string, read: (text: string) => T | undefined): T[] {
    return this.texts(name).map((text) => {
      const value = read(text);
      if (value === undefined) throw this.unusable(name, text);
      return value;
    });
  }

  /** The one of these options that was given. @throws {UsageError} when several were. */
  only<T extends string>(...names: T[]): T | undefined {
    const given = names.filter((name) => this.has(name));
    if (given.length <= 1) return given[0];
    throw new UsageError(`Cannot use --${given.join(" and --")} together: expected one of them`);
  }

  /** The error for a value that can't be used; undefined: it has none. */
  unusable(name: string, value: string | undefined): UsageError {
    const given = value === undefined ? "without a value" : `"${value}"`;
    const { expected } = this.#specs.find(({ long }) => long === name) ?? {};
    return new UsageError(`Cannot use --${name} ${given}: expected ${expected ?? "a value"}`);
  }
}
