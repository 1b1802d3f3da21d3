/**
 * pipelisten on the test bench's Windows machine, in a pipeline of the host's shell.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { DriverParameters } from "../windows/driver/driver.ts";
import { driverMode, type Machine, openMachine } from "../machine/mod.ts";
import { pinnedTool } from "../machine/tools.ts";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const HOLD = fileURLToPath(new URL("../windows/driver/hold.ts", import.meta.url));

/** What a pipeline has left behind. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A pipe name of this test's own. */
export function uniquePipe(): string {
  return `pipelisten-shell-${crypto.randomUUID()}`;
}

/** The words that run pipelisten, quoted for a shell. */
export async function pipelisten(...args: string[]): Promise<string> {
  const machine = await openMachine();
  return quote(machine.denoArgv(["run", "-A", "--no-check", machine.path(MAIN), ...args]));
}

/** The words that run a tool of the host's, or of the private root. */
export async function unixTool(name: string, ...args: string[]): Promise<string> {
  return quote([...(await pinnedTool(name)).argv, ...args]);
}

function quote(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
}

/** Starts a command line of sh, in the machine's environment. `exec` in it makes the child's pid the program's. */
export async function sh(script: string): Promise<Deno.ChildProcess> {
  const { env } = await openMachine();
  return new Deno.Command("/bin/sh", {
    args: ["-c", script],
    env: { ...env, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for the end of what {@linkcode sh} started. */
export async function printed(child: Deno.ChildProcess): Promise<Printed> {
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Loads the driver and keeps it until disposed of. */
export async function heldDriver(parameters: DriverParameters): Promise<AsyncDisposable> {
  const machine: Machine = await openMachine();
  const child = machine.deno(["run", "-A", "--no-check", machine.path(HOLD), JSON.stringify(parameters)], {
    env: { PIPELISTEN_DRIVER: (await driverMode()).mode },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await lines.read();
  if (!value?.startsWith("loaded")) throw new Error("Cannot load the driver: see above");
  return {
    [Symbol.asyncDispose]: async () => {
      await child.stdin.close();
      await lines.cancel();
      await child.status;
    },
  };
}
