/** Many clients: at once, one after another, and silent ones beside one that floods. */
import { assert, assertEquals } from "@std/assert";
import { openClientHandle } from "../../../cli/pipe/client_handle.ts";
import { PipeClient } from "../../../cli/pipe/client.ts";
import { INVALID_HANDLE_VALUE, kernel32 } from "../../../cli/pipe/kernel32.ts";
import { Win32Error } from "../../../cli/pipe/outcomes.ts";
import { connect, digests, eventsOf, framesOf, Listener, pattern, send } from "../pipe/harness.ts";
import { processCounts } from "../pipe/process_counts.ts";

const NEVER = new AbortController().signal;

Deno.test("serve() serves each of 200 clients that come at once", async () => {
  await using listener = await Listener.start();
  const messages = Array.from({ length: 200 }, (_, i) => pattern(100, i));
  const sent = Promise.all(messages.map(async (message) => {
    await using client = await PipeClient.connect({ pipe: listener.pipe, signal: NEVER });
    assert(await client.write(message));
  }));
  const items = await listener.untilGone(200);
  await sent;
  const received = await digests(framesOf(items).map(({ bytes }) => bytes));
  assertEquals(received.sort(), (await digests(messages)).sort());
  assertEquals(eventsOf(items, "disconnected").map(({ frames, error }) => [frames, error]), Array(200).fill([1, null]));
});

Deno.test("serve() serves 10,000 clients one after another, and is no larger then", async () => {
  await using listener = await Listener.start();
  let gone = 0;
  const take = (items: Awaited<ReturnType<Listener["next"]>>) => gone += eventsOf(items ?? [], "disconnected").length;
  const come = async (clients: number) => {
    for (let come = gone + clients, i = 0; gone < come;) {
      // They come and go faster than they are accepted, until all instances have had one.
      for (; i < clients; i++) {
        const { handle, error } = openClientHandle(listener.pipe);
        if (handle === INVALID_HANDLE_VALUE) {
          assertEquals(error, Win32Error.ERROR_PIPE_BUSY);
          break;
        }
        kernel32().CloseHandle(handle);
      }
      take(await listener.next());
    }
  };
  await come(100);
  const before = processCounts();
  await come(9900);
  const after = processCounts();
  assertEquals(gone, 10_000);
  assert(after.handles < before.handles + 50, `${before.handles} handles before, ${after.handles} after`);
  assert(after.threads < before.threads + 10, `${before.threads} threads before, ${after.threads} after`);
});

Deno.test("serve() receives all of one client that floods while 1,000 others are idle", async () => {
  await using listener = await Listener.start();
  const idle: Deno.FsFile[] = [];
  for (let i = 0; i < 1000; i++) {
    idle.push(await connect(listener.pipe));
    await listener.until((items) => eventsOf(items, "connected").length === 1);
  }
  const flood = await connect(listener.pipe);
  const messages = Array.from({ length: 5000 }, (_, i) => pattern(512, i));
  const sent = (async () => {
    for (const message of messages) await send(flood, message);
    flood.close();
  })();
  const items = await listener.untilGone();
  await sent;
  assertEquals(await digests(framesOf(items).map(({ bytes }) => bytes)), await digests(messages));
  for (const client of idle) client.close();
  assertEquals(framesOf(await listener.untilGone(1000)), []);
});
