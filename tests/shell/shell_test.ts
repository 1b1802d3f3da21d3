/**
 * pipelisten in a shell: between a loaded driver and jq, head, hexdump, Ctrl+C and a terminal.
 *
 * @module
 */

import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { leastTime } from "../least_time.ts";
import { helloFrame } from "../windows/driver/frames.ts";
import { openMachine } from "../machine/mod.ts";
import type { Program } from "../machine/process.ts";
import { heldDriver, pipelisten, sh, uniquePipe, unixTool } from "./shell.ts";

/** jq, head and kill -INT are a POSIX shell's. */
const needsShell = { ignore: Deno.build.os === "windows" };

let windows: AsyncDisposable;
Deno.test.beforeAll(async () => void (windows = await (await openMachine()).hold()));
Deno.test.afterAll(async () => await windows[Symbol.asyncDispose]());

Deno.test("pipelisten --json -n 10 | jq -c . prints ten objects from the driver", needsShell, async () => {
  const pipe = uniquePipe();
  const child = await sh(`${await pipelisten("--json", "-n", "10", pipe)} | ${await unixTool("jq", "-c", ".")}`);
  await using _driver = await heldDriver({ Pipe: pipe });
  const { code, stdout, stderr } = await child.output();
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.length, 10);
  for (const [i, line] of lines.entries()) {
    assertMatch(
      line,
      new RegExp(
        `^{"kind":"frame","seq":${i + 1},"time":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z","client":1,` +
          `"pid":\\d+,"size":4096,"text":"hello lyshark"}$`,
      ),
    );
  }
});

Deno.test("pipelisten -x prints each of the driver's frames as the real hexdump -C does", needsShell, async () => {
  const pipe = uniquePipe();
  const child = await sh(await pipelisten("-x", "-n", "10", pipe));
  await using _driver = await heldDriver({ Pipe: pipe });
  const { code, stdout } = await child.output();
  const frame = await Deno.makeTempFile();
  await Deno.writeFile(frame, helloFrame());
  const hexdump = await (await sh(await unixTool("hexdump", "-C", frame))).output();
  await Deno.remove(frame);
  assertEquals(code, 0);
  const dumps = stdout.split(/^# frame.*\n/m).slice(1);
  assertEquals(dumps, Array(10).fill(hexdump.stdout));
});

Deno.test("pipelisten | head -n 1 ends quietly with 0 while the driver goes on sending", needsShell, async () => {
  const pipe = uniquePipe();
  const child = await sh(`{ ${await pipelisten(pipe)}; echo "exit $?" >&2; } | head -n 1`);
  await using _driver = await heldDriver({ Count: 100_000, Pipe: pipe });
  assertEquals(await child.output(), { code: 0, stdout: "hello lyshark\n", stderr: "exit 0\n" });
});

/** Sends SIGINT, which Wine delivers as Ctrl+C, and measures how long the process lives on. */
async function interrupt(program: Program) {
  const start = performance.now();
  program.kill("SIGINT");
  const ended = await program.ended();
  return { ...ended, milliseconds: performance.now() - start };
}

Deno.test("Ctrl+C ends a waiting pipelisten within a second with 0", needsShell, async () => {
  const least = await leastTime(1000, async () => {
    const child = await sh(`exec ${await pipelisten("-v", uniquePipe())}`);
    const before = await child.stderr.until("listening on");
    const { code, stderr, milliseconds } = await interrupt(child);
    assertEquals({ code, stdout: await child.read() }, { code: 0, stdout: "" });
    assertStringIncludes(stderr.slice(before.length), "pipelisten: 0 frames");
    return milliseconds;
  });
  assertLess(least, 1000);
});

Deno.test("Ctrl+C ends pipelisten within a second with 0 while frames arrive", needsShell, async () => {
  const least = await leastTime(1000, async () => {
    const pipe = uniquePipe();
    const child = await sh(`exec ${await pipelisten("--json", "-v", pipe)} > /dev/null`);
    await using _driver = await heldDriver({ Count: 1_000_000, Pipe: pipe });
    const before = await child.stderr.until("client 1 connected");
    const { code, stderr, milliseconds } = await interrupt(child);
    await child.endReading();
    assertEquals(code, 0);
    assertMatch(stderr.slice(before.length), /pipelisten: [\d,]+ frames?, /);
    return milliseconds;
  });
  assertLess(least, 1000);
});

Deno.test("Ctrl+C ends pipelisten within a second with 0 when its reader sleeps", needsShell, async () => {
  const least = await leastTime(1000, async () => {
    const pipe = uniquePipe();
    // Nobody reads the child's stdout: the first write beyond what a pipe holds waits for ever.
    const child = await sh(`exec ${await pipelisten("-x", "-v", pipe)}`);
    await using _driver = await heldDriver({ Report: "report", Count: 100_000, Pipe: pipe });
    await child.stderr.until("client 1 connected");
    await new Promise((resolve) => setTimeout(resolve, 1000)); // There is no signal for "a write is blocked".
    const { code, milliseconds } = await interrupt(child);
    await child.endReading();
    assertEquals(code, 0);
    return milliseconds;
  });
  assertLess(least, 1000);
});

Deno.test(
  "on a terminal stderr shows what it waits for, which client connected, and how many frames came",
  needsShell,
  async () => {
    const pipe = uniquePipe();
    const data = await Deno.makeTempFile();
    // script(1) makes the terminal; stdout goes to a file, so that what is left on it is stderr's.
    const inner = `${await pipelisten("-n", "10", pipe)} > ${data}`;
    const child = await sh(`script -qec "$(cat <<'END'\n${inner}\nEND\n)" /dev/null`);
    await using _driver = await heldDriver({ Pipe: pipe });
    const { code, stdout } = await child.output();
    assertEquals({ code, data: await Deno.readTextFile(data) }, { code: 0, data: "hello lyshark\n".repeat(10) });
    await Deno.remove(data);
    // deno-lint-ignore no-control-regex
    const shown = stdout.replace(/\x1b\[[0-9;?]*[A-Za-z]|\r|\n/g, "");
    assertStringIncludes(shown, "waiting for the kernel client");
    assertMatch(shown, /client 1 connected: pid \d+/);
    assert(shown.includes("10 frames"), `no total in ${shown}`);
  },
);

Deno.test("Ctrl+C ends a send that waits for its pipe, and a replay, within a second with 0", needsShell, async () => {
  const recording = await Deno.makeTempFile();
  try {
    await Deno.writeFile(recording, new Uint8Array(4096));
    const commands = [["send", "--text", "a", "-n0"], ["replay", (await openMachine()).path(recording)]];
    for (const command of commands) {
      const least = await leastTime(1000, async () => {
        const child = await sh(`exec ${await pipelisten(...command, "-v", uniquePipe())}`);
        const before = await child.stderr.until("waiting for");
        const { code, stderr, milliseconds } = await interrupt(child);
        assertEquals({ code, stdout: await child.read() }, { code: 0, stdout: "" });
        assertStringIncludes(stderr.slice(before.length), "pipelisten: 0 frames");
        return milliseconds;
      });
      assertLess(least, 1000);
    }
  } finally {
    await Deno.remove(recording);
  }
});
