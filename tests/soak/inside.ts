/**
 * The soak, inside Windows: one listener, a driver that is loaded again and again, clients that send without pause, and
 * others that come and go. Prints a line every ten seconds, and ends with 1 where something is missing or grows.
 *
 *     inside.ts MINUTES
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { PipeClient } from "../../cli/pipe/client.ts";
import { linesOf, Program } from "../machine/process.ts";
import { denoRun, MAIN } from "../run_cli.ts";
import { loadDriver } from "../windows/driver/driver.ts";
import { newPipeName } from "../windows/driver/pipe_name.ts";
import { type ProcessUsage, processUsage } from "../windows/process_usage.ts";
import { Account } from "./account.ts";
import { growth } from "./growth.ts";

const SENDER = fileURLToPath(new URL("./sender.ts", import.meta.url));
const SENDERS = 2;
/** How long a driver stays loaded, how often a client comes and goes, and how often is looked; in milliseconds. */
const LOADED = 20_000;
const VISIT = 100;
const LOOK = 10_000;
/** More than any run sends. */
const ENDLESS = 0xffff_ffff;

const NEVER = new AbortController().signal;
const minutes = Number(Deno.args[0]);
const name = newPipeName();
const pipe = `\\\\.\\pipe\\${name}`;
const end = performance.now() + 60_000 * minutes;
const isOver = () => performance.now() >= end || failure !== undefined;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const account = new Account();
const samples: ProcessUsage[] = [];
let failure: unknown;

const listener = new Program(denoRun("-A", MAIN, "--json", "--events", name), { env: { NO_COLOR: "1" } });
const listening = Promise.withResolvers<void>();
const reading = readAll();
await listening.promise;
const looking = look();
await Promise.all([drive(), visit(), ...Array.from({ length: SENDERS }, send)]);
for (const start = performance.now(); account.connected > 0 && failure === undefined; await pause(10)) {
  if (performance.now() - start > 60_000) failure ??= new Error(`${account.connected} clients have not ended`);
}
await looking;
listener.kill();
await reading;
const { stderr } = await listener.ended();
if (failure === undefined) account.close();

const wrong = [
  ...(failure === undefined ? [] : [String(failure)]),
  ...(stderr === "" ? [] : [stderr]),
  ...growth(samples),
];
for (const line of wrong) console.log(`soak: ${line}`);
if (wrong.length === 0) console.log(`soak: the sequence is whole, and nothing grew in ${minutes} minutes`);
Deno.exit(wrong.length === 0 ? 0 : 1);

/** Enters all that the listener prints. */
async function readAll(): Promise<void> {
  for await (const line of linesOf(listener.stdout)) {
    listening.resolve();
    if (failure !== undefined) continue;
    try {
      account.enter(JSON.parse(line));
    } catch (error) {
      failure = error;
    }
  }
}

/** Prints what there is every ten seconds. */
async function look(): Promise<void> {
  console.log("  time      frames  frames/s   dropped by driver  connections  memory  handles  threads");
  const start = performance.now();
  for (let frames = 0, at = start; !isOver();) {
    await pause(Math.min(LOOK, Math.max(0, end - performance.now())));
    const usage = processUsage(listener.pid);
    samples.push(usage);
    const now = performance.now();
    const columns = [
      `${((now - start) / 1000).toFixed(0)} s`.padStart(6),
      account.frames.toLocaleString("en-US").padStart(11),
      Math.round(1000 * (account.frames - frames) / (now - at)).toLocaleString("en-US").padStart(9),
      account.lost.toLocaleString("en-US").padStart(19),
      String(account.gone + account.connected).padStart(12),
      `${Math.round(usage.memory / 1e6)} MB`.padStart(7),
      String(usage.handles).padStart(8),
      String(usage.threads).padStart(8),
    ];
    console.log(columns.join(" "));
    [frames, at] = [account.frames, now];
  }
}

/** Loads the driver, which sends frames that wait for room, or events of which it drops what it must; and unloads it. */
async function drive(): Promise<void> {
  for (let round = 0; !isOver(); round++) {
    await using driver = await loadDriver({ Report: round % 2 === 0 ? "hello" : "burst", Count: ENDLESS, Pipe: name });
    await pause(Math.max(0, Math.min(LOADED, end - performance.now())));
    await driver.unload();
  }
}

/** A client that comes, sends one frame and goes, again and again. */
async function visit(): Promise<void> {
  for (; !isOver(); await pause(VISIT)) {
    await using client = await PipeClient.connect({ pipe, signal: NEVER });
    await client.write(new TextEncoder().encode("frame 1"));
  }
}

/** A client that sends without pause. */
async function send(): Promise<void> {
  await using sender = new Program(denoRun("-A", SENDER, pipe), { stdin: "piped" });
  while (!isOver()) await pause(100);
  await sender.endInput();
  await sender.ended();
}
