/**
 * pipelisten on the test bench's Windows machine, in a pipeline of the host's shell.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { driverMode, openMachine } from "../machine/mod.ts";
import { Program } from "../machine/process.ts";
import { pinnedTool } from "../machine/tools.ts";
import { MAIN } from "../run_cli.ts";
import type { DriverParameters } from "../windows/driver/driver.ts";

const HOLD = fileURLToPath(new URL("../windows/driver/hold.ts", import.meta.url));

/** A pipe name that no other test has. */
export function uniquePipe(): string {
  return `pipelisten-shell-${crypto.randomUUID()}`;
}

/** The words that run pipelisten, quoted for a shell. */
export async function pipelisten(...args: string[]): Promise<string> {
  const machine = await openMachine();
  return quote(machine.denoArgv(["run", "-A", "--no-check", machine.path(MAIN), ...args]));
}

/** The words that run a Unix tool of the test bench, quoted for a shell. */
export async function unixTool(name: string, ...args: string[]): Promise<string> {
  return quote([...(await pinnedTool(name)).argv, ...args]);
}

/** Words, quoted for sh. */
export function quote(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
}

/** Starts a command line of sh, in the machine's environment. `exec` in it makes the child's pid the program's. */
export async function sh(script: string): Promise<Program> {
  const { env } = await openMachine();
  return new Program(["/bin/sh", "-c", script], { env: { ...env, NO_COLOR: "1" }, clearEnv: true });
}

/** Loads the driver and keeps it until disposed of. */
export async function heldDriver(parameters: DriverParameters): Promise<AsyncDisposable> {
  const machine = await openMachine();
  const argv = machine.denoArgv(["run", "-A", "--no-check", machine.path(HOLD), JSON.stringify(parameters)]);
  const env = { ...machine.env, PIPELISTEN_DRIVER: (await driverMode()).mode };
  const holder = new Program(argv, { env, clearEnv: true, stdin: "piped" });
  if (!(await holder.read()).startsWith("loaded")) {
    throw new Error(`Cannot load the driver: ${(await holder.ended()).stderr}`);
  }
  return {
    [Symbol.asyncDispose]: async () => {
      await holder.endInput();
      await holder.endReading();
      await holder.ended();
    },
  };
}
