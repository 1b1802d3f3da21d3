/**
 * `deno task smoke [OPTIONS]`: builds and signs the sample driver, and gives it to `pipelisten smoke` on the Windows machine of
 * the test bench.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { signDriver } from "../../driver/build/sign_driver.ts";
import { listen } from "../machine/listen.ts";
import { exitOnMachineError, openMachine } from "../machine/mod.ts";

/** What its report "hello" sends. */
const GOLDEN = fileURLToPath(new URL("../fixtures/smoke/hello.jsonl", import.meta.url));
const COUNT = 10;

await exitOnMachineError(async () => {
  const machine = await openMachine();
  await using _windows = await machine.hold();
  const pipe = `pipelisten-smoke-${crypto.randomUUID()}`;
  const parameters = [`Pipe=sz:${pipe}`, `Count=dword:${COUNT}`, "Report=sz:hello"].flatMap((set) => ["--set", set]);
  const expected = ["--json", "-n", String(COUNT), "--no-loss", "--golden", machine.path(GOLDEN)];
  const driver = machine.path(await signDriver());
  return await listen(["smoke", ...parameters, ...expected, ...Deno.args, driver, pipe]);
});
