import { assertEquals } from "@std/assert";
import { FileTimes, isoTime, timeFormatter, type TimeStyle } from "../../../cli/render/time.ts";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { NOON } from "../items.ts";

Deno.test("isoTime() is RFC 3339 with microseconds, right before and after a second begins", () => {
  const cases: [number, string][] = [
    [0, "1970-01-01T00:00:00.000000Z"],
    [1, "1970-01-01T00:00:00.000001Z"],
    [999_999, "1970-01-01T00:00:00.999999Z"],
    [1_000_000, "1970-01-01T00:00:01.000000Z"],
    [NOON, "2026-01-31T12:00:00.123456Z"],
    [1_769_903_999_999_999, "2026-01-31T23:59:59.999999Z"],
    [1_769_904_000_000_000, "2026-02-01T00:00:00.000000Z"],
    [Number.MAX_SAFE_INTEGER, "2255-06-05T23:47:34.740991Z"],
  ];
  for (const [time, iso] of cases) assertEquals(isoTime(time), iso);
});

Deno.test("FileTimes keeps all seven decimals, from 1601 to the last moment of 9999", () => {
  const cases: [bigint, string][] = [
    [0n, "1601-01-01T00:00:00.0000000Z"],
    [1n, "1601-01-01T00:00:00.0000001Z"],
    [116_444_735_999_999_999n, "1969-12-31T23:59:59.9999999Z"],
    [116_444_736_000_000_000n, "1970-01-01T00:00:00.0000000Z"],
    [134_143_344_001_234_567n, "2026-01-31T12:00:00.1234567Z"],
    [2_650_467_743_999_999_999n, "9999-12-31T23:59:59.9999999Z"],
  ];
  const times = new FileTimes();
  for (const [time, iso] of cases) {
    const out = new ByteBuffer();
    times.append(time, out);
    assertEquals(new TextDecoder().decode(out.view), iso);
  }
});

Deno.test("timeFormatter() shows a time in each of candump's styles", () => {
  const times = [NOON, NOON + 1_250, NOON + 876_543, NOON + 876_544, NOON + 60_000_000, NOON];
  const cases: Record<TimeStyle, string[]> = {
    a: [
      "1769860800.123456",
      "1769860800.124706",
      "1769860800.999999",
      "1769860801.000000",
      "1769860860.123456",
      "1769860800.123456",
    ],
    A: [
      "2026-01-31 12:00:00.123456",
      "2026-01-31 12:00:00.124706",
      "2026-01-31 12:00:00.999999",
      "2026-01-31 12:00:01.000000",
      "2026-01-31 12:01:00.123456",
      "2026-01-31 12:00:00.123456",
    ],
    d: ["000.000000", "000.001250", "000.875293", "000.000001", "059.123456", "-060.000000"],
    z: ["000.000000", "000.001250", "000.876543", "000.876544", "060.000000", "000.000000"],
  };
  for (const style of ["a", "A", "d", "z"] as const) assertEquals(times.map(timeFormatter(style)), cases[style], style);
});

Deno.test("timeFormatter() prints negative times when the clock was set back, and more digits when needed", () => {
  assertEquals([NOON, NOON - 1, NOON - 1_500_001].map(timeFormatter("d")), [
    "000.000000",
    "-000.000001",
    "-001.500000",
  ]);
  assertEquals([NOON, NOON - 1].map(timeFormatter("z")), ["000.000000", "-000.000001"]);
  assertEquals([0, 1_234_567_000_000].map(timeFormatter("z")), ["000.000000", "1234567.000000"]);
  assertEquals([0].map(timeFormatter("a")), ["0000000000.000000"]);
});
