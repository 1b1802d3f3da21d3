import { assertEquals } from "@std/assert";
import { type Batch, frames } from "../../cli/mod.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING } from "./items.ts";

/** A source that uses the same memory for every batch, as the pipe does. */
async function* reusing(): AsyncGenerator<Batch> {
  const memory = new Uint8Array(2);
  const next = (seq: number, at: number) => ({ ...frame(""), seq, bytes: memory.subarray(at, at + 1) });
  yield [LISTENING, CONNECTED];
  memory.set([1, 2]);
  yield [next(1, 0), next(2, 1)];
  memory.set([3, 4]);
  yield await Promise.resolve([next(3, 1), DISCONNECTED]);
  memory.fill(0xff);
}

Deno.test("frames() gives the frames without the events, each with bytes of its own", async () => {
  const all = await Array.fromAsync(frames(reusing()));
  assertEquals(all.map(({ seq, bytes }) => [seq, ...bytes]), [[1, 1], [2, 2], [3, 4]]);
  assertEquals(new Set(all.map(({ bytes }) => bytes.buffer)).size, 3);
  assertEquals({ ...all[0]!, bytes: null }, { ...frame(""), bytes: null });
});

Deno.test("frames() ends its source when its reader stops", async () => {
  let ended = false;
  async function* source(): AsyncGenerator<Batch> {
    try {
      for (;;) yield await Promise.resolve([frame("a")]);
    } finally {
      ended = true;
    }
  }
  for await (const _ of frames(source())) break;
  assertEquals(ended, true);
});
