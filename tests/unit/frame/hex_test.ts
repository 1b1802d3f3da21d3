import { assertEquals } from "@std/assert";
import { readHex } from "../../../cli/frame/hex.ts";

Deno.test("readHex() reads pairs of digits, with or without blanks", () => {
  const cases: [string, number[] | undefined][] = [
    ["", []],
    ["68656c", [0x68, 0x65, 0x6c]],
    [" 68 65\t6C\n", [0x68, 0x65, 0x6c]],
    ["6 8", [0x68]],
    ["686", undefined],
    ["0x68", undefined],
    ["gg", undefined],
  ];
  for (const [text, bytes] of cases) assertEquals(readHex(text), bytes && Uint8Array.from(bytes), text);
});
