/**
 * `deno task smoke` as a process: with the driver loaded, and with each prerequisite missing that can be missing under
 * Wine. It never leaves a service.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { buildDriver, buildSys } from "../../driver/build/build_driver.ts";
import { type Machine, openMachine } from "../machine/mod.ts";
import { linesOf, Program } from "../machine/process.ts";
import { signWithOsslsigncode } from "../../driver/build/signing/osslsigncode.ts";
import { testCertificate } from "../../driver/build/signing/test_certificate.ts";
import { denoRun } from "../run_cli.ts";
import { pipelisten, sh, uniquePipe } from "./shell.ts";

const SMOKE = fileURLToPath(new URL("../windows/smoke.ts", import.meta.url));
const INSIDE = fileURLToPath(new URL("../windows/smoke/inside.ts", import.meta.url));

/** On real Windows it would load drivers, for which the machine has to be prepared. */
const needsWine = { ignore: Deno.build.os === "windows" };

/** ERROR_SERVICE_DOES_NOT_EXIST, cut to the 8 bits of an exit code. */
const NO_SUCH_SERVICE = 1060 & 0xff;

let machine: Machine;
let windows: AsyncDisposable;
let folder: string;
Deno.test.beforeAll(async () => {
  machine = await openMachine();
  windows = await machine.hold();
  folder = await Deno.makeTempDir();
});
Deno.test.afterAll(async () => {
  await windows[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
});

/** A run of the smoke test, whose service has a known name. */
class Smoke {
  readonly service = `pipelisten-smoke-test-${crypto.randomUUID()}`;
  readonly #program: Program;
  readonly #lines: AsyncIterator<string>;
  readonly #printed: string[] = [];

  constructor(...args: string[]) {
    const argv = denoRun("-A", SMOKE, "--service", this.service, ...args);
    this.#program = new Program(argv, { env: { NO_COLOR: "1" } });
    this.#lines = linesOf(this.#program.stdout);
  }

  /** Ends with the last process that has it: also the half inside Windows, which is not our child. */
  get stderr(): Promise<string> {
    return this.#program.stderr.whole;
  }

  /** Returns when it has printed this check. */
  async until(check: string): Promise<void> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`Cannot find "${check}" in ${this.#printed.join("\n")}`);
      this.#printed.push(value);
      if (value.startsWith(check)) return;
    }
  }

  kill(signal: Deno.Signal): void {
    this.#program.kill(signal);
  }

  /** Its exit code, all that it printed, and the verdict. */
  async ended(): Promise<{ code: number; printed: readonly string[]; verdict: string | undefined }> {
    for (let next = await this.#lines.next(); !next.done; next = await this.#lines.next()) {
      this.#printed.push(next.value);
    }
    const { code, stderr } = await this.#program.ended();
    assertEquals(stderr, "");
    return { code, printed: this.#printed, verdict: this.#printed.at(-1) };
  }
}

/** What sc.exe exits with. */
async function sc(...args: string[]): Promise<number> {
  return (await machine.command("sc.exe", args, { stdin: "null", stdout: "null", stderr: "null" }).output()).code;
}

/** Runs the smoke test to its end; its service must be gone, or never have been. */
async function run(...args: string[]) {
  const smoke = new Smoke(...args);
  const ended = await smoke.ended();
  assertEquals(await sc("query", smoke.service), NO_SUCH_SERVICE, ended.printed.join("\n"));
  return ended;
}

/** A driver of tests/fixtures/drivers, signed for this test. */
async function signedFixture(name: string): Promise<string> {
  const driver = await buildSys([`tests/fixtures/drivers/${name}.c`], `.build/${name}.sys`, ["-Wall", "-Werror"]);
  const signed = `${folder}/${name}-${crypto.randomUUID()}.sys`;
  await signWithOsslsigncode(driver, signed, await testCertificate());
  return signed;
}

Deno.test("smoke passes with the signed driver, and writes what it found as JUnit XML", needsWine, async () => {
  const junit = await Deno.makeTempFile();
  const { code, verdict, printed } = await run("--count", "25", "--junit", junit);
  const xml = await Deno.readTextFile(junit);
  await Deno.remove(junit);
  assertEquals(code, 0, printed.join("\n"));
  assertMatch(verdict ?? "", /^smoke: passed: 25 of 25 frames from the loaded driver in \d+\.\d s$/);
  assertEquals(printed.filter((line) => line.startsWith("✗")), []);
  assert(printed.includes("– test-signing: not needed: Wine loads any driver"), "it says what Wine does not need");
  assertStringIncludes(xml, `<testsuite name="pipelisten smoke" tests="${printed.length - 1}" failures="0"`);
});

