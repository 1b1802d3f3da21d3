import { assert, assertEquals, assertLessOrEqual, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { Recorder } from "../../../cli/capture/recorder.ts";
import { readRecording } from "../../../cli/capture/recording.ts";
import type { Rotation } from "../../../cli/capture/recording_files.ts";
import { RecordingError } from "../../../cli/errors.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { framesIn, packed, siteEvents } from "../../../cli/frame/envelope.ts";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import { ansi, lineEvent, siteEvent } from "../logs.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, padded } from "../items.ts";
import { FakeTime } from "../fake_time.ts";
import { PIPE, recorded } from "./sessions.ts";

const POSIX = Deno.build.os !== "windows";

/** A folder of its own, and what the recorder warned of. */
class Disk implements Disposable {
  readonly folder = Deno.makeTempDirSync();
  readonly warnings: string[] = [];

  recorder(rotation?: Rotation, path = `${this.folder}/run.pcapng`): Recorder {
    return new Recorder({ path, source: PIPE, rotation, warn: (message) => this.warnings.push(message) });
  }

  names(): string[] {
    return [...Deno.readDirSync(this.folder)].map(({ name }) => name).sort();
  }

  async read(name: string): Promise<Item[]> {
    const warn = (message: string) => assertEquals(message, "no warning");
    const batches = await Array.fromAsync(
      readRecording(`${this.folder}/${name}`, { frameSize: 1, warn }),
      (batch) => batch.map((item) => item.kind === "frame" ? { ...item, bytes: item.bytes.slice() } : item),
    );
    return batches.flat();
  }

  [Symbol.dispose](): void {
    Deno.mkdirSync(this.folder, { recursive: true }); // where a test has removed it
    Deno.removeSync(this.folder, { recursive: true });
  }
}

function frames(count: number, size: number): Item[] {
  return Array.from({ length: count }, (_, i) => frame(padded(`frame ${i + 1}`, size), { seq: i + 1 }));
}

Deno.test("Recorder writes whole blocks with each flush, and the statistics when it is closed", async () => {
  using disk = new Disk();
  const recorder = disk.recorder();
  const path = `${disk.folder}/run.pcapng`;
  const whole = recorded([CONNECTED, frame("hello")]);
  assertEquals(await Deno.readFile(path), recorded([]).slice(0, -88));
  recorder.record(CONNECTED);
  recorder.record(frame("hello"));
  recorder.flush();
  assertEquals(await Deno.readFile(path), whole.slice(0, -88));
  recorder.close();
  assertEquals(await Deno.readFile(path), whole);
  assertEquals(disk.warnings, []);
});

Deno.test("Recorder overwrites FILE", async () => {
  using disk = new Disk();
  Deno.writeFileSync(`${disk.folder}/run.pcapng`, new Uint8Array(100_000));
  const recorder = disk.recorder();
  recorder.record(frame("hello"));
  recorder.close();
  assertEquals(await disk.read("run.pcapng"), [frame("hello")]);
});

Deno.test("Recorder begins another file before one exceeds the size of --rotate", async () => {
  using disk = new Disk();
  const items = [LISTENING, CONNECTED, ...frames(100, 4096)];
  const recorder = disk.recorder({ size: 50_000 });
  for (const item of items) recorder.record(item);
  recorder.close();
  const names = disk.names();
  assertEquals(names.length, 10);
  let seq = 1;
  for (const [index, name] of names.entries()) {
    assertMatch(name, new RegExp(`^run_${String(index + 1).padStart(5, "0")}_20\\d{12}\\.pcapng$`));
    assertLessOrEqual(Deno.statSync(`${disk.folder}/${name}`).size, 50_000);
    // Each is complete by itself: it begins with the pipe and the client that is there.
    const [listening, connected, ...rest] = await disk.read(name);
    assertEquals([listening, connected], [LISTENING, CONNECTED]);
    for (const item of rest) assertEquals(item, items[++seq]);
  }
  assertEquals(seq, 101);
});

