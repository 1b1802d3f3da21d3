#!/usr/bin/env -S deno run -A
/**
 * The command `pipelisten`: the one try/catch, the one exit.
 *
 * @module
 */

import type { Task } from "./commands/command.ts";
import { readArgs } from "./commands/commands.ts";
import { ExitCode, ExpectedError } from "./errors.ts";
import { terminalText } from "./render/escape.ts";
import { ReaderGone, Sink } from "./stream/sink.ts";
import { Status } from "./stream/status.ts";
import { VERSION } from "./version.ts";

/** What ends a run in good order: Ctrl+C, Ctrl+Break, a closed terminal, and kill where there is one. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK", "SIGHUP"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Runs the command line and returns the exit code; stdout gets data, stderr everything else. */
async function main(args: readonly string[]): Promise<ExitCode> {
  const sink = new Sink(Deno.stdout);
  let verbose = false;
  try {
    const parsed = readArgs(args);
    if (parsed.do !== "run") {
      const text = parsed.do === "help" ? parsed.text : `pipelisten ${VERSION}\n`;
      await sink.write(new TextEncoder().encode(text));
      return ExitCode.Done;
    }
    verbose = parsed.options.verbose;
    return await runUntilSignal(parsed, sink);
  } catch (error) {
    if (error instanceof ReaderGone) return ExitCode.Done;
    complain(error, verbose);
    return error instanceof ExpectedError ? error.exitCode : ExitCode.Failed;
  }
}

async function runUntilSignal(task: Task, sink: Sink): Promise<ExitCode> {
  const { color = "auto" } = task.options;
  const colored = (isTerminal: boolean) => color === "always" || (color === "auto" && isTerminal && !Deno.noColor);
  const [outIsTerminal, errIsTerminal] = [Deno.stdout.isTerminal(), Deno.stderr.isTerminal()];
  const sharedTerminal = outIsTerminal && errIsTerminal;
  using status = new Status(Deno.stderr, {
    mode: task.status(errIsTerminal),
    sharedTerminal,
    color: colored(errIsTerminal),
  });
  let interrupt: AbortSignal | undefined;
  return await task.run({
    sink,
    status,
    color: colored(outIsTerminal),
    sharedTerminal,
    // Only for a run that looks at it: any other is ended by the system.
    get interrupt() {
      return interrupt ??= onSignal();
    },
  });
}

function onSignal(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => interrupt.abort());
  return interrupt.signal;
}

/** One line for a person; with -v also where it came from. */
function complain(error: unknown, verbose: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof ExpectedError || verbose ? "" : " (run with -v to see where)";
  console.error(`pipelisten: ${terminalText(message)}${hint}`);
  const details = error instanceof ExpectedError ? error.details : [];
  for (const line of details) console.error(terminalText(line));
  if (!verbose || !(error instanceof Error)) return;
  for (const line of error.stack?.split("\n") ?? []) console.error(terminalText(line));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
