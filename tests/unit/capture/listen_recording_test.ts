/** What a run records, and what a run that reads it prints: the same. */
import { assert, assertEquals, assertGreater, assertInstanceOf, assertMatch } from "@std/assert";
import { delay } from "@std/async/delay";
import type { ListenOptions } from "../../../cli/commands/listen.ts";
import { optionsOf } from "../commands/command_line.ts";
import type { StreamOptions } from "../../../cli/stream/options.ts";
import { runStream } from "../../../cli/stream/run.ts";
import { RecordingError, UsageError } from "../../../cli/errors.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { Sink, type Writer } from "../../../cli/stream/sink.ts";
import { Status } from "../../../cli/stream/status.ts";
import { packed } from "../../../cli/frame/envelope.ts";
import { event, notice } from "../envelopes.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, NOON, padded } from "../items.ts";
import { pattern, recorded } from "./sessions.ts";

const OPTIONS: StreamOptions = { ...optionsOf<ListenOptions>([]), format: "json", events: true, frameSize: 4096 };
const NEVER = new AbortController().signal;

/** Keeps what is written; each write takes as long as `pause` does. */
class Reader implements Writer {
  text = "";
  readonly #pause: () => Promise<void>;

  constructor(pause: () => Promise<void> = () => Promise.resolve()) {
    this.#pause = pause;
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#pause();
    this.text += new TextDecoder().decode(bytes);
    return bytes.length;
  }
}

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly error: unknown;
}

/** Runs, and returns what was printed, what was told on stderr, and how it failed if it did. */
async function run(options: Partial<StreamOptions>, reader = new Reader()): Promise<Ran> {
  let stderr = "";
  const writer = { writeSync: (bytes: Uint8Array) => (stderr += new TextDecoder().decode(bytes), bytes.length) };
  const status = new Status(writer, { mode: "losses", sharedTerminal: false, color: false });
  const context = { sink: new Sink(reader), status, color: false, sharedTerminal: false, interrupt: NEVER };
  const error = await runStream({ ...OPTIONS, ...options }, context).catch((error: unknown) => error);
  status[Symbol.dispose]();
  return { stdout: reader.text, stderr, error };
}

/** As assertEquals(), which can't show a difference of megabytes. */
function assertSame(actual: Ran, expected: Ran): void {
  assertEquals([actual.stderr, actual.error], [expected.stderr, expected.error]);
  const [lines, others] = [actual.stdout.split("\n"), expected.stdout.split("\n")];
  const at = lines.findIndex((line, index) => line !== others[index]);
  assertEquals([lines[at]?.slice(0, 300), lines.length], [others[at]?.slice(0, 300), others.length]);
  assert(actual.stdout === expected.stdout);
}

const seqs = (stdout: string) =>
  stdout.trimEnd().split("\n").map((line) => JSON.parse(line)).filter(({ kind }) => kind === "frame").map(({ seq }) =>
    seq
  );

/** Two clients, frames of 0 to 1 MB, envelopes with gaps, a cut message, a client that vanished. */
const SESSION: Item[] = [
  LISTENING,
  CONNECTED,
  frame("hello", { seq: 1 }),
  frame("", { seq: 2 }),
  { ...CONNECTED, client: 2, time: NOON + 5, pid: null, image: null },
  frame(event("one", { Sequence: 1n }), { seq: 3, client: 2, time: NOON + 5, pid: null }),
  frame(notice(5n, 4n), { seq: 4, client: 2, time: NOON + 6, pid: null }),
  frame(event("six", { Sequence: 6n, Dropped: 4n }), { seq: 5, client: 2, time: NOON + 6, pid: null }),
  frame(pattern(1_000_000), { seq: 6, time: NOON + 9 }),
  frame(padded("cut"), { seq: 7, time: NOON + 9, truncated: { messageSize: 10_000 } }),
  frame("vanish", { seq: 8, time: NOON + 9, truncated: { messageSize: null } }),
  { ...DISCONNECTED, time: NOON + 9, error: "it has gone" },
];

let folder = "";
Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir();
  await Deno.writeFile(`${folder}/session`, recorded(SESSION));
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

Deno.test("runStream() prints a recording like the session it was made of, in every format", async () => {
  const path = `${folder}/again`;
  for (const options of [{}, { noEnvelope: true }, { format: "text", time: "A" }, { format: "hexdump" }] as const) {
    const live = await run({ ...options, read: `${folder}/session`, write: path });
    assertEquals(live.error, undefined);
    assertGreater(live.stdout.length, 500);
    assertSame(await run({ ...options, read: path }), live);
  }
  // What was recorded is what arrived, not what was printed.
  assertSame(await run({ read: path, noEnvelope: true }), await run({ read: `${folder}/session`, noEnvelope: true }));
});

Deno.test("runStream() prints each event of a message, live and recorded, and -n and --where count events", async () => {
  const three = ["a", "b", "c"].map((text, i) => event(text, { Sequence: BigInt(i + 1), Time: BigInt(i) }));
  const last = event("d", { Sequence: 4n, Time: 4n });
  const [path, again] = [`${folder}/batches`, `${folder}/batches-again`];
  const messages = [frame(packed(three), { seq: 1 }), frame("plain", { seq: 4 }), frame(last, { seq: 5 })];
  await Deno.writeFile(path, recorded([CONNECTED, ...messages]));
  const texts = ({ stdout }: Ran) => [...stdout.matchAll(/"text":"(\w+)"/g)].map(([, text]) => text);
  const whole = await run({ read: path });
  assertEquals([seqs(whole.stdout), texts(whole)], [[1, 2, 3, 4, 5], ["a", "b", "c", "plain", "d"]]);
  assertEquals(seqs((await run({ read: path, noEnvelope: true })).stdout), [1, 4, 5]);
  assertEquals(texts(await run({ read: path, count: 2 })), ["a", "b"]);
  assertEquals(texts(await run({ read: path, where: 'text == "b" || seq > 3' })), ["b", "plain", "d"]);
  for (const options of [{}, { count: 2 }]) {
    assertSame(await run({ read: path, write: again, ...options }), await run({ read: again, ...options }));
  }
});

