/** What a command line means, for the tests of each command's options. */
import { assertEquals } from "@std/assert";
import type { RunOptions } from "../../../cli/commands/command.ts";
import { readArgs } from "../../../cli/commands/commands.ts";

/** The options of a command line that runs a command. */
export function optionsOf<T extends RunOptions>(args: readonly string[]): T {
  const parsed = readArgs(args);
  if (parsed.do !== "run") throw new Error(`${args.join(" ")} runs no command`);
  return parsed.options as T;
}

/** The name of the command that a command line runs; empty for listening. */
export function commandOf(args: readonly string[]): string | undefined {
  const parsed = readArgs(args);
  return parsed.do === "run" ? parsed.command : undefined;
}

/** The help text that a command line prints. */
export function helpOf(...args: readonly string[]): string {
  const parsed = readArgs([...args, "--help"]);
  assertEquals(parsed.do, "help");
  return parsed.do === "help" ? parsed.text : "";
}
