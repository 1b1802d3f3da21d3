/**
 * How long a lone frame takes from its sender's write to its line at the other end of the listener's stdout.
 *
 * @module
 */

import { buildProgram } from "../../driver/build/build_driver.ts";
import type { Machine } from "../machine/mod.ts";
import { output } from "../machine/process.ts";
import type { Contender, Contenders } from "./contender.ts";
import { C_FLUSHING, type Listener, newPipe, peer, pipelisten, sender } from "./listeners.ts";
import { piped } from "./shell.ts";

const SIZE = 512;
/** The share of the frames that come before those that count. */
const WARM_UP = 0.2;

/** pipelisten and a C listener that flushes, at `rate` frames a second. Figures: `p50`, `p99`, in microseconds. */
export async function latencyContenders(machine: Machine, rate: number, frames: number): Promise<Contenders> {
  const reader = await buildProgram("tests/bench/c/latency.c", ".build/latency.exe");
  const send = await sender(machine);
  const load = { frames, size: SIZE, rate };
  const contender = (listener: Listener): Contender => ({
    name: listener.name,
    run: async () => {
      const pipe = newPipe();
      const reading = piped(
        machine,
        listener.argv(pipe, load),
        machine.argv(reader, [String(Math.floor(frames * WARM_UP))]),
      );
      const [program = "", ...args] = send(pipe, load);
      const sent = await output([program, ...args], { env: machine.env, clearEnv: true });
      const { stdout, success } = await reading;
      if (!sent.success || !success) throw new Error(`Cannot measure ${listener.name}: ${sent.stderr}`);
      const [p50, p99] = stdout.split(" ").map(Number);
      return { p50: p50!, p99: p99! };
    },
  });
  return { all: [contender(pipelisten(machine)), contender(await peer(machine, C_FLUSHING))] };
}
