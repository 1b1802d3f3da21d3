import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  isLogLine,
  type LogArgument,
  logArgumentEnd,
  LogKind,
  logLinePayload,
  logLineSite,
  readLogArguments,
} from "../../../cli/frame/log_arguments.ts";
import { isLogSite, LOG_LEVELS, type LogSite, logSitePayload, readLogSite } from "../../../cli/frame/log_site.ts";
import { filterMessage } from "../../../cli/frame/log_filter.ts";
import { scaled } from "../effort.ts";
import { ansi, block, i32, site, SOME_GUID, u64, wide } from "../logs.ts";

const U32 = fc.nat(0xFFFF_FFFF);
const NAME = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0") && text.isWellFormed());
const SITE: fc.Arbitrary<LogSite> = fc.record({
  number: U32,
  level: fc.constantFrom(...LOG_LEVELS),
  keywords: U32,
  format: NAME,
  file: NAME,
  line: U32,
  function: NAME,
});

Deno.test("readLogSite() reads the layout of pipelisten_log.h", () => {
  const payload = new Uint8Array([
    ...[7, 0, 0, 0, 42, 0, 0, 0, 3, 0, 0, 0x80, 2, 0, 0, 0],
    ...new TextEncoder().encode("x=%d\0a.c\0f\0"),
  ]);
  const expected = {
    number: 7,
    line: 42,
    keywords: 0x8000_0003,
    level: "warning",
    format: "x=%d",
    file: "a.c",
    function: "f",
  };
  assert(isLogSite(payload, 0, payload.length));
  assertEquals(readLogSite(payload), expected as LogSite);
  assertEquals(logSitePayload(expected as LogSite), payload);
});

Deno.test("readLogSite() gives back any site that logSitePayload() wrote", () => {
  fc.assert(
    fc.property(SITE, (site) => {
      const payload = logSitePayload(site);
      assert(isLogSite(payload, 0, payload.length));
      assertEquals(readLogSite(payload), site);
    }),
    { numRuns: scaled(1000) },
  );
});

Deno.test("readLogSite() decodes a string that is not UTF-8 as its caller does, or else shows where it is not", () => {
  const payload = logSitePayload(site({ format: "??" }));
  payload.set([0xC4, 0xE3], 16);
  assertEquals(readLogSite(payload, (bytes) => new TextDecoder("gbk").decode(bytes)).format, "你");
  assertEquals(readLogSite(payload).format, "\ufffd\ufffd");
});

const NOT_SITES: [string, (payload: Uint8Array) => Uint8Array][] = [
  ["nothing", () => new Uint8Array()],
  ["no strings", (payload) => payload.subarray(0, 16)],
  ["two strings", (payload) => payload.subarray(0, payload.lastIndexOf(0, -2) + 1)],
  ["four strings", (payload) => Uint8Array.of(...payload, 0)],
  ["a third string without an end", (payload) => payload.subarray(0, -1)],
  ["level 0", (payload) => payload.with(12, 0)],
  ["level 6", (payload) => payload.with(12, 6)],
  ["something in the reserved bytes", (payload) => payload.with(14, 1)],
];

for (const [what, change] of NOT_SITES) {
  Deno.test(`isLogSite() is false for ${what}`, () => {
    const payload = change(logSitePayload(site()));
    assertEquals(isLogSite(payload, 0, payload.length), false);
  });
}

const STORED = (kind: 6 | 7 | 8) =>
  fc.tuple(fc.uint8Array({ maxLength: 12 }), fc.nat(20)).map(([all, more]): LogArgument => {
    const bytes = kind === LogKind.WIDE ? all.subarray(0, all.length & ~1) : all;
    return { kind, bytes, length: bytes.length + more };
  });
const ARGUMENT: fc.Arbitrary<LogArgument> = fc.oneof(
  fc.integer().map(i32),
  U32.map((value): LogArgument => ({ kind: LogKind.U32, value })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): LogArgument => ({ kind: LogKind.I64, value })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(u64),
  STORED(LogKind.ANSI),
  STORED(LogKind.WIDE),
  STORED(LogKind.BINARY),
  fc.constant(SOME_GUID),
  fc.constant<LogArgument>({ kind: LogKind.NULL }),
);

Deno.test("readLogArguments() gives back any arguments that logLinePayload() wrote", () => {
  fc.assert(
    fc.property(U32, fc.array(ARGUMENT, { maxLength: 12 }), (number, args) => {
      const payload = logLinePayload(number, args);
      assert(isLogLine(payload, 0, payload.length));
      assertEquals([logLineSite(payload), readLogArguments(payload)], [number, args]);
    }),
    { numRuns: scaled(2000) },
  );
});

Deno.test("isLogLine() of changed bytes holds only where the arguments end where the payload does", () => {
  fc.assert(
    fc.property(fc.array(ARGUMENT, { maxLength: 5 }), fc.nat(), fc.nat(255), fc.nat(3), (args, place, value, cut) => {
      const whole = logLinePayload(1, args);
      whole[place % whole.length] = value;
      const payload = whole.subarray(0, whole.length - cut);
      if (!isLogLine(payload, 0, payload.length)) return;
      let at = 4;
      while (at < payload.length) at = logArgumentEnd(payload, at);
      assertEquals(at, payload.length);
      assertEquals(logLinePayload(logLineSite(payload), readLogArguments(payload)), payload);
    }),
    { numRuns: scaled(3000) },
  );
});

const NOT_LINES: [string, readonly number[]][] = [
  ["less than a number", [1, 0, 0]],
  ["kind 0", [1, 0, 0, 0, 0]],
  ["kind 11", [1, 0, 0, 0, 11]],
  ["a number that is cut", [1, 0, 0, 0, 1, 5, 0, 0]],
  ["a string without its lengths", [1, 0, 0, 0, 6, 1, 0, 1]],
  ["a string that is cut", [1, 0, 0, 0, 6, 2, 0, 2, 0, 0x61]],
  ["a string with more stored than it had", [1, 0, 0, 0, 6, 2, 0, 1, 0, 0x61, 0x61]],
  ["a wide string with half a character", [1, 0, 0, 0, 7, 1, 0, 2, 0, 0x61]],
  ["a GUID that is cut", [1, 0, 0, 0, 9, 1, 2, 3]],
];

for (const [what, bytes] of NOT_LINES) {
  Deno.test(`isLogLine() is false for ${what}`, () => {
    assertEquals(isLogLine(Uint8Array.from(bytes), 0, bytes.length), false);
  });
}

Deno.test("isLogLine() is true for a number alone, and for every kind of argument", () => {
  for (const args of [[], [i32(-1), u64(1n), ansi("a"), wide("b"), block([1]), SOME_GUID]]) {
    const payload = logLinePayload(1, args);
    assert(isLogLine(payload, 0, payload.length));
  }
});

Deno.test("filterMessage() is the 16 bytes that a driver takes", () => {
  assertEquals(filterMessage({ level: "debug", keywords: 0x3 }).toHex(), "504c43540100100004000000" + "03000000");
  assertEquals(filterMessage({ level: "off", keywords: 0xFFFF_FFFF }).toHex().slice(16), "00000000ffffffff");
});
