/**
 * Runs `pipelisten smoke` as a process on the test bench's Windows machine, and looks at what it leaves there.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { buildSys } from "../../driver/build/build_driver.ts";
import { signWithOsslsigncode } from "../../driver/build/signing/osslsigncode.ts";
import { testCertificate } from "../../driver/build/signing/test_certificate.ts";
import { type Machine, openMachine } from "../machine/mod.ts";
import { Program } from "../machine/process.ts";
import { denoRun, MAIN } from "../run_cli.ts";
import { uniquePipe } from "./shell.ts";

const LISTEN = fileURLToPath(new URL("../machine/listen.ts", import.meta.url));

/** On real Windows it would load drivers, for which the machine has to be prepared. */
export const needsWine = { ignore: Deno.build.os === "windows" };

/** ERROR_SERVICE_DOES_NOT_EXIST, cut to the 8 bits of an exit code. */
export const NO_SUCH_SERVICE = 1060 & 0xff;

/** The Windows machine, while the tests run. */
export let machine: Machine;
let windows: AsyncDisposable;
/** A folder for the files of the tests. */
export let folder: string;

/** Opens the machine for the tests of a file; call it once, at the top. */
export function prepare(): void {
  Deno.test.beforeAll(async () => {
    machine = await openMachine();
    windows = await machine.hold();
    folder = await Deno.makeTempDir();
  });
  Deno.test.afterAll(async () => {
    await windows[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  });
}

/** How a run ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  /** The lines of stderr: one for each check, and the verdict. */
  readonly checks: readonly string[];
  readonly verdict: string | undefined;
}

/** A running `pipelisten smoke`. */
export class Smoke {
  readonly #program: Program;

  constructor(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#program = new Program(argv, { env: { ...env, NO_COLOR: "1" } });
  }

  /** In Windows itself. */
  static inside(...args: string[]): Smoke {
    return new Smoke(machine.denoArgv(["run", "-A", "--no-check", machine.path(MAIN), "smoke", ...args]), machine.env);
  }

  /** By a process on the host, which passes its signals on. */
  static fromHost(...args: string[]): Smoke {
    return new Smoke(denoRun("-A", LISTEN, "smoke", ...args));
  }

  /** Returns when it has printed this, with all that it has printed. */
  async until(check: string): Promise<string> {
    return await this.#program.stderr.until(check);
  }

  kill(signal: Deno.Signal): void {
    this.#program.kill(signal);
  }

  async ended(): Promise<Ended> {
    const { code, stdout, stderr } = await this.#program.output();
    const checks = stderr.split(/\r?\n/).filter((line) => line !== "");
    return { code, stdout, checks, verdict: checks.at(-1) };
  }
}

/** What sc.exe exits with. */
export async function sc(...args: string[]): Promise<number> {
  return (await machine.command("sc.exe", args, { stdin: "null", stdout: "null", stderr: "null" }).output()).code;
}

export function newService(): string {
  return `pipelisten-smoke-test-${crypto.randomUUID()}`;
}

/** Runs the smoke test to its end; its service must be gone, or never have been. */
export async function run(driver: string, ...args: string[]): Promise<Ended> {
  const service = newService();
  const ended = await Smoke.inside("--service", service, ...args, "--", machine.path(driver), uniquePipe()).ended();
  assertEquals(await sc("query", service), NO_SUCH_SERVICE, ended.checks.join("\n"));
  return ended;
}

/** The same for a driver that knows one pipe only. */
export async function runOn(pipe: string, driver: string, ...args: string[]): Promise<Ended> {
  const service = newService();
  const ended = await Smoke.inside("--service", service, ...args, machine.path(driver), pipe).ended();
  assertEquals(await sc("query", service), NO_SUCH_SERVICE, ended.checks.join("\n"));
  return ended;
}

/** Signs a driver for this test. */
export async function signed(driver: string): Promise<string> {
  const path = `${folder}/${crypto.randomUUID()}.sys`;
  await signWithOsslsigncode(driver, path, await testCertificate());
  return path;
}

/** A driver of tests/fixtures/drivers, signed for this test. */
export async function signedFixture(name: string): Promise<string> {
  return await signed(await buildSys([`tests/fixtures/drivers/${name}.c`], `.build/${name}.sys`, ["-Wall", "-Werror"]));
}

/** What the clean-up at the start of a smoke test found. */
export async function leftovers(): Promise<string> {
  const { checks } = await run(await signedFixture("silent"), "--timeout", "100ms");
  return checks.find((line) => line.startsWith("✓ leftovers:")) ?? "";
}
