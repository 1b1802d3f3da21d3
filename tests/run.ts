/**
 * `deno task test`: every test there is, in four suites, and one line that adds them up.
 *
 * - unit: here, on any OS
 * - oracle: against mingw-w64, gcc, hexdump, jq, tshark and npm
 * - windows: on kernel32's pipes and with the loaded driver, inside Windows (or Wine)
 * - shell: the tool between jq, head and Ctrl+C, from the host's shell
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

/** A suite that hangs is a failure, not a wait: a multiple of what each takes, in milliseconds. */
const LONGEST_SUITE = 10 * 60_000;

/** Runs one suite with its output passed on, and reads its closing line. */
async function suite(name: string, command: Deno.Command): Promise<Counts> {
  console.log(bold(`\n${name}`));
  const child = command.spawn();
  const watchdog = setTimeout(() => {
    console.error(`run: Cannot wait any longer: the suite "${name}" takes more than ${LONGEST_SUITE / 60_000} minutes`);
    child.kill("SIGKILL");
  }, LONGEST_SUITE);
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

/** `deno test` on the host, in color if this is. */
function hostTests(folder: string): Deno.Command {
  return new Deno.Command(Deno.execPath(), { args: ["test", "-A", folder], stdin: "null", stdout: "piped" });
}

await exitOnMachineError(async () => {
  const machine = await openMachine();
  await using _windows = await machine.hold();
  const { mode, why } = await driverMode();
  console.log(mode === "loaded" ? `The real driver is loaded, on ${machine.description}.` : why);
  if (mode === "loaded") {
    await buildDriver();
    await signDriver();
    await buildFixtureDriver("adopter");
    await buildFixtureDriver("probe");
    await buildFaultDriver();
    await buildArticleDriver("text");
    await buildArticleDriver("struct");
  }
  const env = { PIPELISTEN_DRIVER: mode };
  const inside = ["test", "-A", "--no-check", "tests/windows/pipe", "tests/windows/capture", "tests/windows/driver"];
  const results = [
    await suite("unit: any OS", hostTests("tests/unit")),
    await suite("oracle: compilers, hexdump, jq, tshark", hostTests("tests/oracle")),
    await suite(`windows: ${machine.description}`, machine.deno(inside, { env, stdin: "null", stdout: "piped" })),
    await suite("shell: jq, head, Ctrl+C", hostTests("tests/shell")),
  ];
  const sum = (key: keyof Counts) => results.reduce((total, counts) => total + counts[key], 0);
  if (sum("ignored") > 0) console.log(`\n${sum("ignored")} ignored: they need what this machine hasn't`);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0 ? 0 : 1;
});
