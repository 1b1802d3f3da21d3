/**
 * The rate of a driver's events through its client library to pipelisten, each decoded as a struct, by when its lines say
 * that they have come; and the rate of as large messages to a C listener.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { buildSys } from "../../driver/build/build_driver.ts";
import { driverMode, type Machine, MachineError } from "../machine/mod.ts";
import { linesOf, Program } from "../machine/process.ts";
import { MAIN, REPOSITORY } from "../run_cli.ts";
import type { Contender, Contenders } from "./contender.ts";
import { C_LISTENER } from "./listeners.ts";
import { liveContenders } from "./live_rate.ts";
import { redirected } from "./shell.ts";

const INSIDE = fileURLToPath(new URL("./driver_inside.ts", import.meta.url));
const HEADER = "tests/bench/c/bench_event.h";
/** How long a driver that comes first has to fill its ring, in milliseconds: many times what it takes. */
const FILLING = 500;

/** What the driver sends, and whether it or the listener is there first. */
export interface DriverLoad {
  readonly events: number;
  readonly size: number;
  readonly first: "driver" | "listener";
}

/** pipelisten with the driver, and the C listener with a sender of single messages. Figure: `rate`, events a second. */
export async function driverContenders(machine: Machine, load: DriverLoad): Promise<Contenders> {
  const { mode, why } = await driverMode();
  if (mode !== "loaded") throw new MachineError(why);
  const sys = await buildBenchDriver(load);
  const messages = { frames: Math.min(load.events, 50_000), size: load.size };
  const live = await liveContenders(machine, messages, [C_LISTENER]);
  const out = await Deno.makeTempFile({ prefix: "pipelisten-bench-" });
  const ours: Contender = { name: "pipelisten", run: async () => ({ rate: await run(machine, sys, load, out) }) };
  return {
    all: [ours, ...live.all.slice(1)],
    [Symbol.asyncDispose]: async () => {
      await Deno.remove(out);
      await live[Symbol.asyncDispose]?.();
    },
  };
}

async function buildBenchDriver({ events, size }: DriverLoad): Promise<string> {
  const client = [...Deno.readDirSync(`${REPOSITORY}driver/client`)].map(({ name }) => `driver/client/${name}`);
  const sources = [...client.filter((path) => path.endsWith(".c")), "tests/bench/c/bench_driver.c"];
  const flags = ["-Idriver/include", `-DBENCH_SIZE=${size}`, `-DBENCH_COUNT=${events}`];
  return await buildSys(sources, `.build/bench_${size}_${events}.sys`, flags);
}

async function run(machine: Machine, sys: string, load: DriverLoad, out: string): Promise<number> {
  const { env } = machine;
  const inside = machine.denoArgv(["run", "-A", "--no-check", machine.path(INSIDE), machine.path(sys)]);
  await using driver = new Program(inside, { env, clearEnv: true, stdin: "piped" });
  const lines = linesOf(driver.stdout)[Symbol.asyncIterator]();
  const { value: name } = await lines.next();
  const loadIt = async () => {
    await driver.write("load\n");
    await lines.next();
  };
  if (load.first === "driver") {
    await loadIt();
    await new Promise((resolve) => setTimeout(resolve, FILLING));
  }
  const options = ["--json", "--events", "-n", String(load.events), "--struct", `${HEADER}:Event${load.size}`];
  const argv = machine.denoArgv(["run", "-A", machine.path(MAIN), ...options, String(name)]);
  await using listener = redirected(machine, argv, out);
  if (load.first === "listener") {
    await untilListening(out, listener);
    await loadIt();
  }
  const { code } = await listener.status;
  await driver.endInput();
  const { stderr } = await driver.ended();
  if (code !== 0) throw new Error(`Cannot measure pipelisten: it ended with exit code ${code}; ${stderr}`);
  return await rateOf(out, load.events);
}

/** Waits until the listener has written its first line, that it listens. */
async function untilListening(out: string, listener: Deno.ChildProcess): Promise<void> {
  let over = false;
  listener.status.then(() => over = true);
  while (!over && (await Deno.stat(out)).size === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Events a second, from the first line to the last; fails unless all of them have come and are right. */
async function rateOf(out: string, events: number): Promise<number> {
  let [first, last, frames] = [0, 0, 0];
  using file = await Deno.open(out);
  for await (const line of linesOf(file.readable)) {
    const { kind, time, fields } = JSON.parse(line);
    if (kind === "lost") throw new Error(`Cannot measure: events were lost: ${line}`);
    if (kind !== "frame") continue;
    frames++;
    if ((fields.event ?? fields).index !== frames) throw new Error(`Cannot measure: frame ${frames} is ${line}`);
    last = microseconds(time);
    if (frames === 1) first = last;
  }
  if (frames !== events) throw new Error(`Cannot measure: ${events} events were sent and ${frames} came out`);
  return (events - 1) / ((last - first) / 1e6);
}

/** Of RFC 3339 with six digits. */
function microseconds(time: string): number {
  return Date.parse(time) * 1000 + Number(time.slice(-4, -1));
}
