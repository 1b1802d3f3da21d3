import { assertEquals, assertRejects } from "@std/assert";
import { readRecording } from "../../../cli/capture/recording.ts";
import { BadInputError } from "../../../cli/errors.ts";
import { frames } from "../../../cli/mod.ts";

async function withFile(bytes: Uint8Array, test: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, bytes);
    await test(path);
  } finally {
    await Deno.remove(path);
  }
}

/** No two of its frames are alike. */
function content(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8) * 7) & 0xff);
}

const CASES: [number, number, number, number][] = [
  // frame size, file size, frames, size of the last
  [1, 5, 5, 1],
  [7, 21, 3, 7],
  [7, 22, 4, 1],
  [7, 262_144, 37_450, 1],
  [4096, 4095, 1, 4095],
  [4096, 4096, 1, 4096],
  [4096, 4097, 2, 1],
  [4096, 600_000, 147, 1984],
  [300_000, 300_000, 1, 300_000],
  [300_000, 900_001, 4, 1],
  [67_108_864, 10, 1, 10],
];

for (const [frameSize, fileSize, count, last] of CASES) {
  Deno.test(`readRecording() cuts ${fileSize} bytes into ${count} frames of ${frameSize}, the last of ${last}`, async () => {
    const expected = content(fileSize);
    await withFile(expected, async (path) => {
      const all = await Array.fromAsync(frames(readRecording(path, { frameSize: frameSize })));
      assertEquals([all.length, all.at(-1)?.bytes.length], [count, last]);
      all.forEach((frame, i) => {
        if (i < count - 1 && frame.bytes.length !== frameSize) throw new Error(`frame ${i} has ${frame.bytes.length}`);
        if (frame.seq !== i + 1) throw new Error(`frame ${i} has seq ${frame.seq}`);
      });
      assertEquals(await new Blob(all.map(({ bytes }) => bytes.slice())).bytes(), expected);
      assertEquals({ ...all[0], bytes: null }, {
        kind: "frame",
        seq: 1,
        time: null,
        client: null,
        pid: null,
        bytes: null,
      });
    });
  });
}

Deno.test("readRecording() yields nothing for an empty file", async () => {
  await withFile(new Uint8Array(0), async (path) => {
    assertEquals(await Array.fromAsync(readRecording(path, { frameSize: 4096 })), []);
  });
});

Deno.test({
  name: "readRecording() closes the file at its end, and when its reader stops early",
  sanitizeResources: true,
  async fn() {
    await withFile(content(1_000_000), async (path) => {
      for await (const batch of readRecording(path, { frameSize: 1000 })) {
        assertEquals(batch.length, 262);
        break;
      }
      for await (const _ of readRecording(path, { frameSize: 1000 }));
    });
  },
});

Deno.test({
  name: "readRecording() closes a folder given as the file",
  sanitizeResources: true,
  ignore: Deno.build.os === "windows", // which doesn't let a folder be opened
  async fn() {
    await assertRejects(() => readRecording("/", { frameSize: 4096 }).next(), BadInputError);
  },
});

Deno.test("readRecording() names a missing file", async () => {
  const error = await assertRejects(() => readRecording("/no/such/file", { frameSize: 4096 }).next(), BadInputError);
  assertEquals(error.message, "Cannot read /no/such/file: there is no such file (check the path after -r)");
  assertEquals([error.exitCode, error.cause instanceof Deno.errors.NotFound], [5, true]);
});

Deno.test({
  name: "readRecording() rejects a folder",
  ignore: Deno.build.os === "windows", // which doesn't let a folder be opened
  async fn() {
    const error = await assertRejects(() => readRecording("/", { frameSize: 4096 }).next(), BadInputError);
    assertEquals(error.message, "Cannot read /: it is a folder (give a file, or - for standard input)");
  },
});

Deno.test({
  name: "readRecording() throws BadInputError for every other reason why a file can't be opened",
  ignore: Deno.build.os === "windows",
  async fn() {
    const error = await assertRejects(() => readRecording("/dev/null/x", { frameSize: 4096 }).next(), BadInputError);
    assertEquals(error.message, "Cannot read /dev/null/x: Not a directory (os error 20): open '/dev/null/x'");
  },
});

Deno.test({
  name: "readRecording() names the missing permission",
  permissions: { read: false },
  async fn() {
    const error = await assertRejects(() => readRecording("/etc/hosts", { frameSize: 4096 }).next(), BadInputError);
    assertEquals(error.message, "Cannot read /etc/hosts: Deno may not (run with --allow-read=/etc/hosts)");
  },
});
