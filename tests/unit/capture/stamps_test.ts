import { assertEquals } from "@std/assert";
import { Stamps } from "../../../cli/capture/stamps.ts";

Deno.test("Stamps number the items of one microsecond in its nanoseconds, and begin anew with the next", () => {
  const stamps = new Stamps();
  const times = [5, 5, 5, 6, 6, 5, null, null, 7];
  assertEquals(times.map((time) => stamps.next(time)), [5000n, 5001n, 5002n, 6000n, 6001n, 5000n, 0n, 1n, 7000n]);
});

Deno.test("Stamps never run over into the next microsecond, but for items without a time", () => {
  const stamps = new Stamps();
  const all = Array.from({ length: 1002 }, () => stamps.next(1_769_860_800_123_456));
  assertEquals(all.slice(-4).map((stamp) => stamp % 1000n), [998n, 999n, 999n, 999n]);
  assertEquals(Array.from({ length: 1002 }, () => stamps.next(null)).at(-1), 1001n);
});