Deno.test("smoke fails when the driver is not signed", needsWine, async () => {
  const { code, verdict } = await run("--driver", await buildDriver());
  assertEquals(code, 1);
  assertMatch(
    verdict ?? "",
    /^smoke: FAILED: driver: .*pipelisten\.sys is not signed \(sign it: the sample driver with deno task sign:driver/,
  );
});

Deno.test("smoke fails when the driver's file does not exist", needsWine, async () => {
  const { code, verdict } = await run("--driver", "/nowhere/none.sys");
  assertEquals(code, 1);
  assertEquals(
    verdict,
    "smoke: FAILED: driver: Z:\\nowhere\\none.sys does not exist (name a driver's .sys file)",
  );
});

Deno.test("smoke fails when it cannot write the JUnit file", needsWine, async () => {
  const { code, verdict } = await run("--count", "1", "--junit", "/nowhere/smoke.xml");
  assertEquals(code, 1);
  assertMatch(verdict ?? "", /^smoke: FAILED: junit: cannot write \/nowhere\/smoke\.xml: /);
});

Deno.test("smoke fails when another server owns the pipe's name", needsWine, async () => {
  const pipe = uniquePipe();
  const owner = await sh(`exec ${await pipelisten("--json", "--events", pipe)}`);
  await owner.read(); // it listens
  const { code, verdict } = await run("--pipe", pipe);
  owner.kill("SIGINT");
  await owner.endReading();
  await owner.ended();
  assertEquals(code, 1);
  assertEquals(
    verdict,
    `smoke: FAILED: pipe: another server owns \\\\.\\pipe\\${pipe} (stop it, or choose another --pipe)`,
  );
});

Deno.test("smoke fails when the service exists, and leaves that one alone", needsWine, async () => {
  const smoke = new Smoke();
  const { service } = smoke;
  assertEquals(await sc("create", service, "type=", "kernel", "binPath=", "Z:\\nowhere\\none.sys"), 0);
  const { code, verdict } = await smoke.ended();
  assertEquals([await sc("query", service), await sc("delete", service)], [0, 0]);
  assertEquals(code, 1);
  assertEquals(
    verdict,
    `smoke: FAILED: install: cannot create the service ${service}: a service of that name exists ` +
      `(choose another --service, or sc delete ${service} if it is yours)`,
  );
});

Deno.test("smoke fails when the driver does not load", needsWine, async () => {
  const driver = await signedFixture("refuses");
  const { code, verdict } = await run("--driver", driver);
  assertEquals(code, 1);
  assertMatch(verdict ?? "", /^smoke: FAILED: load: cannot load the driver: .+ \(.+\)$/);
});

Deno.test("smoke fails when the driver sends too few frames in time, and unloads it", needsWine, async () => {
  const driver = await signedFixture("silent");
  const { code, verdict, printed } = await run("--driver", driver, "--timeout", "1s");
  assertEquals(code, 1);
  assertMatch(
    verdict ?? "",
    /^smoke: FAILED: frames: 0 of 10 frames from the loaded driver in \d\.\d s \(Timed out after .*\)$/,
  );
  assertEquals(printed.at(-2), "✓ unload: the driver is unloaded, and its service removed");
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`smoke unloads the driver when it is interrupted by ${signal}`, needsWine, async () => {
    const driver = await signedFixture("silent");
    const smoke = new Smoke("--driver", driver);
    await smoke.until("✓ load:");
    assertEquals(await sc("query", smoke.service), 0);
    smoke.kill(signal);
    const { code, verdict } = await smoke.ended();
    assertEquals([code, verdict], [1, "smoke: FAILED: interrupted: the test was interrupted"]);
    assertEquals(await sc("query", smoke.service), NO_SUCH_SERVICE);
  });
}

/** The half inside Windows without the other, so that a test can end it as it likes. */
class Inside {
  readonly #program: Program;
  readonly #lines: AsyncIterator<string>;

  constructor(...args: string[]) {
    const argv = machine.denoArgv(["run", "-A", "--no-check", machine.path(INSIDE), ...args]);
    const env = { ...machine.env, NO_COLOR: "1" };
    this.#program = new Program(argv, { env, clearEnv: true, stdin: "piped" });
    this.#lines = linesOf(this.#program.stdout);
  }

  kill(): void {
    this.#program.kill();
  }

  /** What was found by the check of this name, the next that comes. */
  async found(name: string): Promise<string> {
    for (let next = await this.#lines.next(); !next.done; next = await this.#lines.next()) {
      const check = JSON.parse(next.value);
      if (check.name === name) return check.found;
    }
    throw new Error(`Cannot find the check ${name}`);
  }

  /** The name of its service, when the driver is loaded. */
  async loaded(): Promise<string> {
    const service = /pipelisten-smoke-[0-9a-f-]+/.exec(await this.found("install"))?.[0] ?? "";
    await this.found("load");
    assertEquals(await sc("query", service), 0);
    return service;
  }

  async ended(): Promise<void> {
    await this.#program.endInput().catch(() => {}); // where it has been killed
    await this.#lines.return?.();
    await this.#program.ended();
  }
}

/** What the clean-up at the start of a smoke test found. */
async function leftovers(): Promise<string> {
  const next = new Inside();
  const found = await next.found("leftovers");
  await next.ended();
  return found;
}

Deno.test(
  "smoke removes what a killed run left, but nothing that a running one needs",
  needsWine,
  async () => {
    const killed = new Inside(machine.path(await signedFixture("silent")), '{"count":10,"timeout":"20s"}');
    const service = await killed.loaded();
    assert(!(await leftovers()).includes(service), "its run is alive");
    assertEquals(await sc("query", service), 0);
    killed.kill();
    await killed.ended();
    assertEquals(await sc("query", service), 0, "it is left");
    assertStringIncludes(await leftovers(), service);
    assertEquals(await sc("query", service), NO_SUCH_SERVICE);
  },
);

Deno.test("smoke unloads its driver when its half on the host is killed", needsWine, async () => {
  const smoke = new Smoke("--driver", await signedFixture("silent"));
  await smoke.until("✓ load:");
  smoke.kill("SIGKILL");
  await smoke.stderr;
  assertEquals(await sc("query", smoke.service), NO_SUCH_SERVICE);
  await smoke.ended();
});
