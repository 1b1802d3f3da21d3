/**
 * What a command is: its options (a table), its help, and its run.
 *
 * @module
 */

import { ExitCode } from "../errors.ts";
import { HELP_SPECS } from "../options/common.ts";
import type { Given } from "../options/given.ts";
import { type Help, helpText } from "../options/help.ts";
import { checkCombinations } from "../options/parse.ts";
import type { OptionSpec } from "../options/spec.ts";
import { type OptionTable, readValues, specsOf, type Values } from "../options/table.ts";
import type { RunContext } from "../stream/run_context.ts";
import type { StatusMode } from "../stream/status.ts";

/** What every command's options have, and some have more of. */
export interface RunOptions {
  /** Print errors with their stack, and events on stderr. */
  readonly verbose: boolean;
  /** Print nothing on stderr but errors. */
  readonly quiet?: boolean;
  /** Use colors; `auto`: on a terminal. */
  readonly color?: "auto" | "always" | "never";
}

/** A command as its file defines it. */
export interface CommandDefinition<T extends OptionTable, O extends RunOptions> {
  /** What is typed before its options; empty for listening. */
  readonly name: string;
  /** Its operands and what it does, for the help of `pipelisten` itself. */
  readonly summary: readonly [operands: string, what: string];
  readonly help: Help;
  /** Its options, in the order of the help. */
  readonly table: T;
  /** Adds the operands. @throws {UsageError} where they can't be used. */
  readonly read: (values: Values<T>, operands: readonly string[]) => O;
  /** Runs it to its end. A command that returns nothing is done. */
  readonly run: (options: O, context: RunContext) => Promise<ExitCode | void>;
  /** How it shows its status on a terminal; one without it has no status. */
  readonly terminalStatus?: (options: O) => StatusMode;
}

/** A command whose command line has been read. */
export interface Task {
  /** Tells it from help and version. */
  readonly do: "run";
  /** The name of the command; empty for listening. */
  readonly command: string;
  readonly options: RunOptions;
  /** How much of its status to show. */
  status(isTerminal: boolean): StatusMode;
  run(context: RunContext): Promise<ExitCode>;
}

/** A command as the program knows it. */
export interface Command {
  readonly name: string;
  readonly summary: readonly [operands: string, what: string];
  readonly specs: readonly OptionSpec[];
  /** Its help text. @param more Lines after its own usage. */
  help(more?: readonly string[]): string;
  /** Reads what was given. @throws {UsageError} where it can't be used. */
  parse(given: Given): Task;
}

/** Makes a command of its definition. */
export function defineCommand<T extends OptionTable, O extends RunOptions>(
  { name, summary, help, table, read, run, terminalStatus }: CommandDefinition<T, O>,
): Command {
  const specs = [...specsOf(table), ...HELP_SPECS];
  return {
    name,
    summary,
    specs,
    help: (more = []) => helpText({ ...help, usage: [...help.usage, ...more] }, specs),
    parse: (given) => {
      checkCombinations(specs, given);
      const options = read(readValues(table, given), given.operands);
      return {
        do: "run",
        command: name,
        options,
        status: (isTerminal) => {
          if (terminalStatus === undefined || options.quiet) return "silent";
          return isTerminal ? terminalStatus(options) : options.verbose ? "lines" : "losses";
        },
        run: async (context) => await run(options, context) ?? ExitCode.Done,
      };
    },
  };
}
