/**
 * A command line and a table's specs → what was given, with every option known and every combination possible.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "../errors.ts";
import { Given } from "./given.ts";
import { spellOut } from "./spell_out.ts";
import type { OptionSpec } from "./spec.ts";

/**
 * Reads a command line.
 *
 * @param command What the user types before the options, with a space after it, or nothing: for the hint in an error.
 * @throws {UsageError} naming the option, its value and what is expected.
 */
export function parseCommandLine(args: readonly string[], specs: readonly OptionSpec[], command: string): Given {
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
  const values = new Map<string, readonly string[]>();
  for (const name of switches) if (parsed[name] === true) values.set(name, []);
  for (const { long } of valued) {
    const texts = parsed[long] as string[];
    if (texts.length > 0) values.set(long, texts);
  }
  const given = new Given(specs, values, parsed._.map(String));
  for (const spec of valued) checkValues(spec, given);
  const assigned = spelled.find((arg) => switches.includes(/^--([a-z-]+)=/.exec(arg)?.[1] ?? ""));
  if (assigned !== undefined) throw new UsageError(`Cannot use ${assigned}: expected the option without a value`);
  return given;
}

function checkValues({ long, repeatable }: OptionSpec, given: Given): void {
  const texts = given.texts(long);
  if (texts.length > 1 && !repeatable) {
    throw new UsageError(`Cannot use --${long} ${texts.length} times: give it once`);
  }
  if (texts.includes("")) throw given.unusable(long, undefined);
}

/** Checks what goes with what. @throws {UsageError} naming both options and why. */
export function checkCombinations(specs: readonly OptionSpec[], given: Given): void {
  for (const { long, needs, excludes } of specs) {
    if (!given.has(long)) continue;
    if (needs !== undefined && !given.has(needs[0])) {
      throw new UsageError(`Cannot use --${long} without --${needs[0]}: ${needs[1]}`);
    }
    if (excludes !== undefined && given.has(excludes[0])) {
      throw new UsageError(`Cannot use --${long} with --${excludes[0]}: ${excludes[1]}`);
    }
  }
}
