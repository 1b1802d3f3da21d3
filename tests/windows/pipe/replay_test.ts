/** `pipelisten replay`: a recorded session, played into a second listener, is the same session again. */
import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { readRecording } from "../../../cli/capture/recording.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { Lateness } from "../lateness.ts";
import { connectWhenThere, MainProcess } from "./child.ts";
import { digest, eventsOf, framesOf, Listener, newPipe, pattern, send } from "./harness.ts";

/** In milliseconds, on a machine that does nothing else. */
const MAX_ERROR = 20;

const FOLDER = Deno.makeTempDirSync();
const SESSION = `${FOLDER}\\session.pcapng`;
Deno.test.afterAll(() => Deno.remove(FOLDER, { recursive: true }));

/**
 * A session of three clients: who does what, and how many milliseconds after what went before. Things that happen at
 * once are one client's, or else a listener may read them in another order than they were written in.
 */
const SCRIPT: readonly (readonly [after: number, client: number, what: "opens" | "closes" | number])[] = [
  ...[[0, 1, "opens"], [30, 1, 4096], [0, 1, 0], [0, 1, 5], [45, 2, "opens"], [30, 2, 4096], [60, 1, 100]] as const,
  ...[[35, 1, "closes"], [150, 2, 1_000_000], [30, 3, "opens"], [40, 3, 65_536], [30, 2, 1], [200, 2, 4097]] as const,
  ...[[30, 2, "closes"], [90, 3, 4096], [0, 3, 4096], [0, 3, 4096], [35, 3, "closes"]] as const,
];

/** Has the session happen, and pipelisten record it. */
Deno.test.beforeAll(async () => {
  const pipe = newPipe();
  const main = new MainProcess(["-w", SESSION, "--timeout", "3s", pipe]);
  const output = main.output();
  const clients = new Map<number, Deno.FsFile>();
  for (const [i, [after, client, what]] of SCRIPT.entries()) {
    await new Promise((resolve) => setTimeout(resolve, after));
    if (what === "opens") clients.set(client, await connectWhenThere(pipe));
    else if (what === "closes") clients.get(client)?.close();
    else await send(clients.get(client)!, pattern(what, i));
  }
  assertMatch((await output).stderr, /^pipelisten: (?:Timed out|No frame arrived)/);
});

/** What matters of a session, without its times: who came, said what, and went, in order. */
function story(items: readonly Item[], firstClient = 1): Promise<string[]> {
  const told = items.filter((item) => item.kind !== "listening");
  return Promise.all(told.map(async (item) => {
    const client = (item.client ?? 0) + firstClient - 1;
    return `${client} ${item.kind} ${item.kind === "frame" ? await digest(item.bytes) : ""}`;
  }));
}

/** Each of the three clients did the same in the same order; whose turn it was is not compared. */
async function assertSameClients(items: readonly Item[], original: readonly Item[]): Promise<void> {
  for (const client of [1, 2, 3]) {
    const of = (items: readonly Item[]) => items.filter((item) => item.kind !== "listening" && item.client === client);
    assertEquals(await story(of(items)), await story(of(original)));
  }
}

/** Copies of all items of the recording. */
async function recorded(): Promise<Item[]> {
  const items: Item[] = [];
  for await (const batch of readRecording(SESSION, { frameSize: 4096 })) {
    items.push(...batch.map((item) => item.kind === "frame" ? { ...item, bytes: item.bytes.slice() } : item));
  }
  return items;
}

/** Replays into a listener until so many clients have gone. By how much a timer was late meanwhile is in milliseconds. */
async function replayed(clients: number, ...args: string[]): Promise<{ items: Item[]; lateness: number }> {
  await using listener = await Listener.start();
  const output = new MainProcess(["replay", ...args, listener.pipe]).output();
  using lateness = new Lateness();
  const items = await listener.untilGone(clients);
  const late = lateness.worst;
  assertEquals(await output, { code: 0, stdout: "", stderr: "" });
  return { items, lateness: late };
}

/**
 * Replays the session until a listener has read it in the order of the recording. A busy machine can make a listener find
 * at the same time what two clients did one after the other.
 */
async function replayedInOrder(original: readonly Item[], ...args: string[]) {
  const wanted = await story(original);
  for (let attempt = 1;; attempt++) {
    const replay = await replayed(3, ...args, SESSION);
    await assertSameClients(replay.items, original);
    const read = await story(replay.items);
    if (read.join("\n") === wanted.join("\n")) return replay;
    if (attempt === 6) assertEquals(read, wanted);
  }
}

/** By how many milliseconds a frame's time, counted from the first frame, differs at most from that in the recording. */
function timingError(items: readonly Item[], original: readonly Item[]): number {
  const [times, wanted] = [items, original].map((items) => {
    const times = framesOf(items).map(({ time }) => time! / 1000);
    return times.map((time) => time - times[0]!);
  });
  return Math.max(...times!.map((time, i) => Math.abs(time - wanted![i]!)));
}

