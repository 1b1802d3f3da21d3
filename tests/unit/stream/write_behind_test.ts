import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { WriteBehind } from "../../../cli/stream/write_behind.ts";
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

Deno.test("WriteBehind.flush() returns when what was rendered has been written", async () => {
  const reader = new SlowReader();
  const output = new WriteBehind(new Sink(reader));
  output.buffer.ascii("one");
  const flushed = output.flush();
  assertEquals(reader.taken, []);
  await reader.take();
  await flushed;
  assertEquals(reader.taken, ["one"]);
});

Deno.test("WriteBehind.start() doesn't wait, and writes what was rendered meanwhile in one piece when the write ends", async () => {
  const reader = new SlowReader();
  const output = new WriteBehind(new Sink(reader));
  for (const word of ["one", "two", "three"]) {
    output.buffer.ascii(word);
    output.start();
  }
  await reader.take();
  await reader.take();
  assertEquals(reader.taken, ["one", "twothree"]);
  await output.flush();
});

Deno.test("WriteBehind.full is true while a write is in flight and 1 MiB waits to be written after it", async () => {
  const reader = new SlowReader();
  const output = new WriteBehind(new Sink(reader));
  const fill = (bytes: number) => {
    output.buffer.reserve(bytes);
    output.buffer.length += bytes;
  };
  fill(1 << 20);
  assertEquals(output.full, false);
  output.start();
  fill((1 << 20) - 1);
  assertEquals(output.full, false);
  fill(1);
  assertEquals(output.full, true);
  await reader.take();
  assertEquals(output.full, false);
  await reader.take();
});

Deno.test("WriteBehind.failed aborts with the error of a write, and flush() throws it", async () => {
  const output = new WriteBehind(new Sink({ write: () => Promise.reject(new Deno.errors.BrokenPipe()) }));
  output.buffer.ascii("one");
  const error = await assertRejects(() => output.flush(), ReaderGone);
  assertStrictEquals(output.failed.reason, error);
});
