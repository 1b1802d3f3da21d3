/**
 * Which command a command line means, and its help text. Each command has its table of options in args/.
 *
 * @module
 */

import { DOCTOR_OPTIONS, type DoctorArgs, doctorHelp, readDoctor } from "./doctor_options.ts";
import { LIST_OPTIONS, type ListArgs, listHelp, readList } from "./list_options.ts";
import { LAYOUT_OPTIONS, type LayoutArgs, layoutHelp, readLayout } from "./layout_options.ts";
import { LISTEN_OPTIONS, type ListenArgs, listenHelp, readListen } from "./listen_options.ts";
import { type Given, type OptionSpec, readOptions } from "../options/options.ts";
import { readReplay, REPLAY_OPTIONS, type ReplayArgs, replayHelp } from "./replay_options.ts";
import { readSend, SEND_OPTIONS, type SendArgs, sendHelp } from "./send_options.ts";

/** What is to be done. */
export type Command =
  | { readonly do: "help"; readonly text: string }
  | { readonly do: "version" }
  | { readonly do: "listen"; readonly options: ListenArgs }
  | { readonly do: "list"; readonly options: ListArgs }
  | { readonly do: "doctor"; readonly options: DoctorArgs }
  | { readonly do: "send"; readonly options: SendArgs }
  | { readonly do: "replay"; readonly options: ReplayArgs }
  | { readonly do: "layout"; readonly options: LayoutArgs };

/** A command, as its file in args/ has it. */
interface CommandSpec {
  readonly options: readonly OptionSpec[];
  readonly help: () => string;
  readonly read: (given: Given) => Command;
}

/** What stands before any other command's name; then its options. */
const LISTEN: CommandSpec = {
  options: LISTEN_OPTIONS,
  help: listenHelp,
  read: (given) => ({ do: "listen", options: readListen(given) }),
};

/** The commands that have a name. A pipe of the same name is reached by its full path. */
const NAMED: Readonly<Record<string, CommandSpec>> = {
  list: { options: LIST_OPTIONS, help: listHelp, read: (given) => ({ do: "list", options: readList(given) }) },
  doctor: {
    options: DOCTOR_OPTIONS,
    help: doctorHelp,
    read: (given) => ({ do: "doctor", options: readDoctor(given) }),
  },
  send: { options: SEND_OPTIONS, help: sendHelp, read: (given) => ({ do: "send", options: readSend(given) }) },
  replay: {
    options: REPLAY_OPTIONS,
    help: replayHelp,
    read: (given) => ({ do: "replay", options: readReplay(given) }),
  },
  layout: {
    options: LAYOUT_OPTIONS,
    help: layoutHelp,
    read: (given) => ({ do: "layout", options: readLayout(given) }),
  },
};

/**
 * Reads the command line.
 *
 * @throws {UsageError} naming the option, its value and what is expected.
 */
export function readArgs(args: readonly string[]): Command {
  const name = Object.hasOwn(NAMED, args[0] ?? "") ? args[0]! : "";
  const command = NAMED[name] ?? LISTEN;
  const given = readOptions(name === "" ? args : args.slice(1), command.options, name === "" ? "" : `${name} `);
  if (given.has("help")) return { do: "help", text: command.help() };
  if (given.has("version")) return { do: "version" };
  return command.read(given);
}
