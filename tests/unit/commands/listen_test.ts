import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { BadInputError, NeedsWindowsError, TimeLimitError } from "../../../cli/errors.ts";
import type { ListenOptions } from "../../../cli/commands/listen.ts";
import { optionsOf } from "./command_line.ts";
import type { StreamOptions } from "../../../cli/stream/options.ts";
import { runStream } from "../../../cli/stream/run.ts";
import { ReaderGone, Sink, type Writer } from "../../../cli/stream/sink.ts";
import { Status } from "../../../cli/stream/status.ts";
import { FakeTime } from "../fake_time.ts";

const OPTIONS: StreamOptions = { ...optionsOf<ListenOptions>([]), frameSize: 4 };
const SILENT = new Status({ writeSync: (bytes) => bytes.length }, {
  mode: "silent",
  sharedTerminal: false,
  color: false,
});
const NEVER = new AbortController().signal;

/** Keeps what is written, one string a write. */
class Pages implements Writer {
  readonly pages: string[] = [];

  write(bytes: Uint8Array): Promise<number> {
    this.pages.push(new TextDecoder().decode(bytes));
    return Promise.resolve(bytes.length);
  }
}

/** A writer whose reader sleeps; `reached` resolves when something is to be written. */
function asleep(): { writer: Writer; reached: Promise<void> } {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  return { reached, writer: { write: () => (resolve(), new Promise(() => {})) } };
}

/** A recording that is there until the test is over. */
class Recording implements Disposable {
  readonly path = Deno.makeTempFileSync();

  constructor(content: string | Uint8Array) {
    Deno.writeFileSync(this.path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path);
  }
}

function start(
  recording: Recording,
  writer: Writer,
  options: Partial<StreamOptions> = {},
  interrupt: AbortSignal = NEVER,
): Promise<void> {
  const all = { ...OPTIONS, read: recording.path, ...options };
  return runStream(all, { sink: new Sink(writer), status: SILENT, color: false, sharedTerminal: false, interrupt });
}

Deno.test("runStream() prints the frames of a recording in their order, in one write a batch", async () => {
  using recording = new Recording("one.two.threfour5");
  const output = new Pages();
  await start(recording, output);
  assertEquals(output.pages, ["one.\ntwo.\nthre\nfour\n", "5\n"]);
});

Deno.test("runStream() prints in every format", async () => {
  using recording = new Recording("one\0");
  const cases: [Partial<StreamOptions>, string][] = [
    [{ format: "text" }, "one\n"],
    [
      { format: "json" },
      '{"kind":"frame","seq":1,"time":null,"client":null,"pid":null,"size":4,"text":"one"}\n',
    ],
    [
      { format: "hexdump" },
      "# frame 1  4 bytes\n00000000  6f 6e 65 00                                       |one.|\n00000004\n",
    ],
    [{ events: true, time: "a" }, "one\n"],
    [{ encoding: "utf-16le" }, "\u6e6fe\n"],
  ];
  for (const [options, text] of cases) {
    const output = new Pages();
    await start(recording, output, options);
    assertEquals(output.pages.join(""), text, JSON.stringify(options));
  }
});

Deno.test("runStream() makes one write of what was read at once, and none of nothing", async () => {
  const chunk = 256 * 1024;
  using long = new Recording(new Uint8Array(2 * chunk + 4096).fill(0x61));
  const output = new Pages();
  await start(long, output, { frameSize: 4096 });
  const frames = output.pages.map((page) => page.split("\n").length - 1);
  assertEquals([frames, output.pages.join("").length], [[64, 64, 1], 129 * 4097]);

  using empty = new Recording("");
  const nothing = new Pages();
  await start(empty, nothing);
  assertEquals(nothing.pages, []);
});

Deno.test("runStream() stops after -n frames, and not before", async () => {
  using recording = new Recording("one.two.thre");
  const output = new Pages();
  await start(recording, output, { count: 2 });
  assertEquals(output.pages, ["one.\ntwo.\n"]);
  await start(recording, output, { count: 3 });
  const error = await assertRejects(() => start(recording, output, { count: 4 }), BadInputError);
  assertEquals(
    error.message,
    `Cannot reach 4 frames: ${recording.path} ends after 3 (use a longer recording, or a smaller -n)`,
  );
});

Deno.test({
  name: "runStream() needs Windows to listen on a pipe",
  ignore: Deno.build.os === "windows",
  async fn() {
    const context = {
      sink: new Sink(new Pages()),
      status: SILENT,
      color: false,
      sharedTerminal: false,
      interrupt: NEVER,
    };
    const error = await assertRejects(() => runStream(OPTIONS, context), NeedsWindowsError);
    assertEquals(
      error.message,
      "Cannot listen on \\\\.\\pipe\\LySharkPipeConn: named pipes need Windows or Wine " +
        "(what works here: -r FILE, --help)",
    );
  },
});

Deno.test("runStream() passes on that the reader has gone", async () => {
  using recording = new Recording("one.");
  const broken = { write: () => Promise.reject(new Deno.errors.BrokenPipe("gone")) };
  await assertRejects(() => start(recording, broken), ReaderGone);
});

// In these the write never ends, and the recording stays open with it: the process is what ends both.

Deno.test({
  name: "runStream() abandons a write that hangs half a second after an interrupt, without an error",
  sanitizeResources: false,
  async fn() {
    using recording = new Recording("one.");
    using time = new FakeTime();
    const { writer, reached } = asleep();
    const interrupt = new AbortController();
    let ended = false;
    const run = start(recording, writer, {}, interrupt.signal).then(() => ended = true);
    await reached;
    interrupt.abort();
    await time.settle();
    time.tick(499);
    await time.settle();
    assertEquals(ended, false);
    time.tick(1);
    await run;
  },
});

Deno.test({
  name: "runStream() says that the time ran out while a write hung, even if it was the last frame's",
  sanitizeResources: false,
  async fn() {
    using recording = new Recording("one.");
    using time = new FakeTime();
    const { writer, reached } = asleep();
    const run = start(recording, writer, { timeout: 1000, count: 1 }).catch((error) => error);
    await reached;
    time.tick(1000);
    await time.settle();
    time.tick(500);
    assertStrictEquals((await run) instanceof TimeLimitError, true);
  },
});

Deno.test("runStream() ends at once after an interrupt when nothing hangs, and reads no more", async () => {
  using recording = new Recording(new Uint8Array(1 << 20).fill(0x61));
  using time = new FakeTime();
  const interrupt = new AbortController();
  let writes = 0;
  const writer = { write: (bytes: Uint8Array) => (writes++, interrupt.abort(), Promise.resolve(bytes.length)) };
  await start(recording, writer, { frameSize: 4096 }, interrupt.signal);
  assertEquals([writes, time.pending <= 1], [1, true]);
});
