import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { significantEnd } from "../../../cli/frame/zeros.ts";

function naiveEnd(bytes: Uint8Array, from: number): number {
  let end = bytes.length;
  while (end > from && bytes[end - 1] === 0) end--;
  return end;
}

Deno.test("significantEnd() is the index after the last byte that is not NUL, at least `from`", () => {
  const cases: [number[], number, number][] = [
    [[], 0, 0],
    [[0], 0, 0],
    [[0], 1, 1],
    [[1], 0, 1],
    [[1, 0, 0, 0, 0, 0], 0, 1],
    [[1, 0, 0, 0, 0, 0], 3, 3],
    [[1, 0, 0, 0, 2, 0, 0, 0, 0], 1, 5],
    [[1, 0, 0, 0, 0, 0, 0, 0, 2], 1, 9],
  ];
  for (const [bytes, from, end] of cases) assertEquals(significantEnd(Uint8Array.from(bytes), from), end);
});

Deno.test("significantEnd() finds a single byte at every offset of a buffer", () => {
  for (let offset = 0; offset < 9; offset++) {
    for (let length = 0; length < 20; length++) {
      const memory = new Uint8Array(offset + length + 3).fill(0xff);
      const bytes = memory.subarray(offset, offset + length).fill(0);
      for (let at = 0; at < length; at++) {
        bytes[at] = 1;
        for (let from = 0; from <= length; from++) assertEquals(significantEnd(bytes, from), Math.max(from, at + 1));
        bytes[at] = 0;
      }
      assertEquals(significantEnd(bytes, 0), 0);
    }
  }
});

Deno.test("significantEnd() agrees with a loop over the bytes", () => {
  const mostlyZero = fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 255 })), {
    maxLength: 64,
  });
  fc.assert(fc.property(mostlyZero, fc.nat(8), fc.nat(64), fc.nat(5), (content, offset, start, behind) => {
    const memory = new Uint8Array(offset + content.length + behind).fill(7);
    const bytes = memory.subarray(offset, offset + content.length);
    bytes.set(content);
    const from = Math.min(start, bytes.length);
    assertEquals(significantEnd(bytes, from), naiveEnd(bytes, from));
  }));
});
