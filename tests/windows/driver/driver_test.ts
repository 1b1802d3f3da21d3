/**
 * The sample driver and pipelisten together, inside Windows: with the real .sys where it can be loaded.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { built, driverIsReal, loadDriver, Service } from "./driver.ts";
import { helloFrame, reportFrame } from "./frames.ts";
import { type Line, Listener } from "./listener.ts";
import { newPipeName } from "./pipe_name.ts";

/** Tests that only a driver in the kernel can answer. */
const needsKernel = { ignore: !driverIsReal };

/** The frame as it went over the pipe. */
function bytesOf({ size, text, base64 }: Line): Uint8Array {
  if (base64 !== undefined) return Uint8Array.fromBase64(base64);
  const bytes = new Uint8Array(size);
  new TextEncoder().encodeInto(text ?? "", bytes);
  return bytes;
}

Deno.test("the driver's ten text frames arrive whole when the listener is first", async () => {
  const pipe = newPipeName();
  await using listener = await Listener.start(pipe, "--once");
  await using _driver = await loadDriver({ Pipe: pipe });
  const { code, lines, stderr } = await listener.ended();
  assertEquals({ code, stderr }, { code: 0, stderr: "" });
  assertEquals(lines.map(({ kind }) => kind), ["listening", "connected", ...Array(10).fill("frame"), "disconnected"]);
  for (const frame of listener.frames) assertEquals(bytesOf(frame), helloFrame());
  assertEquals(listener.frames.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

Deno.test("the driver's ten Networkreport frames arrive whole when the driver is first", async () => {
  const pipe = newPipeName();
  await using _driver = await loadDriver({ Report: "report", Pipe: pipe });
  await using listener = await Listener.start(pipe, "-n", "10");
  const { code } = await listener.ended();
  assertEquals(code, 0);
  assertEquals(listener.frames.length, 10);
  for (const [i, frame] of listener.frames.entries()) assertEquals(bytesOf(frame), reportFrame(i));
});

Deno.test("two drivers at once are two clients of one listener, each with its frames in order", async () => {
  const pipe = newPipeName();
  await using listener = await Listener.start(pipe, "-n", "2000");
  await using _first = await loadDriver({ Report: "report", Count: 1000, Pipe: pipe });
  await using _second = await loadDriver({ Report: "report", Count: 1000, Pipe: pipe });
  const { code } = await listener.ended();
  assertEquals(code, 0);
  for (const client of [1, 2]) {
    const numbers = listener.frames.filter((line) => line.client === client)
      .map((line) => new DataView(bytesOf(line).buffer).getInt32(0, true));
    assertEquals(numbers, Array.from({ length: 1000 }, (_, i) => i));
  }
});

Deno.test("the driver goes on with the next listener when the first is killed", needsKernel, async () => {
  const pipe = newPipeName();
  await using first = await Listener.start(pipe);
  await using _driver = await loadDriver({ Report: "report", Count: 100_000, Pipe: pipe });
  await first.until(({ kind }) => kind === "frame");
  await first.kill();
  await using second = await Listener.start(pipe, "-n", "100");
  const { code } = await second.ended();
  assertEquals(code, 0);
  const numbers = second.frames.map((line) => new DataView(bytesOf(line).buffer).getInt32(0, true));
  assert(numbers[0]! > 0, "it begins again where it was, not at the start");
  assertEquals(numbers, Array.from({ length: 100 }, (_, i) => numbers[0]! + i));
});

Deno.test("the driver refuses to load with parameters it can't use", needsKernel, async (t) => {
  const bad: [string, Record<string, string | number>][] = [
    ["an unknown report", { Report: "nonsense" }],
    ["a number as the report", { Report: 7 }],
    ["an unknown report among known ones", { Report: "hello,nonsense" }],
    ["separators without a report", { Report: " , " }],
    ["more reports than eight", { Report: "hello ".repeat(9) }],
    ["no frames at all", { Count: 0 }],
    ["a ring that is too small", { RingSize: 16383 }],
    ["a ring that is too large", { RingSize: 67108865 }],
    ["text as the count", { Count: "ten" }],
    ["text as the choice of owners", { AnyOwner: "yes" }],
    ["an empty pipe name", { Pipe: "" }],
    ["a path as the pipe name", { Pipe: "\\\\.\\pipe\\x" }],
    ["a pipe name that is too long", { Pipe: "x".repeat(300) }],
  ];
  for (const [what, parameters] of bad) {
    await t.step(what, async () => {
      await assertRejects(() => Service.start(built("pipelisten.sys"), parameters), Error, "start");
    });
  }
});

for (const [name, frame] of [["text", () => helloFrame()], ["struct", reportFrame]] as const) {
  Deno.test(`the article's own ${name} driver is received whole`, needsKernel, async () => {
    // It knows one pipe name only, and opens it once: the listener has to be first.
    await using listener = await Listener.start("LySharkPipeConn", "-n", "10");
    await using _driver = await Service.start(built(`article_${name}.sys`));
    const { code } = await listener.ended();
    assertEquals({ code, frames: listener.frames.length }, { code: 0, frames: 10 });
    for (const [i, line] of listener.frames.entries()) assertEquals(bytesOf(line), frame(i));
  });
}
