/**
 * `deno task demo`: builds the driver, loads it on the test bench's Windows machine, and prints its frames.
 *
 * This is the host's half; demo_inside.ts runs inside Windows. The output is relayed, not inherited, as Wine's console
 * would wrap it at 80 columns.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { buildDriver } from "../../driver/build/build_driver.ts";
import { driverMode, exitOnMachineError, openMachine } from "./mod.ts";

/** `deno task demo -- --report modules` passes the `--` as well. */
const ARGS = Deno.args[0] === "--" ? Deno.args.slice(1) : Deno.args;
const INSIDE = fileURLToPath(new URL("./demo_inside.ts", import.meta.url));

await exitOnMachineError(async () => {
  const machine = await openMachine();
  await using _windows = await machine.hold();
  const { mode, why } = await driverMode();
  if (mode === "loaded") await buildDriver();
  console.error(mode === "loaded" ? `The driver is loaded on ${machine.description}.` : why);
  const color = Deno.stdout.isTerminal() && !Deno.noColor ? "always" : "never";
  const child = machine.deno(["run", "-A", "--no-check", machine.path(INSIDE), color, ...ARGS], {
    env: { PIPELISTEN_DRIVER: mode },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await Promise.all([
    child.stdout.pipeTo(Deno.stdout.writable, { preventClose: true }),
    child.stderr.pipeTo(Deno.stderr.writable, { preventClose: true }),
  ]);
  return (await child.status).code;
});
