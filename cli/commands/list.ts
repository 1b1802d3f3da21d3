/**
 * `pipelisten list`: the named pipes of this machine, as Sysinternals' PipeList shows them.
 *
 *     INSTANCES        MAX  PIPE
 *             3  unlimited  LySharkPipeConn
 *
 * @module
 */

import { NeedsWindowsError, PipeUnavailableError, UsageError } from "../errors.ts";
import { VERBOSE } from "../options/common.ts";
import { onlyOperand, readPipeName } from "../options/pipe_operand.ts";
import { flag, type Values } from "../options/table.ts";
import type { PipeEntry } from "../pipe/directory.ts";
import type { Availability } from "../pipe/availability.ts";
import { jsonString, terminalText } from "../render/escape.ts";
import type { RunContext } from "../stream/run_context.ts";
import { defineCommand } from "./command.ts";

const TABLE = {
  json: flag("json", { short: "j", help: "print each pipe as a line of JSON" }),
  ...VERBOSE,
};

/** What to list, and how. */
export type ListOptions = Values<typeof TABLE> & {
  /** A name without `\\.\pipe\`, with * and ? for any characters; all pipes where it is absent. */
  readonly pattern?: string;
};

/** Lists the pipes. */
export const list = defineCommand({
  name: "list",
  summary: ["[PATTERN]", "list named pipes"],
  help: {
    title: "pipelisten list: lists the named pipes of this machine, with their instances and how many there may be.",
    usage: ["pipelisten list [OPTIONS] [PATTERN]"],
    notes:
      "PATTERN is the name of a pipe, with * for any characters and ? for any one. It connects to none of them.\n" +
      "Wine can't list its pipes: there, give a name, and see whether it has a server with a free instance.",
    exitStatus: "0 listed, 2 usage, 3 needs Windows, 4 no pipe matches.",
    examples: [`pipelisten list "*SharkPipe*"`],
  },
  table: TABLE,
  read: readList,
  run: runList,
});

function readList(values: Values<typeof TABLE>, operands: readonly string[]): ListOptions {
  const text = onlyOperand(operands, "list", "PATTERN");
  if (text === undefined) return values;
  const pattern = readPipeName(text);
  if (pattern !== undefined) return { ...values, pattern };
  throw new UsageError(`Cannot list "${text}": expected the name of a pipe, or one with * and ?`);
}

/**
 * Prints the pipes. Under Wine, which can't list them, only whether the one that is named has a server.
 *
 * @throws {NeedsWindowsError} where there is no list.
 * @throws {PipeUnavailableError} when no pipe matches.
 */
export async function runList({ pattern = "*", json }: ListOptions, { sink }: RunContext): Promise<void> {
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError("Cannot list the pipes: named pipes need Windows (what works here: -r FILE, --help)");
  }
  const { listPipes } = await import("../pipe/directory.ts");
  const print = (lines: readonly string[]) =>
    sink.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
  try {
    const pipes = matching(listPipes(), pattern);
    if (pipes.length === 0) throw noSuchPipe(pattern);
    await print(json ? pipes.map(pipeJson) : [HEADING, ...pipes.map(pipeLine)]);
  } catch (error) {
    if (!(error instanceof NeedsWindowsError) || /[*?]/.test(pattern)) throw error;
    await print([await probe(pattern, json)]);
  }
}

/** The pipes whose whole name matches the pattern; Windows ignores case in names. */
export function matching(pipes: readonly PipeEntry[], pattern: string): PipeEntry[] {
  const source = pattern.split(/(\*+|\?)/).map((part, at) =>
    at % 2 === 0 ? RegExp.escape(part) : part === "?" ? "." : ".*"
  );
  const name = new RegExp(`^${source.join("")}$`, "isu");
  return pipes.filter((pipe) => name.test(pipe.name));
}

const HEADING = "INSTANCES        MAX  PIPE";

/** A line of the table: the name comes last, as it may have spaces. */
export function pipeLine({ name, instances, max }: PipeEntry): string {
  return `${String(instances).padStart(9)}  ${String(max ?? "unlimited").padStart(9)}  ${terminalText(name)}`;
}

/** The same as JSON; `max` is null where there is no limit. */
export function pipeJson({ name, instances, max }: PipeEntry): string {
  return `{"kind":"pipe","name":${jsonString(name)},"instances":${instances},"max":${max}}`;
}

/** What can be found out about one pipe without a list. */
async function probe(name: string, json: boolean): Promise<string> {
  const { availability } = await import("../pipe/availability.ts");
  const state: Availability = availability(`\\\\.\\pipe\\${name}`);
  if (state === "none") throw noSuchPipe(name);
  if (json) return `{"kind":"pipe","name":${jsonString(name)},"free":${state === "free"}}`;
  return `${terminalText(name)}: ${state === "free" ? "an" : "no"} instance is free (Wine does not count them)`;
}

function noSuchPipe(pattern: string): PipeUnavailableError {
  return new PipeUnavailableError(`Cannot list "${pattern}": no pipe has such a name (start its server, or use *)`);
}
