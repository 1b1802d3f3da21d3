/**
 * The command line of `pipelisten list`.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { COMMON_OPTIONS, type CommonOptions, readCommon } from "../options/common.ts";
import { type Given, optional, optionLines, type OptionSpec } from "../options/options.ts";
import { readPipeName } from "../options/values.ts";

/** What the command line asks for. */
export interface ListArgs extends CommonOptions {
  /** A name without `\\.\pipe\`, with * and ? for any characters. All pipes where it is absent. */
  readonly pattern?: string;
  /** A line of JSON for each pipe, rather than a table. */
  readonly json: boolean;
}

/** All options, in the order of the help. */
export const LIST_OPTIONS: readonly OptionSpec[] = [
  { long: "json", short: "j", help: "print each pipe as a line of JSON" },
  ...COMMON_OPTIONS,
];

/** The help text, ending in a newline. */
export function listHelp(): string {
  return `pipelisten list: the named pipes of this machine, with their instances and how many there may be.

Usage: pipelisten list [OPTIONS] [PATTERN]

PATTERN is the name of a pipe, with * for any characters and ? for any one. Nobody is connected to.
Wine keeps no list of its pipes: there, give a name, and see whether it has a server with a free instance.

${optionLines(LIST_OPTIONS)}

Exit status: 0 listed, 2 usage, 3 needs Windows, 4 no pipe has such a name.

Example: pipelisten list "*SharkPipe*"
`;
}

/** Reads what was given. @throws {UsageError} where it makes no sense. */
export function readList(given: Given): ListArgs {
  return { ...optional("pattern", patternOf(given.operands)), json: given.has("json"), ...readCommon(given) };
}

function patternOf(operands: readonly string[]): string | undefined {
  if (operands.length > 1) {
    throw new UsageError(`Cannot list ${operands.map((name) => `"${name}"`).join(" and ")}: expected one PATTERN`);
  }
  const [text] = operands;
  if (text === undefined) return undefined;
  const name = readPipeName(text);
  if (name === undefined) {
    throw new UsageError(`Cannot list "${text}": expected the name of a pipe, or one with * and ?`);
  }
  return name;
}
