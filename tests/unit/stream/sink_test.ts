import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { ReaderGone, Sink } from "../../../cli/stream/sink.ts";

Deno.test("Sink.write() goes on until everything is written", async () => {
  const written: number[] = [];
  const sink = new Sink({
    write(bytes) {
      const some = bytes.subarray(0, 3);
      written.push(...some);
      return Promise.resolve(some.length);
    },
  });
  await sink.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7));
  await sink.write(new Uint8Array(0));
  await sink.write(Uint8Array.of(8));
  assertEquals(written, [1, 2, 3, 4, 5, 6, 7, 8]);
});

const GONE: [string, Error][] = [
  ["BrokenPipe", new Deno.errors.BrokenPipe("Broken pipe (os error 32)")],
  ["a plain Error with code EPIPE", Object.assign(new Error("No process is on the other end"), { code: "EPIPE" })],
];
for (const [what, cause] of GONE) {
  Deno.test(`Sink.write() throws ReaderGone for ${what}`, async () => {
    const sink = new Sink({ write: () => Promise.reject(cause) });
    const error = await assertRejects(() => sink.write(Uint8Array.of(1)), ReaderGone);
    assertStrictEquals(error.cause, cause);
  });
}

Deno.test("Sink.write() lets other errors through", async () => {
  const failures = [new Error("disk full"), Object.assign(new Error("no space"), { code: "ENOSPC" }), "a string"];
  for (const failure of failures) {
    const sink = new Sink({ write: () => Promise.reject(failure) });
    assertStrictEquals(await sink.write(Uint8Array.of(1)).catch((error) => error), failure);
  }
});