Deno.test("Recorder begins each file of --rotate with the sites of the clients that are connected", async () => {
  using disk = new Disk();
  const [one, two] = [{ client: 1, pid: 4 }, { client: 2, pid: 8 }];
  const seqs = Array.from({ length: 30 }, (_, i) => i + 2);
  const line = (seq: number) => {
    const event = lineEvent(seq % 2, [ansi("x".repeat(900))], { Sequence: BigInt(seq) });
    return frame(event, { seq, ...one });
  };
  const gone = frame(siteEvent({ format: "gone" }), { seq: 2, ...two });
  const items = [
    frame(siteEvent({ format: "old %s" }), { seq: 1, ...one }),
    frame(packed([siteEvent({ format: "%s" }), siteEvent({ number: 1, format: "1 %s" }), lineEvent(0, [])]), {
      seq: 1,
      ...one,
    }),
    ...[gone, { ...DISCONNECTED, client: 2 }],
    ...seqs.map(line),
  ];
  const recorder = disk.recorder({ size: 5000 });
  for (const item of items) recorder.record(item);
  recorder.close();
  const seen: number[] = [];
  const names = disk.names();
  assert(names.length > 5);
  for (const name of names.slice(1)) {
    const stage = unwrapStage();
    const [first, ...rest] = await disk.read(name);
    assert(first?.kind === "frame");
    assertEquals([first.client, first.pid, framesIn(first), siteEvents(first).length], [1, 4, 0, 2]);
    for (const item of [first, ...rest].flatMap(stage)) {
      assert(item.kind === "frame" && item.log?.error === undefined);
      assertEquals(item.log?.site?.format, item.seq % 2 === 0 ? "%s" : "1 %s");
      seen.push(item.seq);
    }
  }
  assertEquals(seen, seqs.slice(-seen.length));
});

Deno.test("merged rotated files are the session, each event once", async () => {
  using disk = new Disk();
  const second = { ...CONNECTED, client: 2 };
  const items = [LISTENING, CONNECTED, ...frames(20, 4096), DISCONNECTED, second, ...frames(20, 4096)];
  const recorder = disk.recorder({ size: 20_000 });
  for (const item of items) recorder.record(item);
  recorder.close();
  const files = disk.names().map((name) => Deno.readFileSync(`${disk.folder}/${name}`));
  assert(files.length > 5);
  Deno.writeFileSync(`${disk.folder}/all`, await new Blob(files).bytes());
  assertEquals(await disk.read("all"), items);
});

Deno.test("Recorder puts a frame larger than the size of --rotate into a file of its own", async () => {
  using disk = new Disk();
  const items = [frame(new Uint8Array(5000)), frame(new Uint8Array(7000), { seq: 2 })];
  const recorder = disk.recorder({ size: 1000 });
  for (const item of items) recorder.record(item);
  recorder.close();
  assertEquals(await Promise.all(disk.names().map((name) => disk.read(name))), items.map((item) => [item]));
});

Deno.test("Recorder begins another file with the first frame after the time of --rotate, and none without frames", () => {
  using disk = new Disk();
  using time = new FakeTime();
  const recorder = disk.recorder({ age: 1000 });
  const files: number[] = [];
  for (const [wait, items] of [[5000, 1], [999, 1], [1, 1], [10_000, 0], [0, 2]] as const) {
    time.tick(wait);
    for (let i = 0; i < items; i++) recorder.record(frame("x"));
    recorder.flush();
    files.push(disk.names().length);
  }
  recorder.close();
  assertEquals(files, [1, 2, 2, 2, 3]);
});

Deno.test("Recorder keeps the last files of this run, and removes no others", async () => {
  using disk = new Disk();
  const others = ["run.pcapng", "run_00001_20200101000000.pcapng"];
  for (const name of others) Deno.writeFileSync(`${disk.folder}/${name}`, new Uint8Array(1));
  const recorder = disk.recorder({ size: 5000, keep: 2 });
  for (const item of frames(10, 4096)) recorder.record(item);
  recorder.close();
  const names = disk.names().filter((name) => !others.includes(name));
  assertEquals(names.map((name) => name.slice(0, 9)), ["run_00009", "run_00010"]);
  assertEquals(await disk.read(names[1]!), [frames(10, 4096).at(-1)]);
  for (const name of others) assertEquals(Deno.statSync(`${disk.folder}/${name}`).size, 1);
});

