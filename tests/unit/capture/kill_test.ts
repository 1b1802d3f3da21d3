/** A recorder that is killed leaves a recording of what came before: kill -9, at random moments, as a process of its own. */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { Buffer } from "node:buffer";
import { readBack } from "./sessions.ts";

const MAIN = new URL("../../../cli/main.ts", import.meta.url);
/** How often; PIPELISTEN_KILLS=100 takes 20 seconds. */
const KILLS = Number(Deno.env.get("PIPELISTEN_KILLS") ?? 25);
const FRAME_SIZE = 3000;
/** The moments are spread over so many milliseconds from the first frame on. */
const LONGEST = 80;

/** Every frame says in each of its numbers which it is. */
function frameOf(seq: number): Uint8Array {
  return new Uint8Array(new Uint32Array(FRAME_SIZE / 4).fill(seq).buffer);
}

/** Records frames from its standard input until it is killed; returns how many had been sent by then. */
async function recordUntilKilled(path: string, milliseconds: number): Promise<number> {
  const args = ["run", "-A", "--no-check", MAIN.href, "-r", "-", "--frame-size", String(FRAME_SIZE), "-x", "-w", path];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped", stderr: "null" }).spawn();
  const stdout = child.stdout.getReader();
  const stdin = child.stdin.getWriter();
  const killed = (async () => {
    await stdout.read(); // It has begun.
    setTimeout(() => child.kill("SIGKILL"), milliseconds);
    while (!(await stdout.read()).done);
  })();
  let sent = 0;
  try {
    // One frame, and then many at once, so that batches have all sizes.
    for (let many = 1;; many = (many * 7) % 97) {
      const frames = Array.from({ length: many }, () => frameOf(++sent));
      await stdin.write(await new Blob(frames.map((frame) => frame.slice())).bytes());
    }
  } catch {
    // Its end of the pipe is gone.
  }
  await Promise.allSettled([killed, child.status, stdin.closed]);
  return sent;
}

Deno.test(`a recording of which the recorder was killed, ${KILLS} times, is a prefix of what was sent`, async () => {
  const path = await Deno.makeTempFile();
  let [most, early] = [0, 0];
  for (let kill = 0; kill < KILLS; kill++) {
    const sent = await recordUntilKilled(path, LONGEST * Math.random());
    const { items, warnings, error } = await readBack(await Deno.readFile(path));
    assertEquals(error, undefined);
    assert(items.length <= sent, `${items.length} of ${sent}`);
    items.forEach((item, index) => {
      if (item.kind !== "frame") throw new Error(`${item.kind} instead of frame ${index + 1}`);
      assertEquals([item.seq, Buffer.compare(item.bytes, frameOf(index + 1))], [index + 1, 0]);
    });
    const note = "test ends early, in the middle of a block: all before it has been read";
    if (warnings.length > 0) assertEquals(warnings, [note]);
    early += warnings.length;
    most = Math.max(most, items.length);
  }
  await Deno.remove(path);
  console.log(`${KILLS} kills: up to ${most} frames, ${early} cut within a block`);
  assertGreater(most, 0);
});
