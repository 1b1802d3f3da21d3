/** A run holds no more than it has to while its reader is slow. */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { runStream } from "../../../cli/stream/run.ts";
import type { StreamOptions } from "../../../cli/stream/options.ts";
import { Sink, type Writer } from "../../../cli/stream/sink.ts";
import { Status } from "../../../cli/stream/status.ts";

/** What may wait to be written, and what the hexdump of a frame of 4096 different bytes has at most. */
const MAX_BACKLOG = 1 << 20;
const MAX_DUMP = 25_000;

/** Takes every write, and a turn of the event loop for it. */
class Reader implements Writer {
  readonly sizes: number[] = [];

  async write(bytes: Uint8Array): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve));
    this.sizes.push(bytes.length);
    return bytes.length;
  }
}

async function read(path: string, more: Partial<StreamOptions>): Promise<Reader> {
  const reader = new Reader();
  const source = { pipe: "", read: path, follow: false, frameSize: 4096, maxFrame: 4096 };
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
  });
  return reader;
}

for (const dropWhenFull of [false, true]) {
  const title = `a run writes when 1 MiB and a frame have been rendered, ${
    dropWhenFull ? "or drops" : "whatever comes"
  }`;
  Deno.test(title, async () => {
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeFile(path, new Uint8Array(8 << 20).map((_, i) => i * 7 + (i >> 8)));
      const { sizes } = await read(path, { dropWhenFull });
      assertLessOrEqual(Math.max(...sizes), MAX_BACKLOG + MAX_DUMP);
      assert(Math.max(...sizes) > MAX_BACKLOG, "no write was due: this run has shown nothing");
      const total = sizes.reduce((sum, size) => sum + size, 0);
      assertEquals(total > 4 * (8 << 20), !dropWhenFull);
    } finally {
      await Deno.remove(path);
    }
  });
}
