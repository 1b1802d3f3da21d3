import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type LineInput, readLines } from "../../../cli/stream/lines.ts";

/** Gives the bytes in pieces that end at these places. */
function inPieces(bytes: Uint8Array, ends: readonly number[] = []): LineInput {
  const pieces = [...ends, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
  return {
    read: (into) => {
      const piece = pieces.shift();
      if (piece !== undefined) into.set(piece);
      return Promise.resolve(piece?.length ?? null);
    },
  };
}

async function lines(text: string, ends?: readonly number[]): Promise<string[]> {
  const all = await Array.fromAsync(readLines(inPieces(new TextEncoder().encode(text), ends)));
  return all.map((line) => new TextDecoder().decode(line));
}

Deno.test("readLines() cuts at LF and CRLF, and yields what follows the last of them", async () => {
  const cases: [string, string[]][] = [
    ["", []],
    ["one", ["one"]],
    ["one\n", ["one"]],
    ["one\r\ntwo\r\n", ["one", "two"]],
    ["\n\n", ["", ""]],
    ["a\n\nb", ["a", "", "b"]],
    ["a\rb\r\r\n", ["a\rb\r"]],
  ];
  for (const [text, expected] of cases) assertEquals(await lines(text), expected, JSON.stringify(text));
});

Deno.test("readLines() doesn't care where the pieces end that it reads", async () => {
  const text = fc.array(fc.constantFrom("a", "é", "\n", "\r\n", "\r", "bb"), { maxLength: 30 }).map((p) => p.join(""));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40), { maxLength: 6 }), async (text, cuts) => {
      const { length } = new TextEncoder().encode(text);
      const ends = cuts.filter((cut) => cut <= length).sort((a, b) => a - b);
      assertEquals(await lines(text, ends), await lines(text));
    }),
  );
});

Deno.test("readLines() gives a line as soon as its end is there", async () => {
  const { promise: never } = Promise.withResolvers<null>();
  let reads = 0;
  const reader: LineInput = {
    read: (into) => reads++ === 0 ? (into.set([0x61, 0x0a, 0x62]), Promise.resolve(3)) : never,
  };
  const { value } = await readLines(reader).next();
  assertEquals([value, reads], [Uint8Array.of(0x61), 1]);
});

Deno.test("readLines() leaves bytes as they are, whatever their encoding", async () => {
  const bytes = Uint8Array.of(0xff, 0x00, 0xb0, 0xa1, 0x0a, 0x80);
  assertEquals(await Array.fromAsync(readLines(inPieces(bytes))), [bytes.slice(0, 4), bytes.slice(5)]);
});

Deno.test("readLines() puts a line together that is longer than what is read at once", async () => {
  const long = new Uint8Array(1_000_000).fill(0x61);
  const bytes = Uint8Array.of(...long.subarray(0, 10), 0x0a);
  const whole = new Uint8Array(long.length + bytes.length);
  whole.set(long);
  whole.set(bytes, long.length);
  const ends = Array.from({ length: Math.floor(whole.length / 65_536) }, (_, i) => 65_536 * (i + 1));
  const [line, ...more] = await Array.fromAsync(readLines(inPieces(whole, ends)));
  assertEquals([line?.length, more.length], [1_000_010, 0]);
});
