/** The parts of `pipelisten smoke` that do not need Windows: command line and verdict. */
import { assertEquals, assertThrows } from "@std/assert";
import type { SmokeOptions } from "../../../cli/commands/smoke.ts";
import { SmokeTest } from "../../../cli/commands/smoke_run.ts";
import { SmokeReport, verdict } from "../../../cli/commands/smoke_report.ts";
import type { Check } from "../../../cli/doctor/check.ts";
import type { MachineFacts } from "../../../cli/doctor/facts.ts";
import { UsageError } from "../../../cli/errors.ts";
import { Sink } from "../../../cli/stream/sink.ts";
import { Status } from "../../../cli/stream/status.ts";
import { runCli } from "../../run_cli.ts";
import { commandOf, helpOf, optionsOf } from "./command_line.ts";

Deno.test("verdict() is one line", () => {
  const frames: Check = { name: "frames", state: "passed", found: "10 frames from the loaded driver in 1.4 s" };
  const unload: Check = { name: "unload", state: "passed", found: "gone" };
  const failed: Check = { name: "frames", state: "failed", found: "9 of 10\nframes", advice: "look" };
  assertEquals(verdict([frames, unload]), "smoke: passed: 10 frames from the loaded driver in 1.4 s");
  assertEquals(verdict([failed, unload]), "smoke: FAILED: frames: 9 of 10\\nframes (look)");
  for (const checks of [[], [frames]]) {
    assertEquals(verdict(checks), "smoke: FAILED: the test ended too early (see above)");
  }
});

Deno.test("SmokeReport prints each check and the verdict; with quiet only what failed", () => {
  for (const quiet of [false, true]) {
    const lines: string[] = [];
    const report = new SmokeReport((line) => lines.push(line), quiet);
    report.pass("frames", "1 frame");
    report.fail("unload", "it hangs", "restart");
    report.end();
    const failure = ["✗ unload: it hangs (restart)", "smoke: FAILED: unload: it hangs (restart)"];
    assertEquals(lines, quiet ? failure : ["✓ frames: 1 frame", ...failure]);
    assertEquals(report.failed, true);
  }
});

Deno.test("the command line of smoke has a driver, a pipe, parameters, and the options of listening", () => {
  assertEquals(commandOf(["smoke", "a.sys"]), "smoke");
  const options = optionsOf<SmokeOptions>(["smoke", "a.sys", "p", "--set", "Count=dword:3", "--set", "Pipe=sz:p"]);
  assertEquals([options.driver, options.pipe, options.timeout, options.repeat, options.loadTimeout], [
    "a.sys",
    "\\\\.\\pipe\\p",
    60_000,
    1,
    30_000,
  ]);
  assertEquals(options.set.map(({ key, name, type }) => [key, name, type]), [
    ["Parameters", "Count", 4],
    ["Parameters", "Pipe", 1],
  ]);
  assertEquals(optionsOf<SmokeOptions>(["smoke", "a.sys", "-j", "--forbid", "size == 0"]).expectations.forbid, [
    "size == 0",
  ]);
  assertEquals(helpOf("smoke").split("\n").filter((line) => line.length > 120), []);
});

const MACHINE: MachineFacts = {
  windows: "10.0.26100",
  wine: null,
  elevated: true,
  codeIntegrity: 3,
  secureBoot: false,
};
const DRIVER = { path: "x.sys", signer: { subject: "pipelisten test driver", thumbprint: "AB" }, trustedIn: [] };
const SILENT = new Status({ writeSync: (bytes) => bytes.length }, {
  mode: "silent",
  sharedTerminal: false,
  color: false,
});
const CONTEXT = {
  sink: new Sink({ write: (bytes) => Promise.resolve(bytes.length) }),
  status: SILENT,
  color: false,
  sharedTerminal: false,
  interrupt: new AbortController().signal,
};

const MISSING: [string, Partial<MachineFacts>, string][] = [
  [
    "the process is not elevated",
    { elevated: false },
    "elevation: this process is not elevated " +
    "(loading a driver needs an administrator: open the console with Run as administrator)",
  ],
  [
    "test-signing is off",
    { codeIntegrity: 1 },
    "test-signing: off (run bcdedit /set testsigning on as administrator, then restart)",
  ],
  [
    "Secure Boot is on",
    { codeIntegrity: 1, secureBoot: true },
    "secure-boot: on: it prevents test-signing (turn it off in the firmware settings, or those of the virtual machine)",
  ],
];
for (const [what, facts, why] of MISSING) {
  Deno.test(`SmokeTest.run() fails before it touches anything when ${what}`, async () => {
    const lines: string[] = [];
    const report = new SmokeReport((line) => lines.push(line), false);
    // Outside Windows the next step would throw: there is no such file, and there are no services to look at.
    const test = new SmokeTest(optionsOf<SmokeOptions>(["smoke", "x.sys"]), CONTEXT, report);
    assertEquals(await test.run({ ...MACHINE, ...facts }, DRIVER), 1);
    report.end();
    assertEquals(report.checks.map(({ name }) => name).includes("leftovers"), false);
    assertEquals(lines.at(-1), `smoke: FAILED: ${why}`);
  });
}

const MISTAKES: [string[], string][] = [
  [[], "Cannot test nothing: expected DRIVER.sys"],
  [["a.sys", "p", "q"], 'Cannot listen on "p" and "q": expected one PIPE'],
  [["my.inf", "--service", "x"], "Cannot use --service with my.inf: the .inf names the service"],
  [["a.sys", "--count", "0"], 'Cannot use --count "0": expected a whole number from 1'],
  [["a.sys", "--timeout", "5"], 'Cannot use --timeout "5": expected a duration'],
  [["a.sys", "\\\\server\\pipe\\x"], 'Cannot listen on "\\\\server\\pipe\\x": expected a name'],
  [["a.sys", "--service", "a b"], 'Cannot use --service "a b": expected up to 256 letters'],
  [["a.sys", "--junit="], "Cannot use --junit without a value: expected a file"],
  [["a.sys", "--nonsense"], "Cannot use --nonsense: there is no such option"],
  [["a.sys", "--set", "Count=10"], 'Cannot use --set "Count=10": expected NAME=TYPE:VALUE'],
  [["a.sys", "--repeat", "2", "-w", "x"], "Cannot use --repeat with --write: each run would overwrite the recording"],
];
for (const [args, message] of MISTAKES) {
  Deno.test(`the command line refuses smoke ${args.join(" ")}`, () => {
    assertThrows(() => optionsOf(["smoke", ...args]), UsageError, message);
  });
}

Deno.test("smoke needs Windows or Wine", { ignore: Deno.build.os === "windows" }, async () => {
  assertEquals(await runCli(["smoke", "a.sys"]), {
    code: 3,
    stdout: "",
    stderr: "pipelisten: Cannot load a.sys: drivers need Windows or Wine (what works here: -r FILE, --help)\n",
  });
});
