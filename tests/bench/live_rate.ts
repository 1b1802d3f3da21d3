/**
 * The rate at which a sender can send to a listener whose JSON goes to a file, and the listener's CPU time.
 *
 * @module
 */

import type { Machine } from "../machine/mod.ts";
import { linesOf, Program } from "../machine/process.ts";
import type { Contender, Contenders } from "./contender.ts";
import { type Listener, type Load, newPipe, peer, pipelisten, sender } from "./listeners.ts";
import { redirected } from "./shell.ts";
import { Watch } from "./usage.ts";

/** pipelisten and these peers, all fed by the same sender. Figures: `rate`, frames a second; `cpu`, seconds a million frames. */
export async function liveContenders(
  machine: Machine,
  load: Load,
  peers: readonly string[],
): Promise<Contenders> {
  const out = await Deno.makeTempFile({ prefix: "pipelisten-bench-" });
  const send = await sender(machine);
  const listeners = await Promise.all(peers.map((name) => peer(machine, name)));
  const contender = (listener: Listener): Contender => ({
    name: listener.name,
    run: async () => {
      const pipe = newPipe();
      await using listening = redirected(machine, listener.argv(pipe, load), out);
      using watch = new Watch(listening.pid);
      const { events: _, ...single } = load;
      const argv = send(pipe, listener.readsEvents ? load : single);
      await using sending = new Program(argv, { env: machine.env, clearEnv: true });
      const lines = linesOf(sending.stdout)[Symbol.asyncIterator]();
      await lines.next(); // "connected"
      const before = watch.look();
      const { value: micros } = await lines.next();
      await ended(sending, listener);
      const { code } = await listening.status;
      if (code !== 0) throw new Error(`Cannot measure ${listener.name}: it ended with exit code ${code}`);
      await checkFrames(out, load.frames);
      const rate = load.frames / (Number(micros) / 1e6);
      const last = watch.looks.at(-1);
      if (before === undefined || last === undefined) return { rate };
      return { rate, cpu: (last.cpu - before.cpu) / load.frames * 1e6 };
    },
  });
  return {
    all: [contender(pipelisten(machine)), ...listeners.map(contender)],
    [Symbol.asyncDispose]: () => Deno.remove(out),
  };
}

async function ended(sending: Program, { name }: Listener): Promise<void> {
  const { code, stderr } = await sending.ended();
  if (code !== 0) throw new Error(`Cannot measure ${name}: the sender failed: ${stderr}`);
}

/** Whether as many frames came out as were sent, and the last is one of them. */
async function checkFrames(file: string, frames: number): Promise<void> {
  const lines = (await Deno.readTextFile(file)).split("\n");
  const last = JSON.parse(lines.at(-2) ?? "null");
  if (lines.length - 1 !== frames || last?.seq !== frames || last?.text !== "hello lyshark") {
    throw new Error(`Cannot measure: ${frames} frames were sent and ${lines.length - 1} lines came out`);
  }
}
