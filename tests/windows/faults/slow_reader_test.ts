/** The reader of stdout is slow, or stops for ten seconds: what that does to memory, to the driver and to the frames. */
import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { linesOf } from "../../machine/process.ts";
import { connectWhenThere, MainProcess } from "../pipe/child.ts";
import { newPipe, pattern, send } from "../pipe/harness.ts";
import { processUsage } from "../process_usage.ts";

/** How long the reader stops, in milliseconds. */
const STOP = 10_000;
const FRAME = 4096;
/** README's limit: reads of 1 MiB, and twice 1 MiB and a frame of output. The rest is what V8 has not collected yet. */
const MAX_GROWTH = 16 << 20;
/**
 * How long a write may take while frames are dropped, in milliseconds: a few on a machine that does nothing else. A
 * listener that waited for its reader would hold one write for seconds.
 */
const MAX_USUAL_HOLD = 5;
const MAX_HOLD = 1000;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What is left of a run's output, once it has been read up to its first frame. */
async function started(args: readonly string[]) {
  const pipe = newPipe();
  const main = new MainProcess(["--json", "--events", "--once", ...args, pipe]);
  const client = await connectWhenThere(pipe);
  await send(client, pattern(FRAME, 0));
  const lines = linesOf(main.stdout);
  const kinds = [1, 2, 3].map(async () => JSON.parse((await lines.next()).value ?? "{}").kind);
  assertEquals(await Promise.all(kinds), ["listening", "connected", "frame"]);
  return { main, client, lines };
}

Deno.test("a reader that stops for ten seconds holds the driver back and loses nothing, and memory stays bounded", async () => {
  const { main, client, lines } = await started([]);
  const before = processUsage(main.pid).memory;
  let [written, isOver] = [1, false];
  const sent = (async () => {
    while (!isOver) await send(client, pattern(FRAME, written++));
    client.close();
  })();
  let growth = 0;
  for (const start = performance.now(); performance.now() - start < STOP; await wait(100)) {
    growth = Math.max(growth, processUsage(main.pid).memory - before);
  }
  isOver = true;
  const held = written;
  let last = 1;
  for await (const line of lines) {
    const { kind, seq, frames } = JSON.parse(line);
    if (kind === "frame") assertEquals(seq, ++last);
    if (kind === "disconnected") assertEquals(frames, written);
  }
  await sent;
  assertEquals(last, written);
  assertEquals(await main.ended(), { code: 0, stderr: "" });
  assertLess(growth, MAX_GROWTH);
  assertLess(held * FRAME, MAX_GROWTH, "the driver was not held back");
  console.log(`${held} frames were taken and waited; memory grew by ${(growth / 1e6).toFixed(1)} MB`);
});

Deno.test("--drop-when-full holds no write of a driver while the reader stops for ten seconds, and counts each drop", async () => {
  const { main, client, lines } = await started(["--drop-when-full"]);
  const before = processUsage(main.pid).memory;
  const frame = pattern(FRAME, 0);
  const holds: number[] = [];
  let [growth, looked] = [0, 0];
  for (const start = performance.now(), end = start + STOP; performance.now() < end;) {
    const from = performance.now();
    client.writeSync(frame);
    holds.push(performance.now() - from);
    if (from < looked + 100) continue;
    growth = Math.max(growth, processUsage(main.pid).memory - before);
    looked = from;
  }
  client.close();
  let [printed, lost] = [1, 0];
  for await (const line of lines) {
    const { kind, seq, frames } = JSON.parse(line);
    if (kind === "frame") assertEquals([++printed + lost], [seq]);
    if (kind === "lost") lost += frames;
  }
  assertEquals(printed + lost, holds.length + 1);
  assertGreater(lost, 0);
  assertEquals((await main.ended()).code, 0);
  assertLess(growth, MAX_GROWTH);
  holds.sort((a, b) => a - b);
  const quantile = (share: number) => holds[Math.floor(share * (holds.length - 1))]!;
  assertLess(quantile(0.9), MAX_USUAL_HOLD);
  assertLess(quantile(0.999), MAX_HOLD); // a single one may have waited for a processor
  const shown = [0.5, 0.99, 0.999, 1].map((share) => `${100 * share} %: ${quantile(share).toFixed(2)} ms`);
  console.log(`${holds.length} writes, ${shown.join(", ")}; memory grew by ${(growth / 1e6).toFixed(1)} MB`);
});

Deno.test("a reader that takes a little at a time gets every frame in order", async () => {
  const { main, client, lines } = await started([]);
  const sent = (async () => {
    for (let i = 1; i < 1000; i++) await send(client, pattern(FRAME, i)); // 8 MB of JSON, and no more than 3 MiB wait
    client.close();
  })();
  let last = 1;
  for await (const line of lines) {
    const { kind, seq, base64 } = JSON.parse(line);
    if (kind !== "frame") continue;
    assertEquals([seq, base64], [last + 1, pattern(FRAME, last).toBase64()]);
    last++;
    if (last % 10 === 0) await wait(5);
  }
  await sent;
  assertEquals(last, 1000);
  assertEquals(await main.ended(), { code: 0, stderr: "" });
});
