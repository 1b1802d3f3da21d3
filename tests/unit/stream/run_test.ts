/** A run holds no more than it has to while its reader is slow. */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { runStream } from "../../../cli/stream/run.ts";
import type { StreamOptions } from "../../../cli/stream/options.ts";
import { Sink, type Writer } from "../../../cli/stream/sink.ts";
import { Status } from "../../../cli/stream/status.ts";

/** What may wait to be written, and what the hexdump of a frame of 4096 different bytes has at most. */
const MAX_BACKLOG = 1 << 20;
const MAX_DUMP = 25_000;

const FRAME_SIZE = 4096;
const FRAMES = 2048;

/** Takes every write, and a turn of the event loop for it; the first not before `begin` has settled. */
class Reader implements Writer {
  readonly sizes: number[] = [];
  readonly #begin: Promise<void>;

  constructor(begin: Promise<void>) {
    this.#begin = begin;
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#begin;
    await new Promise((resolve) => setTimeout(resolve));
    this.sizes.push(bytes.length);
    return bytes.length;
  }
}

/** A reader that has nothing dropped is ready at once; else it is so slow that all frames have come before its first write. */
async function read(path: string, more: Pick<StreamOptions, "dropWhenFull">): Promise<Reader> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (!more.dropWhenFull) resolve();
  const reader = new Reader(promise);
  let frames = 0;
  const item = () => {
    if (++frames === FRAMES) resolve();
  };
  const source = { pipe: "", read: path, follow: false, frameSize: FRAME_SIZE, maxFrame: FRAME_SIZE };
  const shown = { format: "hexdump", encoding: "utf-8", events: false, noEnvelope: true, interactive: false } as const;
  const options = { ...source, ...shown, once: false, dropped: false, dropWhenFull: false };
  using status = new Status(Deno.stderr, { mode: "silent", sharedTerminal: false, color: false });
  const { signal } = new AbortController();
  await runStream({ ...options, ...more }, {
    sink: new Sink(reader),
    status,
    color: false,
    sharedTerminal: false,
    interrupt: signal,
  }, { item });
  return reader;
}

for (const dropWhenFull of [false, true]) {
  const title = `a run writes when 1 MiB and a frame have been rendered, ${
    dropWhenFull ? "or drops" : "whatever comes"
  }`;
  Deno.test(title, async () => {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeFile(path, new Uint8Array(FRAMES * FRAME_SIZE).map((_, i) => i * 7 + (i >> 8)));
      const { sizes } = await read(path, { dropWhenFull });
      assertLessOrEqual(Math.max(...sizes), MAX_BACKLOG + MAX_DUMP);
      assert(Math.max(...sizes) > MAX_BACKLOG, "no write was due: this run has shown nothing");
      const total = sizes.reduce((sum, size) => sum + size, 0);
      assertEquals(total > 4 * FRAMES * FRAME_SIZE, !dropWhenFull);
    } finally {
      await Deno.remove(path);
    }
  });
}
