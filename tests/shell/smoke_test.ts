/**
 * `pipelisten smoke` as a process: with several drivers loaded, and with each thing wrong that can be wrong under Wine. It
 * never leaves a service.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { buildArticleDriver, buildDriver, buildFixtureDriver } from "../../driver/build/build_driver.ts";
import { signDriver } from "../../driver/build/sign_driver.ts";
import { denoRun } from "../run_cli.ts";
import { parseXml } from "../unit/stream/xml.ts";
import { pipelisten, sh, uniquePipe } from "./shell.ts";
import {
  folder,
  leftovers,
  machine,
  needsWine,
  newService,
  NO_SUCH_SERVICE,
  prepare,
  run,
  runOn,
  sc,
  signed,
  signedFixture,
  Smoke,
} from "./smoke.ts";

const TASK = fileURLToPath(new URL("../windows/smoke.ts", import.meta.url));

prepare();

Deno.test(
  "deno task smoke passes with the sample driver, and writes what it found as JUnit XML",
  needsWine,
  async () => {
    const junit = `${folder}/smoke.xml`;
    const { code, stdout, checks, verdict } = await new Smoke(denoRun("-A", TASK, "--junit", junit)).ended();
    assertEquals(code, 0, checks.join("\n"));
    assertMatch(verdict ?? "", /^smoke: passed: 10 frames from the loaded driver in \d+\.\d s$/);
    assertEquals(checks.filter((line) => line.startsWith("✗")), []);
    assert(checks.includes("– test-signing: not needed: Wine loads any driver"), "it says what Wine does not need");
    assertEquals(stdout.match(/"text":"hello lyshark"\}$/gm)?.length, 10);
    const [root, , ...nodes] = parseXml(await Deno.readTextFile(junit));
    assertEquals([root?.attributes.name, root?.attributes.failures], ["pipelisten smoke", "0"]);
    const cases = nodes.filter(({ name }) => name === "testcase").map(({ attributes }) => attributes.name);
    assertEquals(cases.length, checks.length - 1);
    assertEquals(cases.slice(-7, -3), ["listen", "install", "load", "frames"]);
  },
);

Deno.test("smoke passes with the article's text driver and expectations of its frames", needsWine, async () => {
  const driver = await signed(await buildArticleDriver("text"));
  const args = ["-n", "10", "--expect-all", "text == 'hello lyshark' && size == 4096", "--expect-count", "10"];
  const { code, checks } = await runOn("LySharkPipeConn", driver, ...args);
  assertEquals(code, 0, checks.join("\n"));
  assert(checks.includes(`✓ --expect-all "text == 'hello lyshark' && size == 4096": held for 10 frames`));
});

Deno.test(
  "smoke passes with the article's struct driver, and fails with an expectation it can't meet",
  needsWine,
  async () => {
    const driver = await signed(await buildArticleDriver("struct"));
    const struct = ["--struct", machine.path(fileURLToPath(new URL("../../driver/include/report.h", import.meta.url)))];
    const args = [...struct.with(1, `${struct[1]}:Networkreport`), "-n", "10", "--no-loss"];
    const order = ["--expect", "type == 0", "--expect", "type == 9", "--in-order"];
    const passed = await runOn("LySharkPipeConn", driver, ...args, ...order);
    assertEquals(passed.code, 0, passed.checks.join("\n"));
    const failed = await runOn("LySharkPipeConn", driver, ...args, "--expect", "type == 10 && size == 4096");
    assertEquals(failed.code, 6);
    assertMatch(
      failed.verdict ?? "",
      /^smoke: FAILED: --expect "type == 10 && size == 4096": held for none of 10 frames; type was 0 in 1 frame, /,
    );
  },
);

Deno.test("smoke passes with the adopter's driver, loaded twice", needsWine, async () => {
  const driver = await signed(await buildFixtureDriver("adopter"));
  const order = ["--expect", "text == 'hello'", "--expect", "text == 'world' && kernel.type == 1", "--in-order"];
  const { code, checks } = await runOn("PipelistenAdopter", driver, "-n", "2", ...order, "--no-loss", "--repeat", "2");
  assertEquals(code, 0, checks.join("\n"));
  const loaded = checks.filter((line) => /^✓ (?:load|frames|unload)/.test(line)).map((line) => line.split(":")[0]);
  assertEquals(loaded, ["✓ load 1", "✓ frames 1", "✓ unload 1", "✓ load 2", "✓ frames 2", "✓ unload"]);
});

Deno.test("smoke fails when the driver is not signed", needsWine, async () => {
  const { code, verdict } = await run(await buildDriver());
  assertEquals(code, 1);
  assertMatch(
    verdict ?? "",
    /^smoke: FAILED: driver: .*pipelisten\.sys is not signed \(sign it: the sample driver with deno task sign:driver/,
  );
});

Deno.test("smoke fails when the driver was changed after it was signed", needsWine, async () => {
  const file = await Deno.readFile(await signDriver());
  file[0x400]! ^= 1; // the first byte of its first section
  await Deno.writeFile(`${folder}/changed.sys`, file);
  const { code, verdict } = await run(`${folder}/changed.sys`);
  assertEquals(code, 1);
  assertEquals(
    verdict,
    "smoke: FAILED: signature: of another file: this one was changed after it was signed (sign the driver again)",
  );
});

Deno.test("smoke fails when the driver's file does not exist", needsWine, async () => {
  const { code, verdict } = await run("/nowhere/none.sys");
  assertEquals(code, 1);
  assertEquals(
    verdict,
    "smoke: FAILED: driver: Z:\\nowhere\\none.sys does not exist (name a driver's .sys file)",
  );
});

Deno.test("smoke fails when the driver is for another architecture", needsWine, async () => {
  const file = await Deno.readFile(await buildDriver());
  const view = new DataView(file.buffer);
  const IMAGE_FILE_MACHINE_ARM64 = 0xaa64;
  view.setUint16(view.getUint32(0x3c, true) + 4, IMAGE_FILE_MACHINE_ARM64, true);
  await Deno.writeFile(`${folder}/arm64.sys`, file);
  const { code, verdict } = await run(await signed(`${folder}/arm64.sys`));
  assertEquals(code, 1);
  assertMatch(
    verdict ?? "",
    /^smoke: FAILED: architecture: .*\.sys is for ARM64, this machine is x64 \(build it for x64\)$/,
  );
});

Deno.test("smoke fails when it cannot write the JUnit file", needsWine, async () => {
  const { code, verdict } = await run(await signedFixture("silent"), "--timeout", "100ms", "--junit", "/nowhere/s.xml");
  assertEquals(code, 1);
  assertMatch(verdict ?? "", /^pipelisten: Cannot write \/nowhere\/s\.xml: .* \(choose another file\)$/);
});

Deno.test("smoke fails when another server owns the pipe's name", needsWine, async () => {
  const pipe = uniquePipe();
  const owner = await sh(`exec ${await pipelisten("--json", "--events", pipe)}`);
  await owner.read(); // it listens
  const { code, verdict } = await runOn(pipe, await signedFixture("silent"));
  owner.kill("SIGINT");
  await owner.endReading();
  await owner.ended();
  assertEquals(code, 4);
  assertStringIncludes(
    verdict ?? "",
    `smoke: FAILED: listen: Cannot create \\\\.\\pipe\\${pipe}: another server owns the name (stop it`,
  );
});

Deno.test("smoke fails when the service exists, and leaves that one alone", needsWine, async () => {
  const service = newService();
  assertEquals(await sc("create", service, "type=", "kernel", "binPath=", "Z:\\nowhere\\none.sys"), 0);
  const driver = machine.path(await signedFixture("silent"));
  const { code, verdict } = await Smoke.inside("--service", service, driver, uniquePipe()).ended();
  assertEquals([await sc("query", service), await sc("delete", service)], [0, 0]);
  assertEquals(code, 1);
  assertEquals(
    verdict,
    `smoke: FAILED: install: cannot create the service ${service}: a service of that name exists ` +
      `(choose another name, or sc delete ${service} if it is yours)`,
  );
});

Deno.test("smoke fails when the driver does not load", needsWine, async () => {
  const { code, verdict } = await run(await signedFixture("refuses"));
  assertEquals(code, 1);
  assertMatch(verdict ?? "", /^smoke: FAILED: load: cannot load the driver: .+ \(.+\)$/);
});

Deno.test("smoke fails when the driver sends too few frames in time, and unloads it", needsWine, async () => {
  const { code, verdict, checks } = await run(await signedFixture("silent"), "-n", "10", "--timeout", "1s");
  assertEquals(code, 124);
  assertMatch(
    verdict ?? "",
    /^smoke: FAILED: frames: 0 frames from the loaded driver in \d\.\d s \(Timed out after 1s, 0 of 10 frames so far .*\)$/,
  );
  assertEquals(checks.at(-2), "✓ unload: the driver is unloaded, and its service removed");
});

for (
  const [routine, failure, exitCode] of [
    ["start", "✗ load: cannot load the driver: it does not return (", 1],
    ["stop", "✗ unload: cannot unload the driver: it does not return (", 124],
  ] as const
) {
  Deno.test(
    `smoke fails in time when the driver hangs in its ${routine}, and removes it in the end`,
    needsWine,
    async () => {
      const driver = await signedFixture(`hangs_in_${routine}`);
      const { code, checks } = await run(driver, "--timeout", "500ms", "--load-timeout", "4s");
      assertEquals(checks.filter((line) => line.startsWith(failure)).length, 1, checks.join("\n"));
      assertEquals(code, exitCode);
    },
  );
}

Deno.test("smoke installs nothing when an expression, a parameter or the golden file is wrong", needsWine, async () => {
  const driver = await signedFixture("silent");
  for (
    const [args, code, message] of [
      [["--expect", "sise == 1"], 2, /^pipelisten: Cannot use --expect: there is no "sise"/m],
      [["--golden", "Z:\\nowhere\\golden"], 5, /^pipelisten: Cannot read .*there is no such file \(write it/m],
      [["--set", "Count=dword:ten"], 2, /^pipelisten: Cannot use --set "Count=dword:ten": expected NAME=TYPE:VALUE/m],
    ] as const
  ) {
    const ended = await run(driver, ...args);
    assertEquals(ended.code, code, ended.checks.join("\n"));
    assertMatch(ended.checks.join("\n"), message);
    assertEquals(ended.checks.some((line) => line.includes("install")), false);
  }
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`smoke unloads the driver when it is interrupted by ${signal}`, needsWine, async () => {
    const service = newService();
    const driver = machine.path(await signedFixture("silent"));
    const smoke = Smoke.fromHost("--service", service, driver, uniquePipe());
    await smoke.until("✓ load:");
    assertEquals(await sc("query", service), 0);
    smoke.kill(signal);
    const { code, verdict } = await smoke.ended();
    assertEquals([code, verdict], [1, "smoke: FAILED: interrupted: the test was interrupted"]);
    assertEquals(await sc("query", service), NO_SUCH_SERVICE);
  });
}

/** A run that has loaded the silent driver, and the name of its service. */
async function loaded(...args: string[]): Promise<{ readonly smoke: Smoke; readonly service: string }> {
  const smoke = Smoke.inside(...args, machine.path(await signedFixture("silent")), uniquePipe());
  const service = /pipelisten-smoke-[0-9a-f-]{36} is created/.exec(await smoke.until("✓ load:"))?.[0].split(" ")[0] ??
    "";
  assertEquals(await sc("query", service), 0);
  return { smoke, service };
}

Deno.test("smoke removes what a killed run left, but nothing that a running one needs", needsWine, async () => {
  const { smoke, service } = await loaded();
  assert(!(await leftovers()).includes(service), "its run is alive");
  assertEquals(await sc("query", service), 0);
  smoke.kill("SIGKILL");
  await smoke.ended();
  assertEquals(await sc("query", service), 0, "it is left");
  assertStringIncludes(await leftovers(), service);
  assertEquals(await sc("query", service), NO_SUCH_SERVICE);
});

Deno.test("smoke unloads its driver when the process on the host that started it is killed", needsWine, async () => {
  const service = newService();
  const driver = machine.path(await signedFixture("silent"));
  const smoke = Smoke.fromHost("--service", service, "--timeout", "5s", driver, uniquePipe());
  await smoke.until("✓ load:");
  smoke.kill("SIGKILL");
  await smoke.ended(); // with its stderr, which the half in Windows has as well
  assertEquals(await sc("query", service), NO_SUCH_SERVICE);
});
