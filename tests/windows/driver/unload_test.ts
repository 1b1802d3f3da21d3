/**
 * Unloading: it always returns soon, and what can still be taken is.
 *
 * @module
 */

import { assertEquals, assertLess } from "@std/assert";
import { driverIsReal, loadDriver, type LoadedDriver } from "./driver.ts";
import { Account, splitMessage } from "./events.ts";
import { heldPipe } from "./held_pipe.ts";
import { Listener } from "./listener.ts";
import { newPipeName } from "./pipe_name.ts";
import { suspend } from "./system.ts";

/** Only a driver in the kernel has an unload routine. */
const needsKernel = { ignore: !driverIsReal };

async function assertUnloadsWithinASecond(driver: LoadedDriver): Promise<void> {
  const start = performance.now();
  await driver.unload();
  assertLess(performance.now() - start, 1000);
}

Deno.test("unload returns within a second when there is no listener", needsKernel, async () => {
  await using driver = await loadDriver({ Pipe: newPipeName() });
  await assertUnloadsWithinASecond(driver);
});

for (const Report of ["hello", "burst"]) {
  const title = `unload returns within a second while a write of "${Report}" is blocked on a pipe without a reader`;
  Deno.test(title, needsKernel, async () => {
    const pipe = newPipeName();
    using held = heldPipe(pipe);
    await using driver = await loadDriver({ Report, Count: 1_000_000, Pipe: pipe });
    await held.filled();
    await assertUnloadsWithinASecond(driver);
  });
}

Deno.test(
  "unload returns within a second while pipelisten is suspended and its pipe is full",
  needsKernel,
  async () => {
    const pipe = newPipeName();
    await using listener = await Listener.start(pipe);
    await using driver = await loadDriver({ Count: 1_000_000, Pipe: pipe });
    await listener.until(({ kind }) => kind === "frame");
    using _stopped = suspend(listener.pid);
    await new Promise((resolve) => setTimeout(resolve, 500)); // there is no signal for a full pipe
    await assertUnloadsWithinASecond(driver);
  },
);

Deno.test("what was sent before the unload is let into the pipe while the reader takes it", needsKernel, async () => {
  const pipe = newPipeName();
  using held = heldPipe(pipe);
  await using driver = await loadDriver({ Report: "burst", Count: 50, Pipe: pipe });
  await held.filled(); // one frame is in the pipe, the others wait in the ring ...
  await new Promise((resolve) => setTimeout(resolve, 100)); // ... once the burst is over, for which there is no signal
  const unloaded = driver.unload();
  const account = new Account();
  for (let message = await held.read(); message !== undefined; message = await held.read()) {
    for (const event of splitMessage(message)) account.enter(event);
  }
  await unloaded;
  assertEquals({ received: account.received, dropped: account.dropped }, { received: 50n, dropped: 0n });
});
