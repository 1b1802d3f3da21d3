/** The parts of the smoke test that do not need Windows: command line, prerequisites, checks and verdict. */
import { assertEquals, assertThrows } from "@std/assert";
import type { Check } from "../../../cli/doctor/check.ts";
import type { MachineFacts } from "../../../cli/doctor/facts.ts";
import type { Line } from "../../windows/driver/listener.ts";
import { framesCheck } from "../../windows/smoke/frames.ts";
import { newServiceName, serviceNames } from "../../windows/smoke/leftovers.ts";
import { readSmoke } from "../../windows/smoke/options.ts";
import { smoke } from "../../windows/smoke/steps.ts";
import { verdict } from "../../windows/smoke/verdict.ts";

const MACHINE: MachineFacts = {
  windows: "10.0.26100",
  wine: null,
  elevated: true,
  codeIntegrity: 3,
  secureBoot: false,
};
const DRIVER = { path: "x.sys", signer: { subject: "pipelisten test driver", thumbprint: "AB" }, trustedIn: [] };

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
  Deno.test(`smoke() fails before it touches anything when ${what}`, async () => {
    const run = { machine: { ...MACHINE, ...facts }, driver: DRIVER, options: { count: 10, timeout: "1s" } };
    // Outside Windows the next step would throw: there are no services to look at, and no pipes.
    const checks = await Array.fromAsync(smoke(run, new AbortController().signal));
    assertEquals(checks.map(({ name }) => name).includes("leftovers"), false);
    assertEquals(verdict(checks), { code: 1, line: `smoke: FAILED: ${why}` });
  });
}

Deno.test("verdict() is one line and the exit code", () => {
  const frames: Check = { name: "frames", state: "passed", found: "10 of 10 frames from the loaded driver in 1.4 s" };
  const unload: Check = { name: "unload", state: "passed", found: "gone" };
  const failed: Check = { name: "frames", state: "failed", found: "9 of 10\nframes", advice: "look" };
  assertEquals(verdict([frames, unload]), {
    code: 0,
    line: "smoke: passed: 10 of 10 frames from the loaded driver in 1.4 s",
  });
  assertEquals(verdict([failed, unload]), { code: 1, line: "smoke: FAILED: frames: 9 of 10\\nframes (look)" });
  const early = { code: 1, line: "smoke: FAILED: the test ended too early (see above)" } as const;
  for (const checks of [[], [frames]]) assertEquals(verdict(checks), early);
});

/** What pipelisten prints of the driver's frames. */
function lines(count: number): Line[] {
  return Array.from({ length: count }, (_, i) => (
    {
      kind: "frame",
      seq: i + 1,
      time: "2026-01-31T12:00:00.123456Z",
      client: 1,
      pid: 4,
      size: 4096,
      text: "hello lyshark",
    }
  ));
}

Deno.test("framesCheck() passes when all frames came as the driver sends them", () => {
  const heard = { frames: lines(10), code: 0, stderr: "", milliseconds: 1449 };
  const found = "10 of 10 frames from the loaded driver in 1.4 s";
  assertEquals(framesCheck(heard, 10), { name: "frames", state: "passed", found });
});

const WRONG: [string, Partial<Line>, string][] = [
  ["out of order", { seq: 4 }, "frame 3 has the number 4 instead of 3"],
  ["cut short", { size: 4095 }, "frame 3 has the size 4095 instead of 4096"],
  ["of another text", { text: "hello" }, 'frame 3 has the text "hello" instead of "hello lyshark"'],
  ["without a text", { text: null }, 'frame 3 has the text null instead of "hello lyshark"'],
  ["with more after its text", { base64: "aGVsbG8=" }, "frame 3 has more than NULs after its text"],
];
for (const [what, wrong, found] of WRONG) {
  Deno.test(`framesCheck() fails when a frame is ${what}`, () => {
    const frames = lines(10).with(2, { ...lines(3)[2]!, ...wrong });
    const check = framesCheck({ frames, code: 0, stderr: "", milliseconds: 1 }, 10);
    assertEquals([check.state, check.found], ["failed", found]);
  });
}

Deno.test("framesCheck() fails when there are too few, and says why pipelisten ended", () => {
  const stderr = "pipelisten: Timed out after 1m (check the driver)\n";
  const check = framesCheck({ frames: lines(9), code: 124, stderr, milliseconds: 60_000 }, 10);
  assertEquals(check, {
    name: "frames",
    state: "failed",
    found: "9 of 10 frames from the loaded driver in 60.0 s",
    advice: "Timed out after 1m (check the driver)",
  });
});

Deno.test("serviceNames() finds the names of smoke tests in the output of reg query, and no others", () => {
  const [first, second] = [newServiceName(), newServiceName()];
  const services = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\";
  const names = ["BITS", first, "pipelisten-smoke-mine", `x${first}`, `${first}0`, second];
  assertEquals(serviceNames(`\r\n${names.map((name) => `${services}${name}\r\n`).join("")}`), [first, second]);
});

Deno.test("readSmoke() reads the command line", () => {
  assertEquals(readSmoke([]), { count: 10, timeout: "60s" });
  assertEquals(
    readSmoke(["--count", "3", "--timeout=5s", "--driver", "a.sys", "--pipe", "p", "--service", "s", "--junit", "j"]),
    { count: 3, timeout: "5s", driver: "a.sys", pipe: "p", service: "s", junit: "j" },
  );
});

const MISTAKES: [string[], string][] = [
  [["--count", "0"], 'Cannot use --count "0": expected a whole number from 1 to 1000000'],
  [["--timeout", "5"], 'Cannot use --timeout "5": expected a duration such as 30s or 2m'],
  [["--pipe", "\\\\server\\pipe\\x"], 'Cannot use --pipe "\\\\server\\pipe\\x": expected the name of a pipe'],
  [["--service", "a b"], 'Cannot use --service "a b": expected the name of a service'],
  [["--junit="], 'Cannot use --junit "": expected a file'],
  [["--nonsense"], "Cannot use --nonsense: there is no such option"],
  [["more"], "Cannot use more: there is no such option"],
];
for (const [args, message] of MISTAKES) {
  Deno.test(`readSmoke() refuses ${args.join(" ")}`, () => {
    assertThrows(() => readSmoke(args), RangeError, message);
  });
}
