/** The contract of the command on a real pipe: stdout, stderr and the exit code, together. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { connectWhenThere, FFI, MainProcess, type Ran } from "./child.ts";
import { bounded, Listener, newPipe, send } from "./harness.ts";

const ENCODER = new TextEncoder();

/** A frame as the article's driver sends it: text, and NULs up to 4096 bytes. */
function textFrame(text: string): Uint8Array {
  const frame = new Uint8Array(4096);
  frame.set(ENCODER.encode(text));
  return frame;
}

/** Runs main.ts on a new pipe, with a client that writes these messages and leaves. */
async function run(
  args: readonly string[],
  messages: readonly string[],
  permissions?: readonly string[],
): Promise<Ran> {
  const pipe = newPipe();
  const output = new MainProcess([...args, pipe], permissions).output();
  using client = await connectWhenThere(pipe);
  // With -n it may leave before the last message: what it printed is asserted, not what it was sent
  for (const message of messages) await send(client, textFrame(message)).catch(() => {});
  client.close();
  return await output;
}

const HELLO = Array.from({ length: 10 }, () => "hello lyshark");
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

Deno.test("pipelisten --json -n 10 prints ten objects, and nothing else", async () => {
  const { code, stdout, stderr } = await run(["--json", "-n", "10"], [...HELLO, "one too many"]);
  assertEquals([code, stderr], [0, ""]);
  const lines = stdout.split("\n");
  assertEquals(lines.pop(), "");
  const frames = lines.map((line) => JSON.parse(line));
  assertEquals(
    frames.map(({ time: _, ...frame }) => frame),
    HELLO.map((text, index) => ({
      kind: "frame",
      seq: index + 1,
      client: 1,
      pid: Deno.pid,
      size: 4096,
      text,
    })),
  );
  for (const frame of frames) {
    assertEquals(Object.keys(frame), ["kind", "seq", "time", "client", "pid", "size", "text"]);
    assertMatch(frame.time, TIME);
    assert(Math.abs(Date.parse(frame.time) - Date.now()) < 60_000, `${frame.time} is not now`);
  }
});

Deno.test("pipelisten prints the text of each frame on a line, and ends with --once when its client has gone", async () => {
  const { code, stdout, stderr } = await run(["--once"], ["hello lyshark", "two\nlines", ""]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, "hello lyshark\ntwo\\nlines\n\n");
});

Deno.test("pipelisten -x prints each frame as a hexdump of its own", async () => {
  const { code, stdout, stderr } = await run(["-x", "-n", "2"], ["hello lyshark", "hello again"]);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    stdout.replaceAll(/^# frame .*$/gm, "# frame"),
    `\
# frame
00000000  68 65 6c 6c 6f 20 6c 79  73 68 61 72 6b 00 00 00  |hello lyshark...|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00001000
# frame
00000000  68 65 6c 6c 6f 20 61 67  61 69 6e 00 00 00 00 00  |hello again.....|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00001000
`,
  );
});

Deno.test("pipelisten --events prints what happens, in order", async () => {
  const { code, stdout, stderr } = await run(["--json", "--events", "--once"], ["a", "b"]);
  assertEquals([code, stderr], [0, ""]);
  const items = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(items.map(({ kind }) => kind), ["listening", "connected", "frame", "frame", "disconnected"]);
  const { time, ...disconnected } = items.at(-1);
  assertMatch(time, TIME);
  assertEquals(disconnected, {
    kind: "disconnected",
    client: 1,
    pid: Deno.pid,
    frames: 2,
    bytes: 8192,
    error: null,
  });
});

Deno.test("pipelisten ends with 124 when no client has come within --connect-timeout", async () => {
  assertEquals(await new MainProcess(["--json", "--connect-timeout", "200ms", newPipe()]).output(), {
    code: 124,
    stdout: "",
    stderr: "pipelisten: No client connected within 200ms, 0 frames so far " +
      "(check the driver, or raise --connect-timeout)\n",
  });
});

