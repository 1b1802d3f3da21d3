/** What the reader does with damaged recordings, and with large ones: it allocates no more than they are worth. */
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { Input } from "../../../cli/capture/input.ts";
import { readInput } from "../../../cli/capture/recording.ts";
import { frame } from "../items.ts";
import * as b from "./blocks.ts";
import { assertSurvives, readDamaged } from "./mutants.ts";
import { inputOf, pattern, recorded } from "./sessions.ts";

// tests/oracle/capture/mutation_test.ts reads more of them.
Deno.test("the reader survives 2,000 damaged recordings", () => assertSurvives(2000));

Deno.test("no memory is allocated for a false length: 64 MiB claimed, 100 bytes present", async () => {
  const promised = b.bytesOf(
    true,
    b.sectionHeader(),
    b.interfaceOf(147, 0),
    b.packet(0, 0n, "a"),
    (order) => [...b.u32(6)(order), ...b.u32(2 ** 26)(order), ...Array(100).fill(0)],
  );
  const { items, largest } = await readDamaged(promised, new ByteBuffer());
  assertEquals([items, largest], [1, 256 * 1024]);
});

Deno.test("memory grows with the bytes of a large block that are present, not with its claimed length", async () => {
  for (const there of [1_000, 300_000, 2_000_000]) {
    const head = b.bytesOf(true, b.sectionHeader(), (order) => [...b.u32(6)(order), ...b.u32(2 ** 26)(order)]);
    const input = inputOf(await new Blob([head, new Uint8Array(there)]).bytes());
    assertEquals(await Array.fromAsync(readInput(input, { frameSize: 64 })), []);
    assertLessOrEqual(input.bytes.buffer.byteLength, Math.max(256 * 1024, 4 * there));
  }
});

Deno.test("memory doesn't grow with the recording: 200 MB are read in the window of a small one", async () => {
  const STATISTICS = 88;
  const beginning = recorded([]).subarray(0, -STATISTICS);
  const block = recorded([frame(pattern(4000))]).subarray(beginning.length, -STATISTICS);
  let left = 50_000;
  let piece = beginning;
  const input = new Input("long", {
    read(room) {
      room.set(piece);
      const { length } = piece;
      piece = block;
      return Promise.resolve(left-- < 0 ? null : length);
    },
  });
  let [frames, largest] = [0, 0];
  for await (const batch of readInput(input, { frameSize: 64 })) {
    frames += batch.length;
    for (const item of batch) if (item.kind === "frame") largest = Math.max(largest, item.bytes.buffer.byteLength);
  }
  assertEquals([frames, largest], [50_000, 256 * 1024]);
});
