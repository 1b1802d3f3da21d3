/** The way back: what a listener sends to its clients, and what becomes of it when nobody reads it. */
import { assert, assertEquals } from "@std/assert";
import { PipeClient } from "../../../cli/pipe/client.ts";
import {
  bounded,
  connect,
  digests,
  eventsOf,
  framesOf,
  Listener,
  newPipe,
  pattern,
  send,
  stillWaits,
} from "./harness.ts";

const SIZES = [0, 1, 4095, 4096, 4097, 65_535, 65_536, 65_537, 200_000, 1_000_000];

/** A client that has connected, and that its listener knows. */
async function known(listener: Listener): Promise<Deno.FsFile> {
  const client = await connect(listener.pipe);
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  return client;
}

async function readBytes(client: Deno.FsFile, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const read = await bounded(client.read(bytes.subarray(at)), "what comes back");
    if (read === null) throw new Error(`the pipe ended after ${at} bytes`);
    at += read;
  }
  return bytes;
}

Deno.test("serve() sends each message whole and in order, whatever its size", async () => {
  await using listener = await Listener.start();
  await using client = await PipeClient.connect({ pipe: listener.pipe, signal: new AbortController().signal });
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  const messages = SIZES.map((size) => pattern(size, size));
  for (const message of messages) { // one at a time: the largest is as much as may wait
    assert(listener.send(1, message));
    const received = await bounded(client.read(), "what comes back");
    assertEquals(await digests([received!]), await digests([message]));
  }
  for (const message of messages.slice(0, -1)) assert(listener.send(1, message));
  for (const message of messages.slice(0, -1)) {
    assertEquals(await digests([(await bounded(client.read(), "what comes back"))!]), await digests([message]));
  }
});

Deno.test("serve() sends only to the client with that number", async () => {
  await using listener = await Listener.start();
  using first = await known(listener);
  using second = await known(listener);
  assert(listener.send(2, pattern(100, 2)));
  assert(listener.send(1, pattern(100, 1)));
  assertEquals(await readBytes(first, 100), pattern(100, 1));
  assertEquals(await readBytes(second, 100), pattern(100, 2));
});

Deno.test("serve() sends nothing to a client that hasn't connected, or has disconnected", async () => {
  await using listener = await Listener.start();
  assertEquals(listener.send(1, pattern(1, 1)), false);
  (await known(listener)).close();
  await listener.untilGone();
  assertEquals(listener.send(1, pattern(1, 1)), false);
  assertEquals(await listener.return().then(() => listener.send(1, pattern(1, 1))), false);
});

Deno.test("serve() sends nothing to a client that has left, though its end hasn't been read yet", async () => {
  await using listener = await Listener.start();
  (await known(listener)).close();
  assertEquals(listener.send(1, pattern(1, 1)), false);
  await listener.untilGone();
});

Deno.test("serve() drops messages for a client that never reads, and serves the others meanwhile", async () => {
  await using listener = await Listener.start();
  using deaf = await known(listener);
  using other = await known(listener);
  let taken = 0;
  while (listener.send(1, pattern(4096, taken))) taken++;
  assert(taken >= 256 && taken < 1000, `${taken} messages were taken`); // its quota, and the 256 that may wait
  assertEquals(listener.send(1, pattern(1, 1)), false);
  // The other one gets its messages, and frames of both arrive
  assert(listener.send(2, pattern(100, 2)));
  assertEquals(await readBytes(other, 100), pattern(100, 2));
  await send(other, pattern(10, 1));
  await send(deaf, pattern(10, 2));
  const frames = framesOf(await listener.until((items) => framesOf(items).length === 2));
  assertEquals(frames.map(({ client }) => client).sort(), [1, 2]);
  // When it reads after all, it gets what was taken, and there is room again
  for (let i = 0; i < taken; i++) await readBytes(deaf, 4096);
  await send(deaf, pattern(10, 3));
  await listener.until((items) => framesOf(items).length === 1);
  assert(listener.send(1, pattern(1, 1)));
});

Deno.test("serve() ends at once when its signal aborts while a client leaves messages unread", async () => {
  const listener = await Listener.start();
  using _deaf = await known(listener);
  while (listener.send(1, pattern(4096, 1)));
  const before = performance.now();
  listener.abort();
  assertEquals(await listener.next(), undefined);
  assert(performance.now() - before < 400, "it waited for the client");
  await using _again = await Listener.start({ pipe: listener.pipe });
});

Deno.test("serve() ends soon when its consumer returns, though a client leaves messages unread", async () => {
  const listener = await Listener.start();
  using _deaf = await known(listener);
  while (listener.send(1, pattern(4096, 1)));
  await bounded(listener.return(), "the end", 5000);
  await using _again = await Listener.start({ pipe: listener.pipe });
});

Deno.test("serve() gives no time to a client that leaves only messages unread that aren't awaited", async () => {
  const listener = await Listener.start();
  using _deaf = await known(listener);
  assert(listener.send(1, pattern(16, 1), false));
  assert(!await stillWaits(listener.return(), 400), "it waited, as for a message that is awaited");
});

Deno.test("serve() leaves a client time to read its last messages when the consumer returns", async () => {
  const listener = await Listener.start();
  await using client = await PipeClient.connect({ pipe: listener.pipe, signal: new AbortController().signal });
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  listener.send(1, pattern(100, 1));
  listener.send(1, pattern(200_000, 2));
  const ended = listener.return();
  assert(await stillWaits(ended, 100), "it ended with messages unread");
  assertEquals(await digests([(await client.read())!]), await digests([pattern(100, 1)]));
  assertEquals(await digests([(await client.read())!]), await digests([pattern(200_000, 2)]));
  await ended;
  assertEquals(await bounded(client.read(), "the end of the connection"), undefined);
});

Deno.test("serve() accepts that a client disconnects with messages unread", async () => {
  await using listener = await Listener.start({ pipe: newPipe() });
  const deaf = await known(listener);
  while (listener.send(1, pattern(4096, 1)));
  await send(deaf, pattern(10, 1));
  deaf.close();
  const items = await listener.untilGone();
  assertEquals(framesOf(items).length, 1);
  assertEquals(eventsOf(items, "disconnected").map(({ error }) => error), [null]);
});
