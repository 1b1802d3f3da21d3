/**
 * `pipelisten list`: the named pipes of this machine, as Sysinternals' PipeList shows them.
 *
 *     INSTANCES        MAX  PIPE
 *             3  unlimited  LySharkPipeConn
 *
 * @module
 */

import { NeedsWindowsError, PipeUnavailableError } from "../errors.ts";
import type { PipeEntry } from "../pipe/directory.ts";
import type { Availability } from "../pipe/availability.ts";
import { jsonString, terminalText } from "../render/escape.ts";
import type { Sink } from "../stream/sink.ts";

/** What is to be listed, and how. */
export interface ListOptions {
  /** A name without `\\.\pipe\`, with * and ? for any characters. All pipes where it is absent. */
  readonly pattern?: string;
  /** A line of JSON for each pipe, rather than a table. */
  readonly json: boolean;
}

/**
 * Prints the pipes. Under Wine, which keeps no list of them, only whether the one that is named has a server.
 *
 * @throws {NeedsWindowsError} where there is no list.
 * @throws {PipeUnavailableError} when no pipe has such a name.
 */
export async function list(options: ListOptions, sink: Sink): Promise<void> {
  if (Deno.build.os !== "windows") {
    throw new NeedsWindowsError("Cannot list the pipes: named pipes need Windows (what works here: -r FILE, --help)");
  }
  const { listPipes } = await import("../pipe/directory.ts");
  const { pattern = "*", json } = options;
  try {
    const pipes = matching(listPipes(), pattern);
    if (pipes.length === 0) throw noSuchPipe(pattern);
    await print(sink, json ? pipes.map(pipeJson) : [HEADING, ...pipes.map(pipeLine)]);
  } catch (error) {
    if (!(error instanceof NeedsWindowsError) || /[*?]/.test(pattern)) throw error;
    await print(sink, [await probed(pattern, json)]);
  }
}

/** Those whose whole name the pattern describes; Windows doesn't tell upper case from lower case in them. */
export function matching(pipes: readonly PipeEntry[], pattern: string): PipeEntry[] {
  const source = pattern.replace(/[\\^$.|+()[\]{}]/g, "\\$&").replace(/\*+/g, ".*").replaceAll("?", ".");
  const name = new RegExp(`^${source}$`, "isu");
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

/** What can be told of one pipe without a list. */
async function probed(name: string, json: boolean): Promise<string> {
  const { availability } = await import("../pipe/availability.ts");
  const state: Availability = availability(`\\\\.\\pipe\\${name}`);
  if (state === "none") throw noSuchPipe(name);
  if (json) return `{"kind":"pipe","name":${jsonString(name)},"free":${state === "free"}}`;
  return `${terminalText(name)}: ${state === "free" ? "an" : "no"} instance is free (Wine tells no numbers)`;
}

function noSuchPipe(pattern: string): PipeUnavailableError {
  return new PipeUnavailableError(`Cannot list "${pattern}": no pipe has such a name (start its server, or use *)`);
}

async function print(sink: Sink, lines: readonly string[]): Promise<void> {
  await sink.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
}
