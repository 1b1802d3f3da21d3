/** Clients come, go, vanish and stay silent, and none is in another's way. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Item } from "../../../cli/frame/frame.ts";
import { ClientProcess } from "./child.ts";
import { bounded, connect, digests, eventsOf, framesOf, Listener, pattern, send, stillWaits } from "./harness.ts";

Deno.test("serve() keeps the order of each of eight clients that write at the same time", async () => {
  await using listener = await Listener.start();
  const count = 100;
  const clients: Deno.FsFile[] = [];
  const items: Item[] = [];
  for (let i = 0; i < 8; i++) {
    clients.push(await connect(listener.pipe));
    items.push(...await listener.until((items) => eventsOf(items, "connected").length === 1));
  }
  const sent = Promise.all(clients.map(async (client, index) => {
    for (let i = 0; i < count; i++) await send(client, pattern(64 + i, 1000 * index + i));
    client.close();
  }));
  items.push(...await listener.untilGone(8));
  await sent;

  const frames = framesOf(items);
  assertEquals(eventsOf(items, "connected").map(({ client }) => client), [1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals(frames.map(({ seq }) => seq), frames.map((_, index) => index + 1));
  for (const index of clients.keys()) {
    assertEquals(
      await digests(frames.filter(({ client }) => client === index + 1).map(({ bytes }) => bytes)),
      await digests(Array.from({ length: count }, (_, i) => pattern(64 + i, 1000 * index + i))),
    );
  }
  assert(frames.every(({ pid }) => pid === Deno.pid));
  for (const { frames, bytes, error } of eventsOf(items, "disconnected")) {
    assertEquals([frames, bytes, error], [count, count * 64 + count * (count - 1) / 2, null]);
  }
});

Deno.test("serve() keeps three hundred clients connected", async () => {
  await using listener = await Listener.start();
  const clients: Deno.FsFile[] = [];
  for (let i = 0; i < 300; i++) { // a pipe with a fixed number of instances has 254 at most
    clients.push(await connect(listener.pipe));
    await listener.until((items) => eventsOf(items, "connected").length === 1);
  }
  for (const [index, client] of clients.entries()) await send(client, pattern(10, index));
  const frames = framesOf(await listener.until((items) => framesOf(items).length === 300));
  assertEquals(frames.map(({ client }) => client).sort((a, b) => a! - b!), clients.map((_, index) => index + 1));
  for (const client of clients) client.close();
  assertEquals(framesOf(await listener.untilGone(300)), []);
});

Deno.test("serve() has room for two clients while no batch is requested", async () => {
  await using listener = await Listener.start();
  using first = await connect(listener.pipe);
  using second = await connect(listener.pipe);
  await send(first, pattern(10, 1));
  await send(second, pattern(10, 2));
  const items = await listener.until((items) => framesOf(items).length === 2);
  assertEquals(eventsOf(items, "connected").map(({ client }) => client), [1, 2]);
  // …and after that has room for the next ones
  using third = await connect(listener.pipe);
  await send(third, pattern(10, 3));
  const more = await listener.until((items) => framesOf(items).length === 1);
  assertEquals(framesOf(more).map(({ client }) => client), [3]);
});

Deno.test("serve() names the process of each client", async () => {
  await using listener = await Listener.start();
  await using client = new ClientProcess(listener.pipe, { count: 1 });
  const items = await listener.until((items) => framesOf(items).length === 1);
  const [connected] = eventsOf(items, "connected");
  assertEquals(connected?.pid, client.pid);
  assertEquals(connected?.image?.toLowerCase(), Deno.execPath().toLowerCase());
  assertEquals(framesOf(items)[0]?.pid, client.pid);
});

Deno.test("serve() delivers what a client wrote before it left, and then its end", async () => {
  await using listener = await Listener.start();
  const messages = Array.from({ length: 60 }, (_, i) => pattern(4096, i));
  const client = await connect(listener.pipe);
  for (const message of messages) await send(client, message);
  client.close(); // nothing has been read yet
  const items = await listener.untilGone();
  assertEquals(await digests(framesOf(items).map(({ bytes }) => bytes)), await digests(messages));
  assertEquals(items.at(0)?.kind, "connected");
  assertEquals(items.at(-1)?.kind, "disconnected");
});

Deno.test("serve() accepts a client that disconnects at once, with or without a message", async () => {
  await using listener = await Listener.start();
  for (let round = 0; round < 10; round++) {
    (await connect(listener.pipe)).close();
    const client = await connect(listener.pipe);
    await send(client, pattern(100, round));
    client.close();
    const items = await listener.untilGone(2);
    assertEquals(await digests(framesOf(items).map(({ bytes }) => bytes)), await digests([pattern(100, round)]));
    assertEquals(eventsOf(items, "disconnected").map(({ frames }) => frames).sort(), [0, 1]);
    assertEquals(eventsOf(items, "disconnected").map(({ error }) => error), [null, null]);
  }
});

Deno.test("serve() loses only the client that is killed in mid-stream", async () => {
  await using listener = await Listener.start();
  using other = await connect(listener.pipe);
  await using victim = new ClientProcess(listener.pipe, { count: 1_000_000 });
  await listener.until((items) => framesOf(items).length >= 500);
  await victim.kill();
  const items = await listener.untilGone();
  const [gone] = eventsOf(items, "disconnected");
  assertEquals([gone?.pid, gone?.error], [victim.pid, null]);
  for (let i = 0; i < 3; i++) await send(other, pattern(4096, i));
  const after = framesOf(await listener.until((items) => framesOf(items).length === 3));
  assertEquals(await digests(after.map(({ bytes }) => bytes)), await digests([0, 1, 2].map((i) => pattern(4096, i))));
});

Deno.test("serve() marks the part of a message whose writer was killed as truncated, if any arrived", async () => {
  await using listener = await Listener.start({ maxFrame: 1 << 25 });
  const size = 1 << 24; // far more than the pipe holds: the client is inside of its write when it dies
  await using victim = new ClientProcess(listener.pipe, { count: 1, size });
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  assertEquals(await victim.said(), "connected");
  await victim.kill();
  const items = await listener.untilGone();
  assertEquals(eventsOf(items, "disconnected").map(({ error }) => error), [null]);
  const whole = pattern(size, 0);
  for (const { bytes, truncated } of framesOf(items)) {
    assertEquals(truncated, bytes.length === size ? undefined : { messageSize: null });
    assertEquals(await digests([bytes]), await digests([whole.subarray(0, bytes.length)]));
  }
});

Deno.test("serve() isn't held up by clients that send nothing", async () => {
  await using listener = await Listener.start();
  using _silent = await connect(listener.pipe);
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  using _silentToo = await connect(listener.pipe);
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  using busy = await connect(listener.pipe);
  await send(busy, pattern(4096, 1));
  const items = await listener.until((items) => framesOf(items).length === 1);
  assertEquals(framesOf(items)[0]?.client, 3);
});

Deno.test("serve() makes a writer wait while no batch is requested, and loses nothing", async () => {
  await using listener = await Listener.start();
  const client = await connect(listener.pipe);
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  const count = 1500;
  let written = 0;
  const sent = (async () => {
    for (; written < count; written++) await send(client, pattern(4096, written));
    client.close();
  })();
  sent.catch(() => {});
  assert(await stillWaits(sent, 1000), "the writer didn't wait");
  assert(written < count, "all was written");
  const items = await listener.untilGone();
  await bounded(sent, "the writer");
  assertEquals(
    await digests(framesOf(items).map(({ bytes }) => bytes)),
    await digests(Array.from({ length: count }, (_, i) => pattern(4096, i))),
  );
});

Deno.test("serve() disconnects its clients when it ends", async () => {
  const listener = await Listener.start();
  using client = await connect(listener.pipe);
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  listener.abort();
  assertEquals(await listener.next(), undefined);
  await assertRejects(() => send(client, pattern(10, 1)));
});
