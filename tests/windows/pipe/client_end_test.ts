/** The client's end of the pipe: it waits as a driver does, and can be ended at any point. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { PipeUnavailableError, TimeLimitError } from "../../../cli/errors.ts";
import { PipeClient } from "../../../cli/pipe/client.ts";
import { bounded, connect, digests, eventsOf, framesOf, Listener, newPipe, pattern, stillWaits } from "./harness.ts";
import { processCounts } from "./process_counts.ts";

const NEVER = new AbortController().signal;
const SIZES = [0, 1, 4095, 4096, 4097, 65_536, 200_000, 1_000_000];

Deno.test("PipeClient writes each message whole, whatever its size", async () => {
  await using listener = await Listener.start();
  const messages = SIZES.map((size) => pattern(size, size));
  const sent = (async () => {
    await using client = await PipeClient.connect({ pipe: listener.pipe, signal: NEVER });
    for (const message of messages) assert(await client.write(message));
  })();
  const frames = framesOf(await listener.untilGone());
  await sent;
  assertEquals(await digests(frames.map(({ bytes }) => bytes)), await digests(messages));
});

Deno.test("PipeClient keeps the order of writes that nobody waited for", async () => {
  await using listener = await Listener.start();
  await using client = await PipeClient.connect({ pipe: listener.pipe, signal: NEVER });
  const messages = Array.from({ length: 600 }, (_, i) => pattern(4096, i)); // more than the pipe holds
  const written = Promise.all(messages.map((message) => client.write(message)));
  assert(await stillWaits(written), "nothing had to wait");
  const frames = framesOf(await listener.until((items) => framesOf(items).length === messages.length));
  assertEquals(await bounded(written, "the writes"), messages.map(() => true));
  assertEquals(await digests(frames.map(({ bytes }) => bytes)), await digests(messages));
});

Deno.test("PipeClient waits for a pipe that doesn't exist yet", async () => {
  const pipe = newPipe();
  const connecting = PipeClient.connect({ pipe, signal: NEVER });
  assert(await stillWaits(connecting, 100));
  await using listener = await Listener.start({ pipe });
  await using _client = await bounded(connecting, "the connection");
  await listener.until((items) => eventsOf(items, "connected").length === 1);
});

Deno.test("PipeClient gives up when the pipe doesn't exist within its timeout", async () => {
  const pipe = newPipe();
  const error = await assertRejects(() => PipeClient.connect({ pipe, signal: NEVER, timeout: 100 }), TimeLimitError);
  assertEquals(
    error.message,
    `Cannot connect to ${pipe}: the pipe did not exist for 100 ms (start the listener, or raise --connect-timeout)`,
  );
});

Deno.test("PipeClient waits for an instance while all are busy", async () => {
  await using listener = await Listener.start();
  // Nobody asks for batches: there are as many instances as there are, and no more
  const taken: Deno.FsFile[] = [];
  for (let free = true; free;) {
    await connect(listener.pipe).then((client) => taken.push(client), () => free = false);
  }
  const { pipe } = listener;
  const error = await assertRejects(() => PipeClient.connect({ pipe, signal: NEVER, timeout: 100 }), TimeLimitError);
  assertMatch(error.message, /: all its instances were busy for 100 ms /);
  const connecting = PipeClient.connect({ pipe, signal: NEVER });
  assert(await stillWaits(connecting, 100));
  await listener.until((items) => eventsOf(items, "connected").length === taken.length);
  await using _client = await bounded(connecting, "the connection");
  for (const client of taken) client.close();
});

Deno.test("PipeClient refuses a pipe that isn't a message pipe", async () => {
  const error = await assertRejects(
    () => PipeClient.connect({ pipe: "\\\\.\\pipe\\", signal: NEVER, timeout: 100 }),
    PipeUnavailableError,
  );
  assertMatch(error.message, /^Cannot connect to \\\\\.\\pipe\\: .* \(.*\)$/);
});

Deno.test("PipeClient returns false from write() when the listener has disconnected", async () => {
  const listener = await Listener.start();
  await using client = await PipeClient.connect({ pipe: listener.pipe, signal: NEVER });
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  const reading = client.read();
  const stuck = client.write(pattern(4_000_000, 1)); // in the middle of it
  assert(await stillWaits(stuck));
  listener.abort();
  await listener.return();
  assertEquals(await bounded(stuck, "the stuck write"), false);
  assertEquals(await bounded(client.write(pattern(1, 1)), "a write after the end"), false);
  assertEquals(await bounded(reading, "the read"), undefined);
  assertEquals(await bounded(client.read(), "a read after the end"), undefined);
});

/** What a client can be doing, each as the way to begin it. */
const DOING: Readonly<Record<string, (client: PipeClient) => Promise<unknown>>> = {
  "waits to write": (client) => client.write(pattern(4_000_000, 1)),
  "waits for a message": (client) => client.read(),
  "waits for both": (client) => Promise.all([client.write(pattern(4_000_000, 1)), client.read()]),
};