Deno.test("the recorded session is the one that happened", async () => {
  const said = SCRIPT.map(async ([, client, what], i) => {
    if (typeof what === "string") return `${client} ${what === "opens" ? "connected" : "disconnected"} `;
    return `${client} frame ${await digest(pattern(what, i))}`;
  });
  assertEquals(await story(await recorded()), await Promise.all(said));
});

Deno.test("replay gives a second listener the same frames of the same clients in the same order, at the same times", async (t) => {
  const original = await recorded();
  // A busy machine can hold up any one of the two processes, and so make any one replay late; what is wrong with the
  // timing itself would make them all. So the best of some is what counts, and the first that is good enough will do.
  let best = Infinity;
  for (let attempt = 0; attempt < 12 && best > MAX_ERROR; attempt++) {
    const { items, lateness } = await replayedInOrder(original);
    best = Math.min(best, timingError(items, original) - lateness);
  }
  await t.step(`within ${best.toFixed(1)} ms, apart from what the machine is late`, () => assertLess(best, MAX_ERROR));
});

Deno.test("replay --speed changes the timing and nothing else", async () => {
  const original = await recorded();
  const length = (items: readonly Item[]) => {
    const times = framesOf(items).map(({ time }) => time! / 1000);
    return times.at(-1)! - times[0]!;
  };
  const slow = await replayedInOrder(original, "--speed", "0.5");
  assertGreater(length(slow.items), 1.9 * length(original));
  const fast = await replayedInOrder(original, "--speed", "4");
  assertGreater(length(fast.items), 0.2 * length(original));
  // It takes longer on a busy machine, but not that much longer.
  assertLess(length(fast.items) - fast.lateness, 0.7 * length(original));
});

Deno.test("replay --speed max waits for nothing but the pipe, and keeps the order of each client", async () => {
  const original = await recorded();
  const { items } = await replayed(3, "--speed", "max", SESSION);
  await assertSameClients(items, original);
  const times = framesOf(items).map(({ time }) => time!);
  assertLess(times.at(-1)! - times[0]!, 400_000); // of 805 ms; it takes some 20
});

Deno.test("replay --loop plays it again, with new connections", async () => {
  const original = await recorded();
  const { items } = await replayed(9, "--loop", "3", "--speed", "20", SESSION);
  for (const round of [0, 1, 2]) {
    for (const client of [1, 2, 3]) {
      const of = (items: readonly Item[], client: number) =>
        items.filter((item) => item.kind !== "listening" && item.client === client);
      assertEquals(await story(of(items, client + 3 * round)), await story(of(original, client), 3 * round + 1));
    }
  }
});

Deno.test("replay plays a raw recording over one connection, cut by --frame-size", async () => {
  const path = `${FOLDER}\\raw.bin`;
  await Deno.writeFile(path, pattern(1000, 1));
  const { items } = await replayed(1, "--frame-size", "300", path);
  assertEquals(framesOf(items).map(({ bytes }) => bytes.length), [300, 300, 300, 100]);
  assertEquals(eventsOf(items, "connected").length, 1);
});

Deno.test("replay starts its clock when the listener is there", async () => {
  const pipe = newPipe();
  const output = new MainProcess(["replay", SESSION, pipe]).output();
  await new Promise((resolve) => setTimeout(resolve, 1500)); // longer than the session
  await using listener = await Listener.start({ pipe });
  const times = framesOf(await listener.untilGone(3)).map(({ time }) => time!);
  assertEquals((await output).code, 0);
  assertGreater(times.at(-1)! - times[0]!, 600_000);
});

Deno.test("replay ends with 4 when the listener disconnects, and says how much was played", async () => {
  const listener = await Listener.start();
  const output = new MainProcess(["replay", SESSION, listener.pipe]).output();
  await listener.until((items) => framesOf(items).length >= 4);
  await listener.return();
  const { code, stderr } = await output;
  assertEquals(code, 4);
  assertMatch(
    stderr,
    /^pipelisten: Cannot replay to .*: the listener disconnected after \d+ frames \(start it again\)\n$/,
  );
});

Deno.test("replay ends with 5 when the recording is missing, whether there is a pipe or not", async () => {
  const { code, stderr } = await new MainProcess(["replay", `${FOLDER}\\none`, newPipe()]).output();
  assertEquals(code, 5);
  assertMatch(stderr, /^pipelisten: Cannot read .*none: there is no such file/);
});

Deno.test("replay ends with 124 when there is no pipe within --connect-timeout", async () => {
  const { code, stderr } = await new MainProcess(["replay", "--connect-timeout", "100ms", SESSION, newPipe()]).output();
  assertEquals(code, 124);
  assert(
    stderr.endsWith("the pipe did not exist for 100 ms (start the listener, or raise --connect-timeout)\n"),
    stderr,
  );
});
