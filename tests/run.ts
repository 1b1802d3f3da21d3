/**
 * `deno task test`: all tests, in four suites, and one line with the totals. Where a test goes:
 *
 * - `tests/unit`: needs Deno and nothing else. Any OS, no network, no Windows, no tool of the prepared root; all of it
 *   takes less than 30 s, so tests run side by side. `deno task test:unit` runs this suite alone.
 * - `tests/oracle`: compares with other programs, such as mingw-w64, gcc, hexdump, jq, tshark and npm, or runs longer.
 * - `tests/windows`: inside Windows (or Wine), on kernel32's pipes and with the loaded driver.
 * - `tests/shell`: pipelisten on Windows from the host's shell, between jq, head and Ctrl+C; and the commands that the
 *   documentation shows.
 *
 * @module
 */

import { bold, stripAnsiCode } from "@std/fmt/colors";
import { buildArticleDriver, buildDriver, buildFixtureDriver } from "../driver/build/build_driver.ts";
import { buildFaultDriver } from "./machine/fault_driver.ts";
import { driverMode, exitOnMachineError, openMachine } from "./machine/mod.ts";
import { signDriver } from "../driver/build/sign_driver.ts";

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
}

/** Several times what a suite takes, in milliseconds: one that hangs has failed. */
const MAX_SUITE = 10 * 60_000;

/** Runs one suite with its output passed on, and reads its closing line. */
async function suite(name: string, command: Deno.Command): Promise<Counts> {
  console.log(bold(`\n${name}`));
  const child = command.spawn();
  const watchdog = setTimeout(() => {
    console.error(`run: Timed out after ${MAX_SUITE / 60_000} minutes: the suite "${name}"`);
    child.kill("SIGKILL");
  }, MAX_SUITE);
  let last = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    await Deno.stdout.write(chunk);
    last = (last + decoder.decode(chunk, { stream: true })).slice(-1000);
  }
  const { success } = await child.status;
  clearTimeout(watchdog);
  const counts = closingLine(stripAnsiCode(last));
  if (counts === undefined) return { passed: 0, failed: 1, ignored: 0 };
  return success ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/** From `ok | 18 passed (4 steps) | 0 failed | 1 ignored (2s)`. */
function closingLine(text: string): Counts | undefined {
  const line = text.split("\n").findLast((line) => /^(ok|FAILED) \| /.test(line));
  if (line === undefined) return undefined;
  const number = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  return { passed: number("passed"), failed: number("failed"), ignored: number("ignored") };
}

/** `deno ARGS` on the host; the unit tests try everything then. */
function host(...args: readonly string[]): Deno.Command {
  const env = { PIPELISTEN_EFFORT: "full" };
  return new Deno.Command(Deno.execPath(), { args: [...args], env, stdin: "null", stdout: "piped" });
}

await exitOnMachineError(async () => {
  const results = [await suite("unit: any OS", host("task", "--quiet", "test:unit"))];
  const machine = await openMachine();
  await using _windows = await machine.hold();
  const { mode, why } = await driverMode();
  console.log(mode === "loaded" ? `\nThe real driver is loaded, on ${machine.description}.` : `\n${why}`);
  if (mode === "loaded") {
    await buildDriver();
    await signDriver();
    await buildFixtureDriver("adopter");
    await buildFixtureDriver("log");
    await buildFixtureDriver("probe");
    await buildFaultDriver();
    await buildArticleDriver("text");
    await buildArticleDriver("struct");
  }
  const env = { PIPELISTEN_DRIVER: mode };
  const folders = ["pipe", "faults", "capture", "driver", "probes"].map((name) => `tests/windows/${name}`);
  const inside = ["test", "-A", "--no-check", ...folders];
  results.push(
    await suite("oracle: compilers, hexdump, jq, tshark, npm", host("test", "-A", "tests/oracle")),
    await suite(`windows: ${machine.description}`, machine.deno(inside, { env, stdin: "null", stdout: "piped" })),
    await suite("shell: jq, head, Ctrl+C", host("test", "-A", "tests/shell")),
  );
  const sum = (key: keyof Counts) => results.reduce((total, counts) => total + counts[key], 0);
  if (sum("ignored") > 0) console.log(`\n${sum("ignored")} ignored, as this machine does not support them`);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 ? 0 : 1;
});
