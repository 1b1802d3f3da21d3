/** A client cancels a write of which the listener has already read a part, and keeps its connection. */
import { assertEquals } from "@std/assert";
import { Ends, type Message } from "./ends.ts";
import { digest, pattern } from "./harness.ts";

/** Far more than the pipe's quota. */
const SIZE = 16 << 20;
const READ_SIZE = 64;

async function assertMessages(messages: readonly Message[], part: number): Promise<void> {
  assertEquals(messages.map(({ messageSize }) => messageSize), [null, 10]);
  assertEquals(await digest(messages[0]!.bytes), await digest(pattern(SIZE, 1).subarray(0, part)));
  assertEquals(await digest(messages[1]!.bytes), await digest(pattern(10, 2)));
}

Deno.test("Reads mark a message whose writer has cancelled it as truncated when the next one is written later", async () => {
  await using ends = new Ends(READ_SIZE, SIZE);
  await ends.connected();
  ends.write(pattern(SIZE, 1));
  await ends.cancelWrite();
  await ends.step();
  ends.write(pattern(10, 2));
  await ends.step();
  await assertMessages(ends.messages, 2 * READ_SIZE);
});

Deno.test("Reads mark a message whose writer has cancelled it as truncated when the next one is written at once", async () => {
  const maxFrame = 4096;
  await using ends = new Ends(READ_SIZE, maxFrame);
  await ends.connected();
  ends.write(pattern(SIZE, 1));
  await ends.step(); // now the read up to maxFrame is issued
  await ends.step(); // ... and the first beyond that
  await ends.cancelWrite();
  ends.write(pattern(10, 2));
  await ends.step();
  await ends.step();
  await assertMessages(ends.messages, maxFrame);
});
