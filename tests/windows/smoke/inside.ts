/**
 * The smoke test's half inside Windows: prints one line of JSON per check. It stops early and cleans up on Ctrl+C and when
 * its stdin ends, as it does with the process that started it.
 *
 *     inside.ts DRIVER OPTIONS     DRIVER a path as Windows has it, OPTIONS as JSON
 *     inside.ts                    only removes what killed runs left
 */
import type { Check } from "../../../cli/doctor/check.ts";
import { driverFacts } from "../../../cli/doctor/driver_facts.ts";
import { machineFacts } from "../../../cli/doctor/facts.ts";
import { removeLeftovers } from "./leftovers.ts";
import { smoke } from "./steps.ts";

const interrupt = new AbortController();
const { signal } = interrupt;
for (const key of ["SIGINT", "SIGBREAK"] as const) Deno.addSignalListener(key, () => interrupt.abort());
Deno.stdin.readable.pipeTo(new WritableStream()).finally(() => interrupt.abort());

const [path, options] = Deno.args;
if (path === undefined || options === undefined) {
  print(await removeLeftovers());
} else {
  const run = { machine: machineFacts(), driver: await driverFacts(path), options: JSON.parse(options) };
  for await (const check of smoke(run, signal)) print(check);
}
Deno.exit(0); // The pending read from stdin would keep it alive.

function print(check: Check): void {
  try {
    console.log(JSON.stringify(check));
  } catch {
    // The process that started it has ended. What it has begun still has to be removed, as the end of stdin says.
  }
}
