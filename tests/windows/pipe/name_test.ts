/** Whose name it is, and who may come. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { PipeUnavailableError, UsageError } from "../../../cli/errors.ts";
import { connect, eventsOf, framesOf, IS_WINE, Listener, newPipe, pattern, send, stillWaits } from "./harness.ts";

/** SYSTEM and nobody else. */
const SYSTEM_ONLY = "D:P(A;;GA;;;SY)";

Deno.test("serve() refuses a name that another server owns, and doesn't disturb that server", async () => {
  await using first = await Listener.start();
  await using second = Listener.prepare({ pipe: first.pipe });
  const error = await assertRejects(() => second.next(), PipeUnavailableError);
  assertEquals(
    error.message,
    `Cannot create ${first.pipe}: another server owns the name (stop it, or choose another PIPE)`,
  );
  assertEquals(error.exitCode, 4);
  using client = await connect(first.pipe);
  await send(client, pattern(10, 1));
  assertEquals(framesOf(await first.until((items) => framesOf(items).length === 1)).length, 1);
});

Deno.test("serve() waits a moment for a server that is just exiting", async () => {
  const first = await Listener.start();
  await using second = Listener.prepare({ pipe: first.pipe });
  const listening = second.next();
  assert(await stillWaits(listening, 100));
  first.abort();
  await first.return();
  assertEquals((await listening)?.map(({ kind }) => kind), ["listening"]);
});

Deno.test("serve() can reuse a name at once, twenty times", async () => {
  const pipe = newPipe();
  for (let i = 0; i < 20; i++) {
    await using listener = await Listener.start({ pipe });
    using client = await connect(listener.pipe);
    await send(client, pattern(10, i));
    await listener.until((items) => framesOf(items).length === 1);
  }
});

Deno.test("serve() can reuse a name while a client of the last server still holds its end", async () => {
  const first = await Listener.start();
  using forgotten = await connect(first.pipe);
  await first.until((items) => eventsOf(items, "connected").length === 1);
  first.abort();
  await first.return();
  // On Windows a pipe exists as long as either end is open, unless the server has disconnected the client.
  await using second = await Listener.start({ pipe: first.pipe });
  await assertRejects(() => send(forgotten, pattern(10, 1)));
  using client = await connect(second.pipe);
  await send(client, pattern(10, 2));
  const items = await second.until((items) => framesOf(items).length === 1);
  assertEquals(framesOf(items)[0]?.client, 1);
});

for (const allow of ["nonsense", "D:(A;;GA)", "D:(A;;GA;;;XX)"]) {
  Deno.test(`serve() refuses --allow "${allow}" as a mistake on the command line`, async () => {
    await using listener = Listener.prepare({ allow });
    const error = await assertRejects(() => listener.next(), UsageError);
    assert(error.message.startsWith(`Cannot use --allow "${allow}": `), error.message);
    assert(error.message.includes("(expected SDDL, "), error.message);
    await assertRejects(() => connect(listener.pipe), Deno.errors.NotFound);
  });
}

Deno.test("serve() accepts a security descriptor that includes its own user", async () => {
  await using listener = await Listener.start({ allow: "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGW;;;WD)" });
  using client = await connect(listener.pipe);
  await send(client, pattern(10, 1));
  await listener.until((items) => framesOf(items).length === 1);
});

for (const allow of [undefined, "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;OW)(A;;0x12019b;;;IU)"]) {
  Deno.test(`serve() doesn't warn when nobody else may create instances, with --allow ${allow}`, async () => {
    const warnings: string[] = [];
    await using _listener = await Listener.start({ allow, warn: (message) => warnings.push(message) });
    assertEquals(warnings, []);
  });
}

Deno.test("serve() warns once when --allow lets others create instances", async () => {
  const warnings: string[] = [];
  const allow = "D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGW;;;IU)(A;;GA;;;WD)";
  await using _listener = await Listener.start({ allow, warn: (message) => warnings.push(message) });
  assertEquals(warnings.length, 1);
  assert(warnings[0]?.startsWith("--allow lets Interactive, Everyone create instances of the pipe "), warnings[0]);
});

for (const name of ["ProtectedPrefix\\Administrators\\", "sql\\query-"]) {
  Deno.test(`serve() listens on a name with backslashes, ${name}…`, async () => {
    await using listener = await Listener.start({ pipe: `\\\\.\\pipe\\${name}${crypto.randomUUID()}` });
    using client = await connect(listener.pipe);
    await send(client, pattern(10, 1));
    assertEquals(framesOf(await listener.until((items) => framesOf(items).length === 1)).length, 1);
  });
}

// That a client is kept out can't be shown here: whoever may create a further instance has the rights to connect, too,
// and all ends of these pipes belong to one user.
Deno.test({
  name: "serve() refuses a security descriptor that excludes its own user: no spare instance could be created",
  ignore: IS_WINE, // Wine 10 lets a pipe's owner in, whatever its security descriptor says
  fn: async () => {
    await using listener = Listener.prepare({ allow: SYSTEM_ONLY });
    const error = await assertRejects(() => listener.next(), PipeUnavailableError);
    assert(error.message.includes("access is denied (--allow must give GA to the user who runs this"), error.message);
  },
});
