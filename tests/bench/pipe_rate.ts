/**
 * The rate at which a sender sends frames of one size, to pipelisten --json with a file as its output, and to a C listener.
 *
 * @module
 */

import { buildProgram } from "../../driver/build/build_driver.ts";
import type { Machine } from "../machine/mod.ts";
import { MAIN } from "../run_cli.ts";
import type { Contender } from "./race.ts";

/** What is sent. */
export interface Load {
  readonly frames: number;
  /** The size of a frame in bytes. */
  readonly size: number;
  /** How many frames are sent to pipelisten as the events of one message; the C listener always gets one per message. */
  readonly events?: number;
}

/** pipelisten and the C listener, both fed by the same sender. */
export async function pipeContenders(machine: Machine, load: Load): Promise<{ ours: Contender; peer: Contender }> {
  const { frames, size, events } = load;
  const sender = await buildProgram("tests/bench/sender.c", ".build/sender.exe", ["-Idriver/include"]);
  const listener = await buildProgram("tests/bench/listener.c", ".build/listener.exe");
  const out = await Deno.makeTempFile({ prefix: "pipelisten-bench-" });
  const contender = (name: string, more: readonly string[], listen: (pipe: string) => string[]): Contender => ({
    name,
    run: async () => {
      const pipe = `\\\\.\\pipe\\bench-${crypto.randomUUID()}`;
      await using listening = redirected(listen(pipe), out, machine);
      const args = [pipe, String(frames), String(size), ...more];
      const { stdout, success } = await machine.command(sender, args, { stderr: "inherit" }).output();
      if (!success) throw new Error(`Cannot measure ${name}: the sender failed`);
      const { code } = await listening.status;
      if (code !== 0) throw new Error(`Cannot measure ${name}: it ended with exit code ${code}`);
      await checkFrames(out, frames);
      return frames / (Number(new TextDecoder().decode(stdout)) / 1e6);
    },
  });
  return {
    ours: contender(
      "pipelisten",
      events === undefined ? [] : [String(events)],
      (pipe) => machine.denoArgv(["run", "-A", machine.path(MAIN), "--json", "--once", pipe]),
    ),
    peer: contender("C listener", [], (pipe) => machine.argv(listener, [pipe])),
  };
}

/** A child whose stdout is a file, through the shell, so that no copying is measured. */
function redirected(argv: readonly string[], file: string, machine: Machine): Deno.ChildProcess {
  const [program, ...args] = machine.kind === "wine"
    ? ["/bin/sh", "-c", 'exec "$@" > "$0"', file, ...argv]
    : ["cmd.exe", "/c", ...argv, ">", file];
  return new Deno.Command(program!, { args, env: machine.env, clearEnv: true, stdin: "null" }).spawn();
}

async function checkFrames(file: string, frames: number): Promise<void> {
  const lines = (await Deno.readTextFile(file)).split("\n");
  const last = JSON.parse(lines.at(-2) ?? "null");
  if (lines.length - 1 !== frames || last?.seq !== frames || last?.text !== "hello lyshark") {
    throw new Error(`Cannot measure: ${frames} frames were sent and ${lines.length - 1} lines came out`);
  }
}
