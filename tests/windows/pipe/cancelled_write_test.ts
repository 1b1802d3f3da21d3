/** A client cancels a write of which the listener has already read a part, and keeps its connection. */
import { assert, assertEquals } from "@std/assert";
import { openClientHandle } from "../../../cli/pipe/client_handle.ts";
import { kernel32 } from "../../../cli/pipe/kernel32.ts";
import { Writes } from "../../../cli/pipe/writes.ts";
import { bounded, digest, eventsOf, framesOf, Listener, pattern } from "./harness.ts";

/** Far more than the pipe's quota, and so small reads that the listener is still reading when the timer fires. */
const SIZE = 16 << 20;
const READ_SIZE = 64;

/** Has `cancel` called while the listener reads a message of SIZE bytes; returns the frames up to a last one of 10. */
async function interrupted(cancel: (handle: bigint, writes: Writes) => Promise<void>) {
  await using listener = await Listener.start({ readSize: READ_SIZE, maxFrame: SIZE });
  const { handle } = openClientHandle(listener.pipe);
  try {
    await listener.until((items) => eventsOf(items, "connected").length === 1);
    const writes = new Writes(handle);
    writes.push(pattern(SIZE, 1));
    assert(writes.busy, "the write didn't have to wait");
    const cancelled = new Promise((resolve) => setTimeout(resolve, 100)).then(() => cancel(handle, writes));
    const items = await listener.until((items) => framesOf(items).at(-1)?.bytes.length === 10);
    await cancelled;
    return framesOf(items);
  } finally {
    kernel32().CloseHandle(handle);
  }
}

async function cancelWrite(handle: bigint, writes: Writes): Promise<void> {
  kernel32().CancelIoEx(handle, 0n);
  const settled = async () => {
    while (writes.busy) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  await bounded(settled(), "the end of the write");
  writes.settle();
}

for (
  const [when, next] of [
    ["the next one is written at once", () => Promise.resolve()],
    ["the next one is written later", () => new Promise<void>((resolve) => setTimeout(resolve, 300))],
  ] as const
) {
  Deno.test(`serve() marks a message whose writer has cancelled it as truncated when ${when}`, async () => {
    const frames = await interrupted(async (handle, writes) => {
      await cancelWrite(handle, writes);
      await next();
      writes.push(pattern(10, 2));
    });
    assertEquals(frames.map(({ truncated }) => truncated), [{ messageSize: null }, undefined]);
    const [part, whole] = frames.map(({ bytes }) => bytes);
    assert(part!.length > 0 && part!.length < SIZE, `${part!.length} bytes`);
    assertEquals(await digest(part!), await digest(pattern(SIZE, 1).subarray(0, part!.length)));
    assertEquals(await digest(whole!), await digest(pattern(10, 2)));
  });
}
