import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";

function text(output: ByteBuffer): string {
  return new TextDecoder().decode(output.view);
}

Deno.test("ByteBuffer grows and keeps what was appended", () => {
  const output = new ByteBuffer(1);
  for (let i = 0; i < 1000; i++) {
    output.ascii("a");
    output.text("ä😀");
    output.byte(0x2e);
  }
  assertEquals(text(output), "aä😀.".repeat(1000));
});

Deno.test("ByteBuffer.clear() forgets the bytes and keeps the memory", () => {
  const output = new ByteBuffer(4);
  output.ascii("abcdefgh");
  const memory = output.bytes;
  output.clear();
  assertEquals([output.length, text(output)], [0, ""]);
  output.ascii("x");
  assertStrictEquals(output.bytes, memory);
  assertEquals(text(output), "x");
});

Deno.test("ByteBuffer.reserve() makes room after the content", () => {
  const output = new ByteBuffer(2);
  output.ascii("ab");
  const memory = output.reserve(100);
  assertEquals([memory.length >= 102, output.length, text(output)], [true, 2, "ab"]);
  memory[output.length++] = 0x63;
  assertEquals(text(output), "abc");
});

Deno.test("ByteBuffer.decimal() writes whole numbers of any length", () => {
  const numbers = [0, 1, 9, 10, 99, 100, 4096, 99_999_999, 100_000_000, 999_999_999, 1e9, 2 ** 32, 2 ** 53 - 1];
  for (const number of numbers) {
    const output = new ByteBuffer(1);
    output.ascii("<");
    output.decimal(number);
    assertEquals(text(output), `<${number}`);
  }
});

Deno.test("ByteBuffer.decimal() agrees with String() on powers of ten and their neighbours", () => {
  for (let power = 1; power < Number.MAX_SAFE_INTEGER; power *= 10) {
    for (const number of [power - 1, power, power + 1, 3 * power, 9 * power]) {
      if (number > Number.MAX_SAFE_INTEGER) continue;
      const output = new ByteBuffer(1);
      output.decimal(number);
      assertEquals(text(output), String(number));
    }
  }
});

Deno.test("ByteBuffer.bigint() writes every number of 64 bits, signed or not, as BigInt's own toString() does", () => {
  fc.assert(fc.property(fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n), (number) => {
    const output = new ByteBuffer(1);
    output.bigint(number);
    assertEquals(text(output), String(number));
  }));
  for (const number of [0n, -1n, 999_999_999n, 1_000_000_000n, 2n ** 53n, 2n ** 64n - 1n, -(2n ** 63n)]) {
    const output = new ByteBuffer(1);
    output.bigint(number);
    assertEquals(text(output), String(number));
  }
});

Deno.test("ByteBuffer.integer() writes negative numbers, too", () => {
  const output = new ByteBuffer(1);
  for (const number of [-1, 0, -2147483648, -(2 ** 53 - 1)]) {
    output.integer(number);
    output.byte(0x20);
  }
  assertEquals(text(output), "-1 0 -2147483648 -9007199254740991 ");
});

Deno.test("ByteBuffer.digits() keeps leading zeros, and only the last digits", () => {
  const output = new ByteBuffer(1);
  for (const [value, digits] of [[7, 1], [7, 2], [7, 7], [1234567, 7], [123456789, 9], [0, 3], [12, 1]] as const) {
    output.digits(value, digits);
    output.byte(0x20);
  }
  assertEquals(text(output), "7 07 0000007 1234567 123456789 000 2 ");
});

Deno.test("ByteBuffer.append() appends a few bytes and many", () => {
  for (const length of [0, 1, 64, 65, 5000]) {
    const output = new ByteBuffer(2);
    output.ascii("a");
    output.append(new Uint8Array(length).fill(0x62));
    assertEquals(text(output), "a" + "b".repeat(length));
  }
});
