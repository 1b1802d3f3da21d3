import { assert, assertEquals, assertRejects } from "@std/assert";
import { Input } from "../../../cli/capture/input.ts";
import { readInput, readRecording, type RecordingOptions } from "../../../cli/capture/recording.ts";
import { BadInputError } from "../../../cli/errors.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { CONNECTED, frame, LISTENING } from "../items.ts";
import { readBack, recorded } from "./sessions.ts";

/** A recording that is being written, and those who follow it. */
class Growing implements Disposable {
  readonly path = Deno.makeTempFileSync();
  readonly #end = new AbortController();

  append(bytes: Uint8Array): void {
    Deno.writeFileSync(this.path, bytes, { append: true });
  }

  /** Asks for batch after batch; `next` gives copies. */
  follow(more: Partial<RecordingOptions> = {}): { next(): Promise<Item[] | undefined> } {
    const batches = readRecording(this.path, { frameSize: 4, follow: true, signal: this.#end.signal, ...more });
    return {
      async next() {
        const { value } = await batches.next();
        return value?.map((item) => item.kind === "frame" ? { ...item, bytes: item.bytes.slice() } : item);
      },
    };
  }

  stop(): void {
    this.#end.abort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path);
  }
}

Deno.test("readRecording() with follow yields appended frames as soon as they are whole, until the signal aborts", async () => {
  using growing = new Growing();
  const bytes = recorded([LISTENING, CONNECTED, frame("one"), frame("two", { seq: 2 })]);
  const cuts = [0, 7, 230, 520, 600, bytes.length];
  const items: Item[] = [];
  const warnings: string[] = [];
  const reader = growing.follow({ warn: (message) => warnings.push(message) });
  let next = reader.next(); // The file is empty yet.
  for (let i = 1; i < cuts.length; i++) {
    growing.append(bytes.subarray(cuts[i - 1], cuts[i]));
    const { items: whole } = await readBack(bytes.subarray(0, cuts[i]));
    while (items.length < whole.length) {
      items.push(...await next ?? []);
      next = reader.next();
    }
    assertEquals(items, whole);
  }
  growing.stop();
  assertEquals([await next, items.length, warnings], [undefined, 4, []]);
});

Deno.test("readRecording() with follow yields a raw frame when it is whole", async () => {
  using growing = new Growing();
  const reader = growing.follow();
  growing.append(new TextEncoder().encode("one.tw"));
  const texts = (items: Item[] = []) =>
    items.map((item) => item.kind === "frame" ? new TextDecoder().decode(item.bytes) : item.kind);
  assertEquals(texts(await reader.next()), ["one."]);
  growing.append(new TextEncoder().encode("o."));
  assertEquals(texts(await reader.next()), ["two."]);
  growing.stop();
  assertEquals(await reader.next(), undefined);
});

Deno.test("readRecording() with follow throws when the file is truncated", async () => {
  using growing = new Growing();
  growing.append(new TextEncoder().encode("one."));
  const reader = growing.follow();
  await reader.next();
  Deno.truncateSync(growing.path, 0);
  const error = await assertRejects(() => reader.next(), BadInputError);
  assertEquals(
    error.message,
    `Cannot follow ${growing.path}: the file was truncated (run again to read it from the start)`,
  );
});

Deno.test("readRecording() reports its progress if the size is known", async () => {
  using file = new Growing();
  file.append(new Uint8Array(600_000));
  const progress: number[][] = [];
  for await (const _ of readRecording(file.path, { frameSize: 4096, progress: (...of) => progress.push(of) }));
  assertEquals(progress.map(([read]) => read), [262_144, 524_288, 598_016, 600_000]);
  assertEquals(new Set(progress.map(([, total]) => total)), new Set([600_000]));
});

const CLASSIC = [
  "d4c3b2a102000400", // little-endian, microseconds
  "a1b2c3d400020004",
  "4d3cb2a102000400", // nanoseconds
  "a1b23c4d00020004",
];

for (const magic of CLASSIC) {
  Deno.test(`readRecording() says how to convert a classic pcap file, ${magic}`, async () => {
    const { items, error } = await readBack(Uint8Array.fromHex(`${magic}0000000000000000`));
    assertEquals(items, []);
    assert(error instanceof BadInputError);
    assertEquals(
      error.message,
      "Cannot read test: it is a classic pcap file (convert it: editcap -F pcapng test NEW)",
    );
  });
}

Deno.test("readRecording() reads a file as raw if it only begins like another format", async () => {
  for (const hex of ["0a0d0d", "0a0d0d0a000000004d3c2b1b", "d4c3b2a1", "d4c3b2a102000500", "0a", "a1b2c3d5"]) {
    const bytes = Uint8Array.fromHex(hex);
    assertEquals((await readBack(bytes)).items, [frame(bytes, { time: null, client: null, pid: null })], hex);
  }
});

Deno.test("readRecording() waits only for the bytes that identify the format", async () => {
  for (const [text, frames] of [["a", 1], ["\nb", 2], ["\n\r\r\n1234M<+x", 12]] as const) {
    const pieces = [...new TextEncoder().encode(text)];
    const input = new Input("slow", {
      read(room) {
        const byte = pieces.shift();
        if (byte === undefined) return new Promise(() => {}); // There is no more, but no end either.
        room[0] = byte;
        return Promise.resolve(1);
      },
    });
    const { value } = await readInput(input, { frameSize: 1 }).next();
    assertEquals(value?.length, frames);
  }
});