for (
  const [option, why] of [["idle-timeout", "No frame arrived for 1s"], ["timeout", "Timed out after 3s"]] as const
) {
  Deno.test(`pipelisten ends with 124 when --${option} runs out, and has printed what came before`, async () => {
    const pipe = newPipe();
    const wait = option === "timeout" ? 3000 : 1000; // more than it takes to connect and write, on a busy machine, too
    const output = new MainProcess(["-n", "5", `--${option}`, `${wait}ms`, pipe]).output();
    using client = await connectWhenThere(pipe);
    for (const text of ["one", "two"]) await send(client, textFrame(text));
    assertEquals(await output, {
      code: 124,
      stdout: "one\ntwo\n",
      stderr: `pipelisten: ${why}, 2 of 5 frames so far ` +
        `(check the driver, or raise --${option})\n`,
    });
  });
}

Deno.test("pipelisten ends with 4 when another server owns the name", async () => {
  await using owner = await Listener.start();
  assertEquals(await new MainProcess([owner.pipe]).output(), {
    code: 4,
    stdout: "",
    stderr: `pipelisten: Cannot create ${owner.pipe}: another server owns the name (stop it, or choose another PIPE)\n`,
  });
});

Deno.test("pipelisten ends with 2 when --allow isn't SDDL", async () => {
  const { code, stdout, stderr } = await new MainProcess(["--allow", "everyone", newPipe()]).output();
  assertEquals([code, stdout], [2, ""]);
  assertMatch(stderr, /^pipelisten: Cannot use --allow "everyone": .*\(expected SDDL, .*\)\n$/);
});

Deno.test("pipelisten ends quietly with 0 when its reader has closed stdout", async () => {
  const pipe = newPipe();
  const main = new MainProcess([pipe]);
  using client = await connectWhenThere(pipe);
  await send(client, textFrame("first"));
  const reader = main.stdout.getReader();
  const { value } = await bounded(reader.read(), "the first line");
  assertEquals(new TextDecoder().decode(value), "first\n");
  await reader.cancel();
  const ended = main.ended();
  // It finds out when it writes, and then its pipe is gone
  while (await client.write(textFrame("more")).then(() => true, () => false));
  assertEquals(await ended, { code: 0, stderr: "" });
});

Deno.test("pipelisten needs no permission but that for its DLLs", async () => {
  const { code, stdout, stderr } = await run(["--once"], ["hello lyshark"], FFI);
  assertEquals([code, stdout, stderr], [0, "hello lyshark\n", ""]);
});

Deno.test("pipelisten names the missing permission in one line", async () => {
  assertEquals(await new MainProcess([newPipe()], []).output(), {
    code: 4,
    stdout: "",
    stderr: `pipelisten: Cannot load kernel32.dll: permission denied (run with ${FFI[0]} --allow-env=SystemRoot)\n`,
  });
});

Deno.test("pipelisten --drop-when-full never holds a client back, and accounts for every frame it drops", async () => {
  const pipe = newPipe();
  const main = new MainProcess(["-j", "--events", "--drop-when-full", "--once", "--encoding", "latin1", pipe]);
  using client = await connectWhenThere(pipe);
  // Nobody reads main.ts's stdout yet: what is beyond the pipe of its stdout and its backlog has to go.
  const frames = 2000;
  for (let i = 0; i < frames; i++) await send(client, new Uint8Array(4096).fill(0x61));
  client.close();
  const stdout = new Response(main.stdout).text();
  const { code, stderr } = await main.ended();
  const lines = (await bounded(stdout, "the end of stdout")).trimEnd().split("\n").map((line) => JSON.parse(line));
  const printed = lines.filter(({ kind }) => kind === "frame");
  const lost = lines.filter(({ kind }) => kind === "lost");
  const sum = (key: "frames" | "bytes") => lost.reduce((total, event) => total + event[key], 0);
  assertEquals(code, 0);
  assert(sum("frames") > 0, "nothing was lost, so nothing was tested");
  assertEquals(printed.length + sum("frames"), frames);
  assertEquals(sum("bytes"), 4096 * sum("frames"));
  // What is missing from the sequence is what was lost, where it was lost
  const seqs = printed.map(({ seq }) => seq);
  assertEquals(seqs.every((seq, i) => i === 0 || seq > seqs[i - 1]), true);
  assertEquals(lines.at(-1), { ...lines.at(-1), kind: "disconnected", frames, bytes: 4096 * frames });
  const count = sum("frames").toLocaleString("en-US");
  assertEquals(
    stderr,
    `pipelisten: lost ${count} frames, as the reader was slow (without --drop-when-full the driver waits)\n`,
  );
});
