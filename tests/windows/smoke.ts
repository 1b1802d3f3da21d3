/**
 * `deno task smoke`: loads the signed driver, checks each of its frames as pipelisten prints them, and unloads it; on a
 * Windows with test-signing, or on the test bench's Wine.
 *
 * This is the host's half, which prepares the driver and prints the outcome; smoke/inside.ts runs inside Windows.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Check, checkLine } from "../../cli/doctor/check.ts";
import { type Machine, MachineError, openMachine } from "../machine/mod.ts";
import { linesOf } from "../machine/process.ts";
import { signDriver } from "../../driver/build/sign_driver.ts";
import { junitXml, type TestCase } from "../../cli/stream/junit.ts";
import { readSmoke, type SmokeOptions } from "./smoke/options.ts";
import { verdict } from "./smoke/verdict.ts";

const INSIDE = fileURLToPath(new URL("./smoke/inside.ts", import.meta.url));
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Prints each check at once, and keeps it for the verdict. */
class Report {
  readonly checks: TestCase[] = [];
  readonly start = new Date();
  #last = performance.now();

  add(check: Check): void {
    const now = performance.now();
    this.checks.push({ ...check, milliseconds: now - this.#last });
    this.#last = now;
    console.log(checkLine(check));
  }
}

/** Runs the test and gives its exit code. */
async function main(options: SmokeOptions, interrupt: AbortSignal): Promise<number> {
  const report = new Report();
  let where = "a machine that was not prepared";
  try {
    const machine = await openMachine();
    where = machine.description;
    await using _windows = await machine.hold();
    await test(machine, options, report, interrupt);
  } catch (error) {
    if (!(error instanceof MachineError)) throw error;
    report.add({ name: "prepare", state: "failed", found: error.message });
  }
  if (options.junit !== undefined) await writeJunit(options.junit, report, where);
  const { code, line } = verdict(report.checks);
  console.log(line);
  return code;
}

/** A file that cannot be written fails the test: a CI may look at nothing else. */
async function writeJunit(path: string, report: Report, where: string): Promise<void> {
  try {
    await Deno.writeTextFile(path, junitXml(report.checks, { name: "pipelisten smoke", where, when: report.start }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    report.add({
      name: "junit",
      state: "failed",
      found: `cannot write ${path}: ${why}`,
      advice: "choose another --junit",
    });
  }
}

async function test(
  machine: Machine,
  options: SmokeOptions,
  report: Report,
  interrupt: AbortSignal,
): Promise<void> {
  const driver = options.driver === undefined ? await signDriver() : resolve(options.driver);
  const done = options.driver === undefined ? "built and signed" : "given";
  report.add({ name: "prepare", state: "passed", found: `${driver} is ${done}, on ${machine.description}` });
  const code = await inside(machine, [machine.path(driver), JSON.stringify(options)], report, interrupt);
  if (code === 0) return;
  report.add({ name: "inside", state: "failed", found: `the half inside Windows ended with code ${code}` });
  await inside(machine, [], report, interrupt); // it could not clean up
}

/** Runs the half inside Windows. Its stdin ends when this process is interrupted or ends, and then it ends as well. */
async function inside(
  machine: Machine,
  args: readonly string[],
  report: Report,
  interrupt: AbortSignal,
): Promise<number> {
  const child = machine.deno(["run", "-A", "--no-check", machine.path(INSIDE), ...args], {
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const end = () => void child.stdin.close().catch(() => {});
  interrupt.addEventListener("abort", end);
  if (interrupt.aborted && args.length > 0) end();
  for await (const line of linesOf(child.stdout)) report.add(JSON.parse(line));
  interrupt.removeEventListener("abort", end);
  return (await child.status).code;
}

function readOptions(): SmokeOptions {
  try {
    return readSmoke(Deno.args);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(`smoke: ${error.message}`);
    Deno.exit(2);
  }
}

if (import.meta.main) {
  const options = readOptions();
  const interrupt = new AbortController();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => interrupt.abort());
  Deno.exit(await main(options, interrupt.signal));
}
