/** Recordings of real pipes: what `-r` prints is what the run printed that recorded it. */
import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { readRecording } from "../../../cli/capture/recording.ts";
import { connectWhenThere, MainProcess } from "../pipe/child.ts";
import { bounded, connect, digest, newPipe, pattern, send } from "../pipe/harness.ts";

/** How often a run is killed; PIPELISTEN_KILLS=100 takes some minutes. */
const KILLS = Number(Deno.env.get("PIPELISTEN_KILLS") ?? 5);

/** A file for a recording, in a folder that goes with it. */
async function newFile(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await Deno.makeTempDir();
  return { path: `${folder}\\run.pcapng`, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** What reading it prints; nothing may be said of it on stderr that the live run hasn't said. */
async function readBack(path: string, stderr: string, ...args: readonly string[]): Promise<string> {
  const ran = await new MainProcess(["--json", "--events", "-r", path, ...args]).output();
  assertEquals([ran.code, ran.stderr], [0, stderr]);
  return ran.stdout;
}

Deno.test("-r prints what a run printed that recorded two clients and frames of 0 bytes to 1 MiB", async () => {
  await using file = await newFile();
  const pipe = newPipe();
  const output = new MainProcess(["--json", "--events", "-w", file.path, "-n", "16", pipe]).output();
  const clients = [await connectWhenThere(pipe), await connect(pipe)];
  let seed = 0;
  for (const size of [0, 1, 4095, 4096, 4097, 262_145, 1 << 20, 3_000_000]) {
    for (const client of clients) await send(client, pattern(size, seed++));
  }
  const live = await output;
  for (const client of clients) client.close();
  assertEquals([live.code, live.stderr], [0, ""]);
  const frames = live.stdout.trimEnd().split("\n").map((line) => JSON.parse(line)).filter(({ kind }) =>
    kind === "frame"
  );
  assertEquals(new Set(frames.map(({ client }) => client)), new Set([1, 2]));
  assertEquals(frames.at(-1).message_size, 3_000_000);
  const read = await readBack(file.path, "");
  assert(read === live.stdout, `${read.length} and ${live.stdout.length} characters`);
});

Deno.test("-r prints what a run printed that dropped frames, and with --dropped all of them", async () => {
  await using file = await newFile();
  const pipe = newPipe();
  const args = ["--json", "--events", "--encoding", "latin1", "--once"];
  const main = new MainProcess([...args, "--drop-when-full", "-w", file.path, pipe]);
  using client = await connectWhenThere(pipe);
  // Nobody reads main.ts's stdout yet: what is beyond the pipe of its stdout and its backlog has to go.
  const frames = 2000;
  const sent = Array.from({ length: frames }, (_, i) => new Uint8Array(4096).fill(0x61 + i % 26));
  for (const message of sent) await send(client, message);
  client.close();
  const stdout = new Response(main.stdout).text();
  const { code, stderr } = await main.ended();
  const live = await bounded(stdout, "the end of stdout");
  assertEquals(code, 0);
  assertMatch(stderr, /^pipelisten: lost [\d,]+ frames, as the reader was slow/);
  const read = await readBack(file.path, stderr, "--encoding", "latin1");
  assert(read === live, `${read.length} and ${live.length} characters`);
  const all = (await readBack(file.path, "", "--encoding", "latin1", "--dropped")).trimEnd().split("\n").slice(2, -1);
  assertEquals(all.map((line) => JSON.parse(line).text[0]), sent.map((message) => String.fromCharCode(message[0]!)));
});

Deno.test("a run that is killed while it records leaves a prefix of what was sent", async () => {
  for (let kill = 0; kill < KILLS; kill++) {
    await using file = await newFile();
    const pipe = newPipe();
    const main = new MainProcess(["--hexdump", "-w", file.path, pipe]);
    using client = await connectWhenThere(pipe);
    const first = main.stdout.getReader();
    let sent = 0;
    await send(client, pattern(5000, sent++));
    await bounded(first.read(), "the first frame");
    const rest = (async () => {
      while (!(await first.read()).done);
    })();
    setTimeout(() => main.kill(), 100 * Math.random());
    try {
      for (;; sent++) await client.write(pattern(5000, sent));
    } catch {
      // Nobody listens any more.
    }
    await bounded(Promise.all([main.ended(), rest]), "the end of main.ts");
    const warnings: string[] = [];
    let frames = 0;
    for await (const batch of readRecording(file.path, { frameSize: 1, warn: (message) => warnings.push(message) })) {
      for (const item of batch) {
        if (item.kind === "frame") assertEquals(await digest(item.bytes), await digest(pattern(5000, frames++)));
      }
    }
    assertGreater(frames, 0);
    assert(frames <= sent + 1, `${frames} of ${sent}`);
    assert(warnings.every((warning) => warning.includes("in the middle of a block")), warnings.join());
  }
});

Deno.test("a run that can't record says so before there is a pipe, and ends with 1", async () => {
  const { code, stdout, stderr } = await new MainProcess(["-w", "C:\\none\\run.pcapng", newPipe()]).output();
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^pipelisten: Cannot record to C:\\none\\run\.pcapng: .* \(choose another FILE\)\n$/);
});
