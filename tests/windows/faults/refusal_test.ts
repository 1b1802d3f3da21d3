/** The system refuses a call, as it does when it has no memory left: it costs what the call was for, and nothing else. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PipeUnavailableError } from "../../../cli/errors.ts";
import { PipeClient } from "../../../cli/pipe/client.ts";
import { INVALID_HANDLE_VALUE, kernel32 } from "../../../cli/pipe/kernel32.ts";
import { ntdll } from "../../../cli/pipe/ntdll.ts";
import { connect, eventsOf, framesOf, Listener, newPipe, pattern, send } from "../pipe/harness.ts";
import { processCounts } from "../pipe/process_counts.ts";
import { replaced } from "./refusal.ts";

const STATUS_INSUFFICIENT_RESOURCES = 0xC000009A;
const NEVER = new AbortController().signal;

/** What a new instance must be able to do, each as the way to have it fail. */
const REFUSED: Readonly<Record<string, () => Disposable>> = {
  "be created": () => replaced(kernel32(), "CreateNamedPipeW", () => () => INVALID_HANDLE_VALUE),
  "wait for a client": () => replaced(ntdll(), "NtFsControlFile", () => () => STATUS_INSUFFICIENT_RESOURCES),
};

for (const [what, refuse] of Object.entries(REFUSED)) {
  Deno.test(`serve() serves the clients it has when no further instance can ${what}, and new ones once it can`, async () => {
    await using listener = await Listener.start();
    using first = await connect(listener.pipe);
    using second = await connect(listener.pipe);
    {
      using _refused = refuse();
      const items = await listener.until((items) => eventsOf(items, "connected").length === 2);
      assertEquals(eventsOf(items, "disconnected"), []);
      await send(first, pattern(10, 1));
      await send(second, pattern(10, 2));
      await listener.until((items) => framesOf(items).length === 2);
      await assertRejects(() => PipeClient.connect({ pipe: listener.pipe, signal: NEVER, timeout: 50 }));
    }
    first.close();
    await listener.untilGone();
    using third = await connect(listener.pipe);
    await send(third, pattern(10, 3));
    const items = await listener.until((items) => framesOf(items).length === 1);
    assertEquals(eventsOf(items, "connected").map(({ client }) => client), [3]);
  });

  Deno.test(`serve() says so when its first instance can't ${what}, and leaves nothing behind`, async () => {
    const pipe = newPipe();
    const fail = async () => {
      using _refused = refuse();
      await using listener = Listener.prepare({ pipe });
      const { message } = await assertRejects(() => listener.next(), PipeUnavailableError);
      assertStringIncludes(message, `Cannot create ${pipe}: `);
    };
    await fail();
    const before = processCounts();
    for (let i = 0; i < 60; i++) await fail();
    const { handles } = processCounts();
    assertEquals(handles < before.handles + 30, true, `${before.handles} handles before, ${handles} after`);
    await using _again = await Listener.start({ pipe });
  });
}

Deno.test("serve() reports a read that fails as the error of that client, and serves the others", async () => {
  await using listener = await Listener.start();
  using other = await connect(listener.pipe);
  await listener.until((items) => eventsOf(items, "connected").length === 1);
  using _victim = await connect(listener.pipe);
  const untilGone = async () => {
    using _refused = replaced(ntdll(), "NtReadFile", () => () => STATUS_INSUFFICIENT_RESOURCES);
    return await listener.untilGone();
  };
  const [gone] = eventsOf(await untilGone(), "disconnected");
  assertEquals([gone?.client, gone?.error], [2, "Cannot read from the client: NTSTATUS 0xc000009a"]);
  await send(other, pattern(10, 1));
  assertEquals(framesOf(await listener.until((items) => framesOf(items).length === 1))[0]?.client, 1);
});

Deno.test("PipeClient.connect() opens no pipe when no completion port can be created", async () => {
  await using listener = await Listener.start();
  {
    using _refused = replaced(kernel32(), "CreateIoCompletionPort", () => () => 0n);
    await assertRejects(() => PipeClient.connect({ pipe: listener.pipe, signal: NEVER }), Error, "completion port");
  }
  await using _client = await PipeClient.connect({ pipe: listener.pipe, signal: NEVER });
  const items = await listener.until((items) => items.length > 0);
  assertEquals(items.map(({ kind }) => kind), ["connected"]);
});

Deno.test("PipeClient.connect() closes the pipe again when the completion port doesn't take it", async () => {
  await using listener = await Listener.start();
  const fail = async () => {
    using _refused = replaced(kernel32(), "SetFileCompletionNotificationModes", () => () => 0);
    await assertRejects(() => PipeClient.connect({ pipe: listener.pipe, signal: NEVER }), Error, "completion port");
  };
  const cycle = async () => {
    await fail();
    await listener.untilGone();
  };
  await cycle();
  const before = processCounts();
  for (let i = 0; i < 60; i++) await cycle();
  const { handles } = processCounts();
  assertEquals(handles < before.handles + 30, true, `${before.handles} handles before, ${handles} after`);
});
