/** `pipelisten send` on a real pipe: what it sends from where, what it expects back, and how it ends. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { openEnvelopes } from "../../../cli/frame/envelope.ts";
import { FFI, MainProcess } from "./child.ts";
import { bounded, digests, eventsOf, framesOf, Listener, newPipe, pattern, stillWaits } from "./harness.ts";

const REPORT_H = fileURLToPath(new URL("../../../driver/include/report.h", import.meta.url));
const FOLDER = Deno.makeTempDirSync();
Deno.test.afterAll(() => Deno.remove(FOLDER, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

/** Runs send until it ends, and gives what a listener got. */
async function sent(args: readonly string[], stdin?: Uint8Array<ArrayBuffer>) {
  await using listener = await Listener.start();
  const main = new MainProcess(["send", ...args, listener.pipe], ["-A"], { stdin: "piped" });
  const output = main.output();
  if (stdin !== undefined) await main.write(stdin);
  await main.endInput();
  const frames = framesOf(await listener.untilGone());
  return { frames: frames.map((frame) => frame.bytes), ...await output };
}

const DONE = { code: 0, stdout: "", stderr: "" };

Deno.test("send writes each --text as a frame, as often as --count says", async () => {
  const { frames, ...ended } = await sent(["--text", "one", "--text", "zwö", "-n", "2"]);
  assertEquals([frames, ended], [[bytes("one"), bytes("zwö"), bytes("one"), bytes("zwö")], DONE]);
});

Deno.test("send writes the bytes of --hex, filled up by --pad", async () => {
  const { frames, ...ended } = await sent(["--hex", "68 69", "--hex", " ", "--pad", "4"]);
  assertEquals([frames, ended], [[Uint8Array.of(0x68, 0x69, 0, 0), new Uint8Array(4)], DONE]);
});

Deno.test("send writes a --file in frames of --frame-size", async () => {
  const path = `${FOLDER}\\file.bin`;
  await Deno.writeFile(path, pattern(1_000_000, 1));
  const { frames, ...ended } = await sent(["--file", path, "--frame-size", "300000"]);
  const cut = [0, 1, 2, 3].map((i) => pattern(1_000_000, 1).subarray(300_000 * i, 300_000 * (i + 1)));
  assertEquals([await digests(frames), ended], [await digests(cut), DONE]);
});

Deno.test("send writes lines of any size with --stdin", async () => {
  const sizes = [0, 1, 4095, 4096, 4097, 65_536, 200_000, 1_000_000, 0, 3];
  const lines = sizes.map((size, i) => pattern(size, i).map((byte) => byte % 26 + 0x61));
  const stdin = new Uint8Array(lines.flatMap((line) => [...line, 0x0a]));
  const { frames, ...ended } = await sent(["--stdin"], stdin);
  assertEquals([await digests(frames), ended], [await digests(lines), DONE]);
});

Deno.test("send writes a standard input that is cut with --file -", async () => {
  const { frames, ...ended } = await sent(["--file", "-", "--frame-size", "4"], bytes("abcdefghij"));
  assertEquals([frames, ended], [[bytes("abcd"), bytes("efgh"), bytes("ij")], DONE]);
});

Deno.test("send writes a --struct of the driver's header", async () => {
  const { frames, ...ended } = await sent([
    ...["--struct", `${REPORT_H}:Networkreport`, "--set", "type=3", "--set", "buffer_data=hello", "--pad", "20"],
  ]);
  const head = new Uint8Array(Int32Array.of(3, 0, 5).buffer);
  assertEquals([frames, ended], [[Uint8Array.of(...head, ...bytes("hello"), 0, 0, 0)], DONE]);
});

Deno.test("send puts frames into envelopes with --event", async () => {
  const { frames } = await sent(["--text", "a", "-n", "2", "--event", "7"]);
  const events = frames.map((bytes) => openEnvelopes({ bytes })?.[0]);
  assertEquals(events.map((event) => [event?.stamp.sequence, event?.stamp.type]), [[1, 7], [2, 7]]);
});

Deno.test("send writes several events as one message with --batch", async () => {
  const { frames } = await sent(["--text", "hello", "--text", "x", "-n", "3", "--event", "7", "--batch", "4"]);
  const events = frames.map((bytes) => openEnvelopes({ bytes })?.map(({ stamp }) => stamp.sequence));
  assertEquals(events, [[1, 2, 3, 4], [5, 6]]);
});

Deno.test("send writes each line of --stdin when it comes", async () => {
  await using listener = await Listener.start();
  const main = new MainProcess(["send", "--stdin", listener.pipe], ["-A"], { stdin: "piped" });
  for (const line of ["first", "second"]) {
    await main.write(`${line}\r\n`);
    const [frame] = framesOf(await listener.until((items) => framesOf(items).length === 1));
    assertEquals(frame?.bytes, bytes(line));
  }
  await main.endInput();
  await listener.untilGone();
  assertEquals(await main.output(), DONE);
});

Deno.test("send waits --interval between frames", async () => {
  await using listener = await Listener.start();
  const output = new MainProcess(["send", "--text", "a", "-n3", "--interval", "100ms", listener.pipe]).output();
  const times = framesOf(await listener.untilGone()).map(({ time }) => time! / 1000);
  await output;
  // Counted from frame to frame when they were read, and the first may have been read late
  assert(times[2]! - times[0]! > 150, `${times}`);
});

