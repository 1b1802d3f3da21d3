#!/usr/bin/env -S deno run -A
/**
 * The command `pipelisten`: the one try/catch, the one exit.
 *
 * @module
 */

import { type Command, readArgs } from "./commands/commands.ts";
import { doctor } from "./commands/doctor.ts";
import { ExitCode, ExpectedError } from "./errors.ts";
import { layout } from "./commands/layout.ts";
import { list } from "./commands/list.ts";
import { listen } from "./commands/listen.ts";
import { terminalText } from "./render/escape.ts";
import { replay } from "./commands/replay.ts";
import { send } from "./commands/send.ts";
import { ReaderGone, Sink } from "./stream/sink.ts";
import { Status } from "./stream/status.ts";
import type { Targets } from "./stream/targets.ts";
import { VERSION } from "./version.ts";

/** What ends a run in good order: Ctrl+C, Ctrl+Break, a closed terminal, and kill where there is one. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK", "SIGHUP"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Runs the command line and returns the exit code; stdout gets data, stderr everything else. */
async function main(args: readonly string[]): Promise<ExitCode> {
  const sink = new Sink(Deno.stdout);
  let verbose = args.includes("-v") || args.includes("--verbose");
  try {
    const command = readArgs(args);
    switch (command.do) {
      case "help":
        await sink.write(new TextEncoder().encode(command.text));
        return ExitCode.Done;
      case "version":
        await sink.write(new TextEncoder().encode(`pipelisten ${VERSION}\n`));
        return ExitCode.Done;
      case "layout":
        verbose = command.options.verbose;
        await layout(command.options, sink);
        return ExitCode.Done;
      case "list":
        await list(command.options, sink);
        return ExitCode.Done;
      case "doctor":
        return await doctor(command.options, sink);
    }
    verbose = command.options.verbose;
    await runUntilSignal(command, sink);
    return ExitCode.Done;
  } catch (error) {
    if (error instanceof ReaderGone) return ExitCode.Done;
    complain(error, verbose);
    return error instanceof ExpectedError ? error.exitCode : ExitCode.Failed;
  }
}

type RunCommand = Extract<Command, { readonly do: "listen" | "send" | "replay" }>;

function run(command: RunCommand, targets: Targets, interrupt: AbortSignal): Promise<void> {
  switch (command.do) {
    case "listen":
      return listen(command.options, targets, interrupt);
    case "send":
      return send(command.options, targets, interrupt);
    case "replay":
      return replay(command.options, targets, interrupt);
  }
}

async function runUntilSignal(command: RunCommand, sink: Sink): Promise<void> {
  const { options } = command;
  const interrupt = new AbortController();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => interrupt.abort());
  const colored = (isTerminal: boolean) =>
    options.color === "always" || (options.color === "auto" && isTerminal && !Deno.noColor);
  const [outIsTerminal, errIsTerminal] = [Deno.stdout.isTerminal(), Deno.stderr.isTerminal()];
  const sharedTerminal = outIsTerminal && errIsTerminal;
  using status = new Status(Deno.stderr, {
    mode: options.quiet ? "silent" : errIsTerminal ? terminalMode(command) : options.verbose ? "lines" : "losses",
    sharedTerminal,
    color: colored(errIsTerminal),
  });
  await run(command, { sink, status, color: colored(outIsTerminal), sharedTerminal }, interrupt.signal);
}

/** A line that is drawn again and again would be in the way of what is typed. */
function terminalMode(command: RunCommand): "live" | "lines" {
  const isTyped = command.do === "listen"
    ? command.options.interactive
    : command.do === "send" && command.options.source.from === "lines";
  return isTyped ? "lines" : "live";
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
