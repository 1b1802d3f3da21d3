import { assertEquals } from "@std/assert";
import { Timestamps } from "../../../cli/capture/timestamps.ts";

Deno.test("Timestamps number the items of one microsecond in its nanoseconds, and start again with the next", () => {
  const timestamps = new Timestamps();
  const times = [5, 5, 5, 6, 6, 5, null, null, 7];
  assertEquals(times.map((time) => timestamps.next(time)), [5000n, 5001n, 5002n, 6000n, 6001n, 5000n, 0n, 1n, 7000n]);
});

Deno.test("Timestamps never overflow into the next microsecond, except for items without a time", () => {
  const timestamps = new Timestamps();
  const all = Array.from({ length: 1002 }, () => timestamps.next(1_769_860_800_123_456));
  assertEquals(all.slice(-4).map((stamp) => stamp % 1000n), [998n, 999n, 999n, 999n]);
  assertEquals(Array.from({ length: 1002 }, () => timestamps.next(null)).at(-1), 1001n);
});