Deno.test("send waits for a listener that comes later", async () => {
  const pipe = newPipe();
  const output = new MainProcess(["send", "--text", "a", pipe]).output();
  assert(await stillWaits(output, 1000));
  await using listener = await Listener.start({ pipe });
  assertEquals(framesOf(await listener.untilGone()).length, 1);
  assertEquals(await output, DONE);
});

Deno.test("send ends with 124 when there is no pipe within --connect-timeout", async () => {
  const pipe = newPipe();
  assertEquals(await new MainProcess(["send", "--text", "a", "--connect-timeout", "100ms", pipe]).output(), {
    code: 124,
    stdout: "",
    stderr: `pipelisten: Cannot connect to ${pipe}: the pipe did not exist for 100 ms ` +
      `(start the listener, or raise --connect-timeout)\n`,
  });
});

Deno.test("send ends with 4 when the listener leaves, and says how many frames the pipe had taken", async () => {
  const listener = await Listener.start();
  const main = new MainProcess(["send", "--text", "a", "--pad", "4096", "-n0", listener.pipe]);
  const taken = framesOf(await listener.until((items) => framesOf(items).length >= 100)).length;
  await listener.return();
  const { code, stdout, stderr } = await main.output();
  assertEquals([code, stdout], [4, ""]);
  const [, count] = /^pipelisten: Cannot send to .*: the listener disconnected, (\d+) frames sent \(start it again\)\n$/
    .exec(stderr) ?? [];
  assert(Number(count) >= taken, stderr);
});

Deno.test("send ends with 5 when a frame is longer than --pad", async () => {
  const { frames, code, stderr } = await sent(["--stdin", "--pad", "2"], bytes("ab\nabc\n"));
  assertEquals([frames, code], [[bytes("ab")], 5]);
  assertEquals(
    stderr,
    "pipelisten: Cannot pad frame 2 to 2 bytes: it has 3 (raise --pad, or shorten the frame)\n",
  );
});

Deno.test("send prints what comes back from a listener with --reply, and ends when all has come", async () => {
  const pipe = newPipe();
  const reply = `${FOLDER}\\reply.bin`;
  await Deno.writeFile(reply, bytes("pong\nä"));
  const listener = new MainProcess(["--once", "--reply", `@${reply}`, pipe]).output();
  const { stdout, ...ended } = await new MainProcess([
    ...["send", "--text", "ping", "--text", "again", "-n", "2", "--expect", "4", "--json", pipe],
  ]).output();
  assertEquals(ended, { code: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(
    lines.map(({ kind, seq, size, text }) => [kind, seq, size, text]),
    [1, 2, 3, 4].map((seq) => {
      return ["frame", seq, 7, "pong\nä"];
    }),
  );
  assertEquals(await listener, { code: 0, stdout: "ping\nagain\nping\nagain\n", stderr: "" });
});

Deno.test("send gets the last reply even from a listener that ends with it", async () => {
  for (const size of [1, 500_000]) { // the one fits into the pipe, the other has to be read before the pipe takes it
    const pipe = newPipe();
    const reply = `${FOLDER}\\last.bin`;
    await Deno.writeFile(reply, new Uint8Array(size).fill(0x61));
    const listener = new MainProcess(["-n1", "--reply", `@${reply}`, pipe]).output();
    const { code, stdout, stderr } = await new MainProcess(["send", "--text", "x", "--expect", "1", pipe]).output();
    assertEquals([code, stdout.length, stderr], [0, size + 1, ""]);
    assertEquals(await listener, { code: 0, stdout: "x\n", stderr: "" });
  }
});

Deno.test("send ends with 124 when less than expected has come back within --timeout", async () => {
  await using listener = await Listener.start();
  const main = new MainProcess(["send", "--text", "a", "--expect", "2", "--timeout", "3s", listener.pipe]);
  await listener.until((items) => framesOf(items).length === 1);
  listener.send(1, bytes("only one"));
  assertEquals(await main.output(), {
    code: 124,
    stdout: "only one\n",
    stderr: "pipelisten: Timed out after 3s, 1 frame sent, " +
      "1 of 2 messages received (check the listener, or raise --timeout)\n",
  });
});

Deno.test("send ends with 4 when the listener leaves before all that was expected has come", async () => {
  const listener = await Listener.start();
  const main = new MainProcess(["send", "--text", "a", "--expect", "1", listener.pipe]);
  await listener.until((items) => framesOf(items).length === 1);
  await listener.return();
  const { code, stderr } = await main.output();
  assertEquals(code, 4);
  assertMatch(stderr, /: the listener disconnected, 1 frame sent, 0 of 1 messages received \(start it again\)\n$/);
});

Deno.test("send needs no permission but that for its DLLs", async () => {
  await using listener = await Listener.start();
  const output = new MainProcess(["send", "--text", "a", listener.pipe], FFI).output();
  const items = await listener.untilGone();
  assertEquals([framesOf(items).length, eventsOf(items, "disconnected").length], [1, 1]);
  assertEquals(await bounded(output, "the end of send"), DONE);
});
