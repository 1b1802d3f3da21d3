/** One message is one frame, whatever its size and however it is read. */
import { assert, assertEquals } from "@std/assert";
import { Ends } from "./ends.ts";
import { connect, digest, digests, framesOf, Listener, newPipe, pattern, send } from "./harness.ts";

const SIZES = [0, 1, 4095, 4096, 4097, 65535, 65536, 65537, 200_000, 1_000_000];

for (const readSize of [4096, 65536, 1 << 26]) {
  Deno.test(`serve() makes each message one frame, whatever its size, when a read has ${readSize} bytes`, async () => {
    await using listener = await Listener.start({ readSize });
    const messages = SIZES.map((size) => pattern(size, size));
    const sent = sendAll(listener.pipe, messages);
    const frames = framesOf(await listener.untilGone());
    await sent;
    assertEquals(await digests(frames.map(({ bytes }) => bytes)), await digests(messages));
    assertEquals(frames.map(({ seq }) => seq), SIZES.map((_, index) => index + 1));
    assert(frames.every(({ truncated }) => truncated === undefined));
  });
}

for (const [readSize, largest] of [[1, 300], [16, 5000], [1000, 200_000]] as const) {
  Deno.test(`serve() puts messages together from reads of ${readSize} bytes`, async () => {
    await using listener = await Listener.start({ readSize });
    const sizes = [0, 1, readSize - 1, readSize, readSize + 1, 2 * readSize, 2 * readSize + 1, largest, 0, 3];
    const messages = sizes.map((size) => pattern(size, size));
    const sent = sendAll(listener.pipe, messages);
    const frames = framesOf(await listener.untilGone());
    await sent;
    assertEquals(await digests(frames.map(({ bytes }) => bytes)), await digests(messages));
  });
}

for (const [readSize, maxFrame] of [[4096, 10_000], [4096, 4096], [4096, 100], [16, 100], [65536, 1]] as const) {
  Deno.test(`serve() truncates messages to ${maxFrame} bytes when a read has ${readSize}, and reports their size`, async () => {
    await using listener = await Listener.start({ readSize, maxFrame });
    const sizes = [0, 1, 99, 100, 101, 4095, 4096, 4097, 9999, 10_000, 10_001, 30_000, 2];
    const messages = sizes.map((size) => pattern(size, size));
    const sent = sendAll(listener.pipe, messages);
    const frames = framesOf(await listener.untilGone());
    await sent;
    assertEquals(
      await Promise.all(frames.map(async ({ bytes, truncated }) => [await digest(bytes), truncated])),
      await Promise.all(messages.map(async (message) => [
        await digest(message.subarray(0, maxFrame)),
        message.length > maxFrame ? { messageSize: message.length } : undefined,
      ])),
    );
  });
}

// Two reads are pending, and take two pieces of the first long message.
for (const [size, steps] of [[4097, [1]], [8193, [0, 1]], [65536, [0, 1]], [1 << 19, [0, 1]]] as const) {
  Deno.test(`Reads take one read more for the first message of ${size} bytes, and a single one for the next`, async () => {
    const messages = [1, 2, 3].map((seed) => pattern(size, seed));
    await using ends = new Ends(4096, 1 << 20);
    await ends.connected();
    ends.write(messages[0]!);
    for (const taken of steps) {
      await ends.settled();
      await ends.step();
      assertEquals(ends.messages.length, taken);
    }
    for (const [index, message] of messages.slice(1).entries()) {
      ends.write(message);
      await ends.step();
      assertEquals(ends.messages.length, index + 2);
    }
    assertEquals(await digests(ends.messages.map(({ bytes }) => bytes)), await digests(messages));
  });
}

Deno.test("serve() distinguishes empty messages from the end of the connection", async () => {
  await using listener = await Listener.start();
  const sent = sendAll(listener.pipe, Array.from({ length: 300 }, () => new Uint8Array(0)));
  const frames = framesOf(await listener.untilGone());
  await sent;
  assertEquals(frames.length, 300);
  assert(frames.every(({ bytes }) => bytes.length === 0));
});

Deno.test("serve() gives frames the time of their arrival in microseconds", async () => {
  await using listener = await Listener.start({ pipe: newPipe() });
  const before = Date.now() * 1000;
  const sent = sendAll(listener.pipe, [pattern(10, 1)]);
  const [frame] = framesOf(await listener.untilGone());
  await sent;
  const time = frame?.time ?? 0;
  // The two clocks need not tick together: 50 ms is more than either is behind.
  assert(time > before - 50_000 && time < Date.now() * 1000 + 50_000, `${time} is not about ${before}`);
});

async function sendAll(pipe: string, messages: readonly Uint8Array[]): Promise<void> {
  using client = await connect(pipe);
  for (const message of messages) await send(client, message);
}