for (const [doing, begin] of Object.entries(DOING)) {
  Deno.test(`PipeClient ends with the reason of its signal when that aborts while it ${doing}`, async () => {
    await using listener = await Listener.start();
    const abort = new AbortController();
    await using client = await PipeClient.connect({ pipe: listener.pipe, signal: abort.signal });
    const begun = begin(client);
    assert(await stillWaits(begun, 100));
    abort.abort(new Error("enough"));
    await assertRejects(() => bounded(begun, doing), Error, "enough");
    await assertRejects(() => client.read(), Error, "enough");
  });

  Deno.test(`PipeClient can be disposed of while it ${doing}`, async () => {
    await using listener = await Listener.start();
    const client = await PipeClient.connect({ pipe: listener.pipe, signal: NEVER });
    const begun = begin(client).catch(() => {});
    assert(await stillWaits(begun, 100));
    await bounded(client[Symbol.asyncDispose](), "the end of the client");
    await bounded(begun, doing);
    await listener.untilGone();
  });
}

Deno.test("PipeClient stops waiting for a pipe when its signal aborts", async () => {
  const abort = new AbortController();
  const connecting = PipeClient.connect({ pipe: newPipe(), signal: abort.signal });
  assert(await stillWaits(connecting, 100));
  abort.abort(new Error("enough"));
  await assertRejects(() => bounded(connecting, "the connection"), Error, "enough");
});

Deno.test("PipeClient and serve() leave no handle and no thread behind when messages go both ways", async () => {
  const cycle = async () => {
    await using listener = await Listener.start();
    await using client = await PipeClient.connect({ pipe: listener.pipe, signal: NEVER });
    await client.write(pattern(10, 1));
    await listener.until((items) => framesOf(items).length === 1);
    listener.send(1, pattern(100_000, 1));
    await client.read();
    listener.send(1, pattern(100_000, 2)); // never read
  };
  for (let i = 0; i < 10; i++) await cycle();
  const before = processCounts();
  for (let i = 0; i < 100; i++) await cycle();
  const after = processCounts();
  assert(after.handles < before.handles + 50, `${before.handles} handles before, ${after.handles} after`);
  assert(after.threads < before.threads + 10, `${before.threads} threads before, ${after.threads} after`);
});

Deno.test("PipeClient lets timers run while the pipe always has room and its writer never waits", async () => {
  await using listener = await Listener.start();
  await using client = await PipeClient.connect({ pipe: listener.pipe, signal: NEVER });
  let isOver = false;
  setTimeout(() => isOver = true, 1);
  let written = 0;
  for (; !isOver && written < 16_000; written++) await client.write(new Uint8Array(64)); // a pipe of 1 MiB holds them all
  assert(isOver, `the timer had no turn during ${written} writes`);
});
