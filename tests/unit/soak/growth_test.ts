/** When `deno task soak` says that the listener grows. */
import { assertEquals } from "@std/assert";
import { growth } from "../../soak/growth.ts";

const MB = 1 << 20;
const samples = (make: (i: number) => object) =>
  Array.from({ length: 50 }, (_, i) => ({ memory: 170 * MB, handles: 64, threads: 6, ...make(i) }));

Deno.test("growth() finds none in what goes up and down, or grows at the beginning only", () => {
  assertEquals(growth(samples((i) => ({ memory: (170 + 10 * (i % 2)) * MB }))), []);
  assertEquals(
    growth(samples((i) => ({ memory: (100 + 10 * Math.min(i, 8)) * MB, handles: 100 * Math.min(i, 5) }))),
    [],
  );
});

Deno.test("growth() finds what grows until the end", () => {
  assertEquals(growth(samples((i) => ({ memory: (170 + i) * MB }))).length, 1);
  assertEquals(growth(samples((i) => ({ handles: 64 + 4 * i }))), ["handles grew from 124 to 244"]);
  assertEquals(growth(samples((i) => ({ threads: 6 + i }))), ["threads grew from 21 to 51"]);
});
