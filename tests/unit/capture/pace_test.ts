import { assertEquals } from "@std/assert";
import { Pace } from "../../../cli/capture/pace.ts";
import { FakeTime } from "../fake_time.ts";
import { NOON } from "../items.ts";

const NEVER = new AbortController().signal;

/** The times at which these are due, counted from a start at 0 with the first; after each, `busy` milliseconds pass. */
async function due(speed: number, recorded: readonly number[], busy = 0): Promise<number[]> {
  using time = new FakeTime();
  const pace = new Pace(speed, NEVER);
  pace.start(NOON);
  const times: number[] = [];
  for (const offset of recorded) {
    let isDue = false;
    const waiting = pace.until(NOON + 1000 * offset).then(() => isDue = true);
    for (await time.settle(); !isDue; await time.settle()) time.tick(1);
    await waiting;
    times.push(performance.now());
    time.tick(busy);
  }
  return times;
}

Deno.test("Pace waits as long as was recorded, divided by the speed", async () => {
  assertEquals(await due(1, [0, 10, 10, 250]), [0, 10, 10, 250]);
  assertEquals(await due(10, [0, 10, 250]), [0, 1, 25]);
  assertEquals(await due(0.5, [0, 10, 250]), [0, 20, 500]);
  assertEquals(await due(Infinity, [0, 10, 1e9]), [0, 0, 0]);
});

Deno.test("Pace accumulates no delay: a late frame delays none after it", async () => {
  assertEquals(await due(1, [0, 10, 20, 30, 40], 7), [0, 10, 20, 30, 40]);
  assertEquals(await due(1, [0, 10, 20, 100], 25), [0, 25, 50, 100]);
});

Deno.test("Pace doesn't wait for a time before the start, as when the clock was set back", async () => {
  assertEquals(await due(1, [5, -3_600_000, 10]), [5, 5, 10]);
});

Deno.test("Pace doesn't wait before it is started or without a time, and starts only once", async () => {
  using time = new FakeTime();
  const pace = new Pace(1, NEVER);
  await pace.until(NOON);
  pace.start(null);
  await pace.until(NOON + 1e9);
  pace.start(NOON);
  pace.start(NOON + 1e9);
  await pace.until(null);
  const waiting = pace.until(NOON + 5000);
  await time.settle();
  assertEquals(time.pending, 1);
  time.tick(5);
  await waiting;
});

Deno.test("Pace waits longer than a timer can, and is exact at the end", async () => {
  using time = new FakeTime();
  const pace = new Pace(1, NEVER);
  pace.start(NOON);
  const wait = 2 ** 33;
  let isDue = false;
  const waiting = pace.until(NOON + 1000 * wait).then(() => isDue = true);
  for (const before of [2 ** 32, 2 ** 31, 1000, 10, 1]) {
    while (performance.now() < wait - before) {
      time.tick(Math.min(2 ** 30, wait - before - performance.now()));
      await time.settle();
    }
    assertEquals([isDue, time.pending], [false, 1]);
  }
  time.tick(1);
  await waiting;
});

Deno.test("Pace stops waiting when its signal aborts", async () => {
  using time = new FakeTime();
  const abort = new AbortController();
  const pace = new Pace(1, abort.signal);
  pace.start(NOON);
  const waiting = pace.until(NOON + 1e9);
  abort.abort();
  await waiting;
  assertEquals(time.pending, 0);
});
