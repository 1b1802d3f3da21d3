/**
 * The commands, and which of them a command line means. A new command is a file, and a line here.
 *
 * All of them are loaded at every start, since the help names them; what only their runs need is imported when they run.
 * That takes a fifth off the time of --help.
 *
 * @module
 */

import { parseCommandLine } from "../options/parse.ts";
import type { Command, Task } from "./command.ts";
import { doctor } from "./doctor.ts";
import { driverKit } from "./driver_kit.ts";
import { layout } from "./layout.ts";
import { list } from "./list.ts";
import { listen } from "./listen.ts";
import { replay } from "./replay.ts";
import { send } from "./send.ts";
import { smoke } from "./smoke.ts";

/** The commands that have a name. A pipe of the same name is reached by its full path. */
const NAMED: readonly Command[] = [send, replay, layout, list, doctor, smoke, driverKit];

/** What to do. */
export type Parsed = { readonly do: "help"; readonly text: string } | { readonly do: "version" } | Task;

/**
 * Reads the command line.
 *
 * @throws {UsageError} naming the option, its value and what is expected.
 */
export function readArgs(args: readonly string[]): Parsed {
  const named = NAMED.find(({ name }) => name === args[0]);
  const command = named ?? listen;
  const given = named === undefined
    ? parseCommandLine(args, command.specs, "")
    : parseCommandLine(args.slice(1), command.specs, `${named.name} `);
  if (given.has("help")) return { do: "help", text: named === undefined ? mainHelp() : command.help() };
  if (given.has("version")) return { do: "version" };
  return command.parse(given);
}

/** The help of listening, with a line for each other command. */
function mainHelp(): string {
  return listen.help(NAMED.map(({ name, summary: [operands, what] }) => {
    return `pipelisten ${`${name} ${operands}`.padEnd(22)} ${what}`;
  }));
}
