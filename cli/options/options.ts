/**
 * Options from tables: how a command line is read by a table, and how a table reads in the help.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "../errors.ts";
import { type Spelling, spellOut } from "./spell_out.ts";
import { readCount, readDuration } from "./values.ts";

/** One option, as the parser, the checks and the help need it. */
export interface OptionSpec extends Spelling {
  /** Its line in the help. */
  readonly help: string;
  /** What its value should be, in words for an error. */
  readonly expected?: string;
  /** It may be given several times. */
  readonly repeatable?: true;
}

/** What was given on a command line. */
export class Given {
  /** The operands, in order. */
  readonly operands: readonly string[];
  readonly #specs: readonly OptionSpec[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** @param values By long names; a switch that was given has none. */
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

  /** The value as `read` understands it. @throws {UsageError} where that gives undefined. */
  value<T>(name: string, read: (text: string) => T | undefined): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = read(text);
    if (value === undefined) throw this.unusable(name, text);
    return value;
  }

  /** A whole number from 1 to `most`. */
  count(name: string, most?: number): number | undefined {
    return this.value(name, (text) => readCount(text, most));
  }

  /** Milliseconds. */
  duration(name: string): number | undefined {
    return this.value(name, readDuration);
  }

  /** One of a few words. */
  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    return this.value(name, (text) => words.find((word) => word === text));
  }

  /** The one of these options that was given. @throws {UsageError} when it is several. */
  only<T extends string>(...names: T[]): T | undefined {
    const given = names.filter((name) => this.has(name));
    if (given.length <= 1) return given[0];
    throw new UsageError(`Cannot use --${given.join(" and --")} together: expected one of them`);
  }

  /** The error for a value that can't be used. */
  unusable(name: string, value: string): UsageError {
    return unusable(this.#specs.find(({ long }) => long === name), name, value);
  }
}

/** Reads a command line by a table. @throws {UsageError} naming the option, its value and what is expected. */
export function readOptions(args: readonly string[], specs: readonly OptionSpec[], command = ""): Given {
  const switches = specs.filter(({ value }) => value === undefined).map(({ long }) => long);
  const valued = specs.filter(({ value }) => value !== undefined);
  const spelled = spellOut(args, specs);
  const unknown: string[] = [];
  const parsed = parseArgs(spelled, {
    boolean: switches,
    string: [...valued.map(({ long }) => long), "_"],
    collect: valued.map(({ long }) => long),
    unknown: (arg, key) => void (key !== undefined && unknown.push(arg)),
  });
  if (unknown.length > 0) {
    throw new UsageError(`Cannot use ${unknown[0]}: there is no such option (see pipelisten ${command}--help)`);
  }
  const given = new Map<string, readonly string[]>();
  for (const name of switches) if (parsed[name] === true) given.set(name, []);
  for (const spec of valued) {
    const values = parsed[spec.long] as string[];
    if (values.length > 1 && !spec.repeatable) {
      throw new UsageError(`Cannot use --${spec.long} ${values.length} times: give it once`);
    }
    if (values.includes("")) throw unusable(spec, spec.long, undefined);
    if (values.length > 0) given.set(spec.long, values);
  }
  const assigned = spelled.find((arg) => switches.includes(/^--([a-z-]+)=/.exec(arg)?.[1] ?? ""));
  if (assigned !== undefined) throw new UsageError(`Cannot use ${assigned}: expected the option without a value`);
  return new Given(specs, given, parsed._.map(String));
}

/** The options as lines of a help text. */
export function optionLines(specs: readonly OptionSpec[]): string {
  return specs.map(({ long, short, value, help }) => {
    const names = `${short === undefined ? "   " : `-${short},`} --${long}${value === undefined ? "" : ` ${value}`}`;
    return `  ${names.padEnd(28)} ${help}`;
  }).join("\n");
}

/** `{ [key]: value }`, or nothing where there is no value: for options that may be absent. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [P in K]?: V };
}

const DURATION = "a duration such as 500ms, 30s or 2m";

function unusable(spec: OptionSpec | undefined, name: string, value: string | undefined): UsageError {
  const given = value === undefined ? "without a value" : `"${value}"`;
  return new UsageError(`Cannot use --${name} ${given}: expected ${spec?.expected ?? DURATION}`);
}
