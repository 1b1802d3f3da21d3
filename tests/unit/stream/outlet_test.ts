import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { Outlet } from "../../../cli/stream/outlet.ts";
import { ReaderGone, Sink, type Writer } from "../../../cli/stream/sink.ts";

/** A reader that takes a write only when it is told to. */
class SlowReader implements Writer {
  readonly taken: string[] = [];
  #take: (() => void) | undefined;

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve) => {
      this.#take = () => {
        this.taken.push(new TextDecoder().decode(bytes));
        resolve(bytes.length);
      };
    });
  }

  /** Takes the write in flight, and returns when the next could be in flight. */
  async take(): Promise<void> {
    this.#take?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

Deno.test("Outlet.flush() returns when what was rendered has been written", async () => {
  const reader = new SlowReader();
  const outlet = new Outlet(new Sink(reader));
  outlet.output.ascii("one");
  const flushed = outlet.flush();
  assertEquals(reader.taken, []);
  await reader.take();
  await flushed;
  assertEquals(reader.taken, ["one"]);
});

Deno.test("Outlet.start() doesn't wait, and writes what was rendered meanwhile in one piece when the write ends", async () => {
  const reader = new SlowReader();
  const outlet = new Outlet(new Sink(reader));
  for (const word of ["one", "two", "three"]) {
    outlet.output.ascii(word);
    outlet.start();
  }
  await reader.take();
  await reader.take();
  assertEquals(reader.taken, ["one", "twothree"]);
  await outlet.flush();
});

Deno.test("Outlet.full is true while a write is in flight and a backlog of 1 MiB waits behind it", async () => {
  const reader = new SlowReader();
  const outlet = new Outlet(new Sink(reader));
  const fill = (bytes: number) => {
    outlet.output.reserve(bytes);
    outlet.output.length += bytes;
  };
  fill(1 << 20);
  assertEquals(outlet.full, false);
  outlet.start();
  fill((1 << 20) - 1);
  assertEquals(outlet.full, false);
  fill(1);
  assertEquals(outlet.full, true);
  await reader.take();
  assertEquals(outlet.full, false);
  await reader.take();
});

Deno.test("Outlet.failed aborts with the error of a write, and flush() throws it", async () => {
  const outlet = new Outlet(new Sink({ write: () => Promise.reject(new Deno.errors.BrokenPipe()) }));
  outlet.output.ascii("one");
  const error = await assertRejects(() => outlet.flush(), ReaderGone);
  assertStrictEquals(outlet.failed.reason, error);
});
