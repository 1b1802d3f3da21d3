/** A recorded session of the driver, replayed: a second listener prints the same as the first. */
import { assertEquals, assertLess } from "@std/assert";
import { loadDriver } from "./driver.ts";
import { type Line, Listener } from "./listener.ts";
import { runCli } from "../../run_cli.ts";
import { Lateness } from "../lateness.ts";

const LOADS = 3;

function uniquePipe(): string {
  return `pipelisten-test-${crypto.randomUUID()}`;
}

/** All that a listener prints, from listening to the end of its last client. */
async function session(listener: Listener): Promise<readonly Line[]> {
  await listener.until(({ kind, client }) => kind === "disconnected" && client === LOADS);
  await listener.kill();
  return (await listener.ended()).lines;
}

/** The lines without what is another process's, or another moment's. */
function story(lines: readonly Line[]): object[] {
  return lines.map((line) => ({ ...line, time: null, pid: null, image: null, pipe: null }));
}

/** Milliseconds from the first frame to each. */
function times(lines: readonly Line[]): number[] {
  const all = lines.filter(({ kind }) => kind === "frame").map(({ time }) => Date.parse(time!));
  return all.map((time) => time - all[0]!);
}

Deno.test("a recorded session of the driver can be replayed into a second listener, with its timing", async (t) => {
  const recording = await Deno.makeTempFile({ suffix: ".pcapng" });
  const pipe = uniquePipe();
  await using first = await Listener.start(pipe, "-w", recording);
  for (let load = 1; load <= LOADS; load++) {
    await using _driver = await loadDriver({ Report: load === 2 ? "hello" : "report", Pipe: pipe });
    await first.until(({ kind, client }) => kind === "disconnected" && client === load);
  }
  const original = await session(first);
  // A busy machine can make any one replay late, but what is wrong with the timing would make them all.
  let best = Infinity;
  for (let attempt = 0; attempt < 12 && best >= 20; attempt++) {
    const again = uniquePipe();
    await using second = await Listener.start(again);
    const replay = runCli(["replay", recording, again]);
    using lateness = new Lateness();
    const replayed = await session(second);
    assertEquals((await replay).code, 0);
    assertEquals(story(replayed), story(original));
    const wanted = times(original);
    const error = Math.max(...times(replayed).map((time, i) => Math.abs(time - wanted[i]!)));
    best = Math.min(best, error - lateness.worst);
  }
  await t.step(`within ${best.toFixed(1)} ms, apart from what the machine is late`, () => assertLess(best, 20));
  await Deno.remove(recording);
});