Deno.test("Recorder names the files if FILE has no extension, and dots in its folder", () => {
  using disk = new Disk();
  Deno.mkdirSync(`${disk.folder}/a.b`);
  disk.recorder({ size: 5000 }, `${disk.folder}/a.b/run`).close();
  assertMatch([...Deno.readDirSync(`${disk.folder}/a.b`)][0]!.name, /^run_00001_\d{14}$/);
});

Deno.test("Recorder throws at once if a file can't be created", () => {
  using disk = new Disk();
  const error = assertThrows(() => disk.recorder(undefined, `${disk.folder}/none/run.pcapng`), RecordingError);
  assertEquals(error.exitCode, 1);
  assertStringIncludes(error.message, `Cannot record to ${disk.folder}/none/run.pcapng: `);
  assertMatch(error.message, / \(choose another FILE\)$/);
  assertEquals(disk.warnings, []);
});

Deno.test({
  name: "Recorder warns once when its folder is removed, and counts the missing frames",
  ignore: !POSIX, // Windows doesn't let go of a file that is open.
  fn() {
    using disk = new Disk();
    const recorder = disk.recorder({ size: 10_000 });
    const path = `${disk.folder}/${disk.names()[0]}`;
    for (const item of frames(2, 4096)) recorder.record(item);
    recorder.flush();
    Deno.removeSync(disk.folder, { recursive: true });
    for (const item of frames(5, 4096)) {
      recorder.record(item);
      recorder.flush();
    }
    const why = `Cannot record to ${path}: the file has been removed`;
    const error = assertThrows(() => recorder.close(), RecordingError);
    // The two before are gone as well, but they were written when there was a file.
    assertEquals(error.message, `${why} (5 frames are missing from it)`);
    assertEquals(disk.warnings, [`${why} (the recording ends here, the run goes on)`]);
  },
});

Deno.test({
  name: "Recorder notices within two seconds that its file was removed",
  ignore: !POSIX,
  fn() {
    using disk = new Disk();
    using time = new FakeTime();
    const recorder = disk.recorder();
    Deno.removeSync(`${disk.folder}/run.pcapng`);
    recorder.record(frame("one"));
    recorder.flush();
    assertEquals(disk.warnings, []);
    time.tick(1000);
    recorder.flush();
    assertEquals(disk.warnings.length, 1);
    assertThrows(() => recorder.close(), RecordingError, "the file has been removed");
  },
});

/** A file system of so many bytes, where this user may mount one. */
function tinyDisk(size: number): (Disposable & { readonly folder: string }) | undefined {
  const folder = Deno.makeTempDirSync();
  const run = (program: string, ...args: string[]) =>
    new Deno.Command(program, { args, stderr: "null" }).outputSync().success;
  const remove = () => Deno.removeSync(folder, { recursive: true });
  if (!POSIX || !run("mount", "-t", "tmpfs", "-o", `size=${size}`, "none", folder)) {
    remove();
    return undefined;
  }
  return { folder, [Symbol.dispose]: () => (run("umount", folder), remove()) };
}

Deno.test("Recorder leaves a recording of whole blocks when the disk is full", async (test) => {
  using disk = tinyDisk(64 * 1024);
  using memory = new Disk();
  await test.step({
    name: "on a file system of 64 KiB",
    ignore: disk === undefined, // It takes root to make one.
    async fn() {
      const path = `${disk!.folder}/run.pcapng`;
      const recorder = memory.recorder(undefined, path);
      for (const item of frames(30, 4096)) {
        recorder.record(item);
        recorder.flush();
      }
      const error = assertThrows(() => recorder.close(), RecordingError);
      const why = `Cannot record to ${path}: No space left on device (os error 28)`;
      assertEquals(memory.warnings, [`${why} (the recording ends here, the run goes on)`]);
      await Deno.copyFile(path, `${memory.folder}/copy`);
      const read = await memory.read("copy"); // and nothing is cut
      assertEquals(read, frames(read.length, 4096));
      assert(read.length > 10);
      assertEquals(error.message, `${why} (${30 - read.length} frames are missing from it)`);
    },
  });
});
