/** A listener ends when it is told to, whatever it is doing, and leaves nothing behind. */
import { assert, assertEquals } from "@std/assert";
import vm from "node:vm";
import v8 from "node:v8";
import { openClientHandle } from "../../../cli/pipe/client_handle.ts";
import { kernel32 } from "../../../cli/pipe/kernel32.ts";
import { serve } from "../../../cli/pipe/server.ts";
import { Writes } from "../../../cli/pipe/writes.ts";
import { ClientProcess } from "./child.ts";
import { connect, digest, eventsOf, framesOf, Listener, newPipe, pattern, send } from "./harness.ts";
import { processCounts } from "./process_counts.ts";

type Step = (listener: Listener, opened: Deno.FsFile[]) => Promise<unknown>;

/** The states that a listener can be in, each as the way to get there. */
const STATES: Readonly<Record<string, readonly Step[]>> = {
  "before it is asked for anything": [],
  "when it listens": [(listener) => listener.next()],
  "when a client has connected that it doesn't know of yet": [
    (listener) => listener.next(),
    async ({ pipe }, opened) => opened.push(await connect(pipe)),
  ],
  "when a client is connected and silent": [
    (listener) => listener.next(),
    async ({ pipe }, opened) => opened.push(await connect(pipe)),
    (listener) => listener.until((items) => eventsOf(items, "connected").length === 1),
  ],
  "when data is there that nobody has asked for": [
    (listener) => listener.next(),
    async ({ pipe }, opened) => opened.push(await connect(pipe)),
    async (_, [client]) => {
      for (let i = 0; i < 20; i++) await send(client!, pattern(4096, i));
    },
  ],
  "when a batch is being consumed": [
    (listener) => listener.next(),
    async ({ pipe }, opened) => opened.push(await connect(pipe)),
    async (listener, [client]) => {
      await send(client!, pattern(4096, 1));
      await listener.until((items) => framesOf(items).length === 1);
    },
  ],
  "when a client has left that it doesn't know of yet": [
    (listener) => listener.next(),
    async ({ pipe }, opened) => opened.push(await connect(pipe)),
    (listener) => listener.until((items) => eventsOf(items, "connected").length === 1),
    (_, opened) => Promise.resolve(opened.pop()?.close()),
  ],
};

for (const [state, steps] of Object.entries(STATES)) {
  const reach = async (): Promise<[Listener, Deno.FsFile[]]> => {
    const [listener, opened]: [Listener, Deno.FsFile[]] = [Listener.prepare(), []];
    for (const step of steps) await step(listener, opened);
    return [listener, opened];
  };

  Deno.test(`serve() ends when its signal aborts ${state}`, async () => {
    const [listener, opened] = await reach();
    listener.abort();
    while (await listener.next() !== undefined);
    for (const client of opened) client.close();
  });

  Deno.test(`serve() ends when its signal aborts while it waits, ${state}`, async () => {
    const [listener, opened] = await reach();
    const ended = (async () => {
      while (await listener.next() !== undefined);
    })();
    listener.abort();
    await ended;
    for (const client of opened) client.close();
  });

  Deno.test(`serve() ends when its consumer returns ${state}`, async () => {
    const [listener, opened] = await reach();
    await listener.return();
    assertEquals(await listener.next(), undefined);
    for (const client of opened) client.close();
  });
}

Deno.test("serve() ends when its consumer throws, and the name is free again", async () => {
  const pipe = newPipe();
  const { signal } = new AbortController();
  try {
    for await (const _ of serve({ pipe, readSize: 4096, maxFrame: 4096, signal })) {
      throw new Error("the consumer's own");
    }
  } catch (error) {
    assertEquals((error as Error).message, "the consumer's own");
  }
  await using _again = await Listener.start({ pipe });
});

Deno.test("serve() lets timers run while there is always something to read and its consumer never waits", async () => {
  await using listener = await Listener.start();
  const { handle } = openClientHandle(listener.pipe);
  // Their writes are in flight, so that no turn of the event loop is needed for the next message to be there.
  const writes = new Writes(handle);
  for (let i = 0; i < 3000; i++) writes.push(pattern(4096, i));
  let hadTurn = false;
  setTimeout(() => hadTurn = true, 1);
  await listener.until((items) => framesOf(items).length === 3000);
  assert(hadTurn, "the timer had no turn until all was read");
  writes.settle();
  kernel32().CloseHandle(handle);
});

Deno.test("serve() leaves no handle and no thread behind", async () => {
  const cycle = async () => {
    await using listener = await Listener.start();
    using client = await connect(listener.pipe);
    await send(client, pattern(10, 1));
    await listener.until((items) => framesOf(items).length === 1);
    (await connect(listener.pipe)).close();
    await listener.untilGone();
  };
  // Deno's own handles and threads come first. One handle that stayed of every cycle's would be 100 in the end.
  for (let i = 0; i < 10; i++) await cycle();
  const before = processCounts();
  for (let i = 0; i < 100; i++) await cycle();
  const after = processCounts();
  assert(after.handles < before.handles + 50, `${before.handles} handles before, ${after.handles} after`);
  assert(after.threads < before.threads + 10, `${before.threads} threads before, ${after.threads} after`);
});

Deno.test("serve() keeps its memory from the garbage collector while the kernel writes to it", async () => {
  v8.setFlagsFromString("--expose-gc");
  const gc: () => void = vm.runInNewContext("gc");
  await using listener = await Listener.start();
  await using client = new ClientProcess(listener.pipe, { count: 2000 });
  const wanted: string[] = [];
  for (let i = 0; i < 2000; i++) wanted.push(await digest(pattern(4096, i)));
  const received: string[] = [];
  for (let batches = 0; received.length < 2000; batches++) {
    const asked = listener.next();
    if (batches % 10 === 0) gc(); // with reads in flight, and a wait
    for (const { bytes } of framesOf(await asked ?? [])) received.push(await digest(bytes));
  }
  assertEquals(received, wanted);
  assertEquals(await client.said(), "connected");
});
