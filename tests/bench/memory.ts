/**
 * The memory of pipelisten while very many frames pass, and while nobody reads what it prints.
 *
 * @module
 */

import type { Machine } from "../machine/mod.ts";
import { Program } from "../machine/process.ts";
import type { Contenders } from "./contender.ts";
import { type Load, newPipe, pipelisten, sender } from "./listeners.ts";
import { redirected } from "./shell.ts";
import { Watch } from "./usage.ts";

const EVENTS = 512;
const MEGA = 1e6;

/** While `frames` pass as events of 64 bytes. Figures: `peak`, and `growth` from the first fifth to the end, in MB. */
export async function passingContenders(machine: Machine, frames: number): Promise<Contenders> {
  const send = await sender(machine);
  const load: Load = { frames, size: 64, events: EVENTS };
  return {
    all: [{
      name: "pipelisten",
      run: async () => {
        const pipe = newPipe();
        await using listening = redirected(machine, pipelisten(machine).argv(pipe, load), "/dev/null");
        using watch = new Watch(listening.pid);
        await sendAll(machine, send(pipe, load));
        await listening.status;
        return memoryOf(watch);
      },
    }],
  };
}

/** While `bytes` are sent and its stdout is a pipe that nobody reads, so that it drops. Figures: as above. */
export async function unreadContenders(machine: Machine, bytes: number): Promise<Contenders> {
  const send = await sender(machine);
  const size = 4096;
  const load: Load = { frames: Math.ceil(bytes / size), size };
  return {
    all: [{
      name: "pipelisten",
      run: async () => {
        const pipe = newPipe();
        const argv = pipelisten(machine, "--drop-when-full").argv(pipe, load);
        await using listening = new Program(argv, { env: machine.env, clearEnv: true });
        using watch = new Watch(listening.pid);
        await sendAll(machine, send(pipe, load));
        return memoryOf(watch);
      },
    }],
  };
}

async function sendAll({ env }: Machine, argv: readonly string[]): Promise<void> {
  await using sending = new Program(argv, { env, clearEnv: true });
  const { code, stderr } = await sending.output();
  if (code !== 0) throw new Error(`Cannot measure: the sender failed: ${stderr}`);
}

function memoryOf({ looks }: Watch): Record<string, number> {
  const memory = looks.map(({ memory }) => memory / MEGA);
  if (memory.length === 0) return {};
  const fifth = Math.floor(memory.length / 5);
  return {
    peak: Math.max(...memory),
    growth: Math.max(...memory.slice(-fifth)) - Math.max(...memory.slice(0, 2 * fifth)),
  };
}
