import { assertEquals, assertRejects } from "@std/assert";
import { openEnvelopes } from "../../../cli/frame/envelope.ts";
import { outgoing, type OutgoingOptions, prepared, type PreparedSource } from "../../../cli/stream/outgoing.ts";
import { BadInputError, UsageError } from "../../../cli/errors.ts";
import { FakeTime } from "../fake_time.ts";
import { frame } from "../items.ts";

const NEVER = new AbortController().signal;
const [A, B] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
const AB: PreparedSource = { from: "messages", messages: [A, B] };

/** Copies of all that comes. */
function all(source: PreparedSource, options: Partial<OutgoingOptions> = {}): Promise<Uint8Array[]> {
  return Array.fromAsync(outgoing(source, { count: 1, ...options }, NEVER), (bytes) => bytes.slice());
}

Deno.test("outgoing() gives all frames as often as it is asked to", async () => {
  assertEquals(await all(AB), [A, B]);
  assertEquals(await all(AB, { count: 3 }), [A, B, A, B, A, B]);
});

Deno.test("outgoing() goes on for ever when it is asked to", async () => {
  const frames = outgoing(AB, { count: Infinity }, NEVER);
  for (let i = 0; i < 100; i++) assertEquals((await frames.next()).value, i % 2 === 0 ? A : B);
  await frames.return();
});

Deno.test("outgoing() cuts a file, as often as it is asked to", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, Uint8Array.of(1, 2, 3, 4, 5));
    const frames = [Uint8Array.of(1, 2), Uint8Array.of(3, 4), Uint8Array.of(5)];
    assertEquals(await all({ from: "file", path, frameSize: 2 }, { count: 2 }), [...frames, ...frames]);
    await Deno.writeFile(path, new Uint8Array(0));
    assertEquals(await all({ from: "file", path, frameSize: 2 }, { count: Infinity }), []);
  } finally {
    await Deno.remove(path);
  }
  await assertRejects(() => all({ from: "file", path, frameSize: 2 }), BadInputError, "there is no such file");
});

Deno.test("outgoing() pads with NULs, and refuses what is longer, by its number", async () => {
  assertEquals(await all(AB, { pad: 2 }), [A, Uint8Array.of(3, 0)]);
  assertEquals(await all({ from: "messages", messages: [new Uint8Array(0)] }, { pad: 3 }), [new Uint8Array(3)]);
  const long: PreparedSource = { from: "messages", messages: [B, A] };
  const error = await assertRejects(() => all(long, { pad: 1 }), BadInputError);
  assertEquals(error.message, "Cannot pad frame 2 to 1 bytes: it has 2 (raise --pad, or shorten the frame)");
});

Deno.test("outgoing() puts frames into envelopes that the listener opens", async () => {
  const before = Date.now();
  const events = await all(AB, { event: 7, pad: 4 });
  const stamps = events.map((bytes) => openEnvelopes(frame(bytes))?.[0]?.stamp);
  assertEquals(
    stamps.map((stamp) => stamp && { ...stamp, time: 0n }),
    [1, 2].map((sequence) => {
      return { sequence, dropped: 0, time: 0n, processor: 0, pid: Deno.pid, tid: 0, type: 7 };
    }),
  );
  const sent = Number(stamps[0]!.time / 10_000n) - 11_644_473_600_000;
  assertEquals(sent >= before && sent <= Date.now(), true, `${sent} is not now`);
  assertEquals(events.map((bytes) => bytes.slice(56)), [Uint8Array.of(1, 2, 0, 0), Uint8Array.of(3, 0, 0, 0)]);
});

Deno.test("outgoing() puts as many events into a message as it is asked to", async () => {
  const messages = await all(AB, { count: 3, event: 7, batch: 4 });
  const events = messages.map((bytes) => openEnvelopes({ bytes })?.map(({ stamp }) => stamp.sequence));
  assertEquals(events, [[1, 2, 3, 4], [5, 6]]);
});

Deno.test("outgoing() waits between frames, neither before the first nor after the last", async () => {
  using time = new FakeTime();
  const abort = new AbortController();
  const frames = outgoing(AB, { count: 1, interval: 100 }, abort.signal);
  assertEquals((await frames.next()).value, A);
  const second = frames.next();
  await time.settle();
  assertEquals(time.pending, 1);
  time.tick(100);
  assertEquals((await second).value, B);
  assertEquals(await frames.next(), { value: undefined, done: true });
  assertEquals(time.pending, 0);
});

Deno.test("outgoing() stops waiting when its signal aborts", async () => {
  using time = new FakeTime();
  const abort = new AbortController();
  const frames = outgoing(AB, { count: 1, interval: 100 }, abort.signal);
  await frames.next();
  const second = frames.next();
  await time.settle();
  abort.abort();
  assertEquals((await second).value, B);
  assertEquals(time.pending, 0);
});

Deno.test("prepared() makes a struct of a header the frame", async () => {
  const header = await Deno.makeTempFile({ suffix: ".h" });
  try {
    await Deno.writeTextFile(header, "typedef struct { UCHAR a; CHAR b[LENGTH]; } S;");
    const struct = { header, names: ["S"], defines: new Map([["LENGTH", "3"]]), arch: "x64" } as const;
    const source = { from: "struct", struct, settings: [{ path: "b", value: "xy" }] } as const;
    assertEquals(await prepared(source), { from: "messages", messages: [Uint8Array.of(0, 0x78, 0x79, 0)] });
    const wrong = { ...source, settings: [{ path: "c", value: "1" }] };
    await assertRejects(() => prepared(wrong), UsageError, 'there is no field "c"');
    await assertRejects(() => prepared({ ...source, struct: { ...struct, names: ["T"] } }), BadInputError);
  } finally {
    await Deno.remove(header);
  }
});