Deno.test("runStream() records no more frames than -n lets it print", async () => {
  const path = `${folder}/counted`;
  const live = await run({ read: `${folder}/session`, write: path, count: 3 }); // The batch has more.
  assertEquals(seqs(live.stdout), [1, 2, 3]);
  assertEquals(await run({ read: path }), live);
});

Deno.test("runStream() records a raw file, and reads it back without times and clients", async () => {
  const path = `${folder}/raw`;
  await Deno.writeFile(path, pattern(3 * 300_000 + 7));
  const live = await run({ read: path, write: `${path}.pcapng`, frameSize: 300_000 });
  assertEquals(seqs(live.stdout).length, 4);
  assertEquals(await run({ read: `${path}.pcapng` }), live);
});

Deno.test("runStream() records what --drop-when-full drops, marked: -r prints what was printed, or everything", async () => {
  const many: Item[] = [LISTENING, CONNECTED];
  let sequence = 0n;
  for (let seq = 1; seq <= 1500; seq++) {
    sequence += seq % 350 === 0 ? 3n : 1n; // The driver has losses of its own, and these are known by the gaps only.
    const bytes = event(pattern(4000).fill(seq, 100, 200), { Sequence: sequence });
    many.push(frame(bytes, { seq, time: NOON + Math.floor(seq / 64) }));
  }
  many.push({ ...DISCONNECTED, time: NOON + 1000 });
  const [source, path] = [`${folder}/many`, `${folder}/dropped`];
  await Deno.writeFile(source, recorded(many));
  // A reader that stops twice, each time until 2 MB more have been recorded, twice what may wait for it.
  let writes = 0;
  const slow = async () => {
    const until = { 1: 2e6, 3: 4e6 }[++writes] ?? 0;
    while (until > 0 && (await Deno.stat(path)).size < until) await delay(1);
  };
  const live = await run(
    { read: source, write: path, dropWhenFull: true },
    new Reader(slow),
  );
  const printed = seqs(live.stdout);
  assertGreater(printed.length, 0);
  assert(printed.length < 1500, "nothing was dropped, so nothing was tested");
  const lost = live.stdout.split("\n").filter((line) => line.startsWith('{"kind":"lost"')).map((line) =>
    JSON.parse(line)
  );
  assertGreater(lost.filter(({ by }) => by === "listener").length, 0);
  assertEquals(lost.filter(({ by }) => by === "driver").length, 4);

  assertSame(await run({ read: path }), live);
  const all = await run({ read: source });
  assertSame(await run({ read: path, dropped: true }), all);
  // And a recording of the recording is no poorer.
  await run({ read: path, write: `${path}.again` });
  assertSame(await run({ read: `${path}.again`, dropped: true }), all);
  assertSame(await run({ read: `${path}.again` }), live);
});

Deno.test("runStream() refuses to overwrite the recording it reads", async () => {
  const path = `${folder}/session`;
  const before = await Deno.readFile(path);
  const { error } = await run({ read: path, write: `${folder}/./session` });
  assertInstanceOf(error, UsageError);
  assertEquals(
    error.message,
    `Cannot record to ${folder}/./session: it is the file that is read (choose another FILE)`,
  );
  assertEquals(await Deno.readFile(path), before);
});

Deno.test("runStream() warns that a recording is truncated, prints its whole frames, and succeeds", async () => {
  const path = `${folder}/cut`;
  const bytes = recorded(SESSION.slice(0, 4));
  await Deno.writeFile(path, bytes.subarray(0, -100));
  const { stdout, stderr } = await run({ read: path });
  assertEquals(seqs(stdout), [1]);
  assertEquals(stderr, `pipelisten: ${path} ends in the middle of a block: everything before it was read\n`);
});

Deno.test({
  name: "runStream() goes on printing when the folder is removed, warns at once, and fails at the end",
  ignore: Deno.build.os === "windows", // which doesn't let go of a folder with an open file
  async fn() {
    const [source, target] = [`${folder}/source`, `${folder}/target`];
    await Deno.writeFile(source, pattern(1_000_000));
    await Deno.mkdir(target);
    let removed = false;
    const reader = new Reader(async () => {
      if (!removed) await Deno.remove(target, { recursive: true });
      removed = true;
    });
    const rotation = { size: 100_000 };
    const { stdout, stderr, error } = await run({ read: source, write: `${target}/run.pcapng`, rotation }, reader);
    assertEquals(seqs(stdout).length, 245);
    const why = `Cannot record to ${target}/run_0000\\d_\\d+.pcapng: the file has been removed`;
    assertMatch(stderr, new RegExp(`^pipelisten: ${why} \\(the recording ends here, the run goes on\\)\n$`));
    assertInstanceOf(error, RecordingError);
    assertMatch(error.message, new RegExp(`^${why} \\(\\d+ frames are missing from it\\)$`));
    assertEquals(error.exitCode, 1);
  },
});
