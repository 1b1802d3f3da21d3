/**
 * The listeners that are compared, and the sender that feeds them.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { buildProgram } from "../../driver/build/build_driver.ts";
import type { Machine } from "../machine/mod.ts";
import { MAIN } from "../run_cli.ts";
import { windowsNode } from "./windows_node.ts";

/** What is sent. */
export interface Load {
  readonly frames: number;
  /** The size of a frame in bytes. */
  readonly size: number;
  /** How many clients share the frames; 1 unless given. */
  readonly clients?: number;
  /** How many frames are sent to pipelisten as the events of one message; its peers always get one per message. */
  readonly events?: number;
  /** Frames a second; as many as can be unless given. */
  readonly rate?: number;
}

/** A listener: its command line on the host, for one load. */
export interface Listener {
  readonly name: string;
  /** Whether it is told of `events`. */
  readonly readsEvents: boolean;
  argv(pipe: string, load: Load): string[];
}

/** The names of the peers, as the goals name them. */
export const C_LISTENER = "C listener";
export const C_FLUSHING = "C listener, flushing";
export const C_OVERLAPPED = "C, overlapped";
export const NODE = "Node (byte stream)";

const C = "tests/bench/c";
const NODE_LISTENER = fileURLToPath(new URL("./node_listener.mjs", import.meta.url));

/** pipelisten itself; ends when all frames have come. */
export function pipelisten(machine: Machine, ...options: readonly string[]): Listener {
  return {
    name: "pipelisten",
    readsEvents: true,
    argv: (pipe, { frames }) =>
      machine.denoArgv(["run", "-A", machine.path(MAIN), "--json", "-n", String(frames), ...options, pipe]),
  };
}

/** A peer by its name; built or downloaded if need be. */
export async function peer(machine: Machine, name: string): Promise<Listener> {
  const argv = await commandOf(machine, name);
  return { name, readsEvents: false, argv };
}

async function commandOf(machine: Machine, name: string): Promise<Listener["argv"]> {
  if (name === NODE) {
    const node = await windowsNode(machine);
    return (pipe, { size }) => machine.argv(node, [machine.path(NODE_LISTENER), pipe, String(size)]);
  }
  const source = name === C_OVERLAPPED ? "overlapped_listener" : "listener";
  const program = await buildProgram([`${C}/${source}.c`, `${C}/frame_json.c`], `.build/${source}.exe`);
  if (name === C_OVERLAPPED) return (pipe, { clients = 1 }) => machine.argv(program, [pipe, String(clients)]);
  return (pipe) => machine.argv(program, name === C_FLUSHING ? [pipe, "--flush"] : [pipe]);
}

/** The sender, built if need be: its command line on the host. */
export async function sender(machine: Machine): Promise<(pipe: string, load: Load) => string[]> {
  const program = await buildProgram(`${C}/sender.c`, ".build/sender.exe", ["-Idriver/include", "-lwinmm"]);
  return (pipe, { frames, size, events, clients, rate }) => {
    const options = Object.entries({ events, clients, rate }).filter(([, value]) => value !== undefined);
    return machine.argv(program, [
      pipe,
      String(frames),
      String(size),
      ...options.map(([key, value]) => `${key}=${value}`),
    ]);
  };
}

/** A pipe that no other run has. */
export function newPipe(): string {
  return `\\\\.\\pipe\\bench-${crypto.randomUUID()}`;
}
