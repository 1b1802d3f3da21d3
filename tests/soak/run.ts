/**
 * `deno task soak [--minutes N]`: a driver and clients at full rate, one listener, and whether it stays as it is. This is the
 * host's half; inside.ts runs inside Windows.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { fileURLToPath } from "node:url";
import { buildDriver } from "../../driver/build/build_driver.ts";
import { driverMode, exitOnMachineError, openMachine } from "../machine/mod.ts";

const INSIDE = fileURLToPath(new URL("./inside.ts", import.meta.url));
const MINUTES = 3;

const { minutes: given, _: others } = parseArgs(Deno.args, { string: ["minutes", "_"] });
const minutes = given === undefined ? MINUTES : Number(given);
if (!(minutes > 0) || others.length > 0) {
  console.error("usage: deno task soak [--minutes N]");
  Deno.exit(2);
}

await exitOnMachineError(async () => {
  const machine = await openMachine();
  await using _windows = await machine.hold();
  const { mode, why } = await driverMode();
  if (mode === "loaded") await buildDriver();
  console.log(mode === "loaded" ? `The driver is loaded on ${machine.description}.` : why);
  const child = machine.deno(["run", "-A", "--no-check", machine.path(INSIDE), String(minutes)], {
    env: { PIPELISTEN_DRIVER: mode },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  await child.stdout.pipeTo(Deno.stdout.writable, { preventClose: true });
  return (await child.status).code;
});
