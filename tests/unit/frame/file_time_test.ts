import { assertEquals } from "@std/assert";
import { fileTimeOfMicroseconds, fileTimeSince1970, microsecondsOfFileTime } from "../../../cli/frame/file_time.ts";

// 2026-01-31T12:00:00.123456Z
const FILE_TIME = 134_143_344_001_234_560n;
const MICROSECONDS = 1_769_860_800_123_456;

Deno.test("microsecondsOfFileTime() and fileTimeOfMicroseconds() convert a time both ways", () => {
  assertEquals(microsecondsOfFileTime(FILE_TIME), MICROSECONDS);
  assertEquals(fileTimeOfMicroseconds(MICROSECONDS), FILE_TIME);
  assertEquals(microsecondsOfFileTime(116_444_736_000_000_000n), 0);
  assertEquals(fileTimeOfMicroseconds(0), 116_444_736_000_000_000n);
});

Deno.test("microsecondsOfFileTime() drops what is less than a microsecond", () => {
  assertEquals(microsecondsOfFileTime(FILE_TIME + 9n), MICROSECONDS);
});

Deno.test("fileTimeSince1970() keeps 100 ns, and is negative before 1970", () => {
  assertEquals(fileTimeSince1970(FILE_TIME + 7n), 17_698_608_001_234_567n);
  assertEquals(fileTimeSince1970(0n), -116_444_736_000_000_000n);
});
