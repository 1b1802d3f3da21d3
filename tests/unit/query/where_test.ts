/** What expressions choose, and the errors for invalid ones. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { compileReader } from "../../../cli/c/values/struct_reader.ts";
import type { RecordType } from "../../../cli/c/header/types.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { compileWhere } from "../../../cli/query/where.ts";
import { UsageError } from "../../../cli/errors.ts";
import type { Frame } from "../../../cli/frame/frame.ts";
import * as c from "../c/values/layouts.ts";
import { frame, NOON } from "../items.ts";

const encoding = new TextEncoding("utf-8");
const EVENT = c.struct("EVENT", {
  state: c.STATE,
  minus: c.LONG,
  big: c.ULONG64,
  status: c.NTSTATUS,
  size: c.ULONG,
  guid: c.GUID,
  id: c.array(c.UCHAR, 4),
  flag: c.BOOLEAN,
  ratio: c.DOUBLE,
  list: c.array(c.struct("ITEM", { x: c.USHORT }), 2),
  _anonymous: c.union("", { low: c.USHORT, both: c.ULONG }),
  name: c.array(c.CHAR),
});
const BYTES = Uint8Array.fromHex([
  ...["01000000", "feffffff", "ffffffffffffffff", "050000c0", "07000000"],
  ...["0401020000000000c000000000000046", "00ff7f01", "02", "000000", "000000000000f83f"],
  ...["03000400", "05000600", "C:\\a b\0"].map((part) =>
    part.includes(":") ? new TextEncoder().encode(part).toHex() : part
  ),
].join(""));

function event(bytes: Uint8Array = BYTES, more: Partial<Frame> = {}): Frame {
  return frame(bytes, {
    seq: 7,
    image: "C:\\Windows\\svchost.exe",
    decoded: compileReader(EVENT, encoding)(bytes),
    ...more,
  });
}

function holds(expression: string, item: Frame, records: readonly RecordType[] = [EVENT]): boolean {
  return compileWhere(expression, { records, encoding })(item);
}

const HOLD: readonly string[] = [
  "seq == 7",
  "seq==7&&seq<8",
  `size == ${BYTES.length} && fields.size == 7`,
  "client == 1 && pid == 4 && pid != null",
  'image ~ "svc"',
  'image ~ "(?i:SVCHOST\\.exe)$"',
  "image !~ 'notepad'",
  "!truncated",
  "truncated == false",
  'struct == "EVENT"',
  "error == null",
  'time >= "2026-01-31" && time < "2026-02-01"',
  'time == "2026-01-31T12:00:00.123456Z" && time == "2026-01-31 13:00:00.123456+01:00"',
  'time > "2026-01-31T12:00" && time != "2026-01-31T12:00:00"',
  'state == "RUNNING" && state == 1 && state != "IDLE" && state ~ "^RUN"',
  "minus == -2 && minus < 0 && minus >= -0x2",
  "big == 18446744073709551615 && big > 18446744073709551614 && big == 0xFFFFFFFFFFFFFFFF",
  "big > minus && minus < big && big != seq",
  "status == 0xC0000005 && status >= 0x80000000 && status ~ '^0xC'",
  'guid == "{00020104-0000-0000-C000-000000000046}"',
  'id == "00ff7f01" && id ~ "^00"',
  "flag && flag == true && flag == 2",
  "ratio == 1.5 && ratio > 1 && ratio <= 15e-1",
  "list[0].x == 3 && list[1].x == 4",
  "low == 5 && both == 0x60005",
  'name == "C:\\\\a b" && name == "\\x43:\\u005ca b" && name > "C" && name < "D"',
  "(seq == 1 || seq == 7) && !(seq == 8)",
  "seq == 1 && seq == 1 || seq == 7",
  "!!(seq == 7)",
  "7 == seq",
];

for (const expression of HOLD) {
  Deno.test(`--where '${expression}' is true`, () => assert(holds(expression, event())));
}

const FAIL: readonly string[] = [
  "seq == 8",
  "truncated",
  "!flag",
  "flag == false",
  "error != null",
  "big == 18446744073709551614",
  "minus > 0",
  'state == "BROKEN"',
  "image !~ 'svc'",
  "!(seq == 7)",
  'text == "x"',
  "pid == null",
];

for (const expression of FAIL) {
  Deno.test(`--where '${expression}' is false`, () => assert(!holds(expression, event())));
}

Deno.test("a comparison with a field that the frame lacks is false, and true after !", () => {
  const cut = event(BYTES.slice(0, 4));
  const other = frame("hello");
  for (const item of [cut, other]) {
    for (const operator of ["==", "!=", "<", ">=", "~", "!~"]) {
      const value = operator.includes("~") ? '"x"' : "1";
      const field = operator.includes("~") ? "name" : "minus";
      assert(!holds(`${field} ${operator} ${value}`, item), operator);
      assert(holds(`!(${field} ${operator} ${value})`, item), operator);
    }
    assert(!holds("flag", item) && holds("!flag", item));
    assert(!holds("kernel.pid != 1", item));
  }
  assert(holds('state == "RUNNING"', cut) && holds("error ~ 'minus'", cut));
});

Deno.test("null is equal only to null, and neither less nor greater than anything", () => {
  const raw = frame("", { time: null, client: null, pid: null });
  for (
    const expression of [
      "pid == null",
      "pid != 4",
      "time == null",
      'time != "2026-01-31"',
      "image == null",
      "image !~ 'x'",
    ]
  ) {
    assert(holds(expression, raw), expression);
  }
  for (const expression of ["pid == 4", "pid < 4", "pid >= 4", 'time < "2027-01-01"', "image ~ ''"]) {
    assert(!holds(expression, raw), expression);
  }
});

Deno.test("text that does not decode is null", () => {
  const record = c.struct("S", { name: c.array(c.CHAR, 2) });
  const bytes = Uint8Array.of(0xff, 0xff);
  const item = frame(bytes, { decoded: compileReader(record, encoding)(bytes) });
  assert(holds("name == null && name != 'x' && text == null && !(name ~ '')", item, [record]));
});

Deno.test("--where can test the members of the envelope", () => {
  const kernel = { sequence: 5, dropped: 2, time: 0n, processor: 1, pid: 4, tid: 116, type: 3 };
  const all = "kernel.sequence == 5 && kernel.dropped == 2 && kernel.processor == 1 && kernel.pid == 4 && " +
    "kernel.tid == 116 && kernel.type == 3";
  assert(holds(all, frame("", { kernel }), []));
});

Deno.test("a field of several structs is compared by its type in each frame", () => {
  const first = c.struct("FIRST", { x: c.ULONG });
  const second = c.struct("SECOND", { x: c.array(c.CHAR, 4) });
  const bytes = Uint8Array.of(0x61, 0, 0, 0);
  const [one, two] = [first, second].map((record) => frame(bytes, { decoded: compileReader(record, encoding)(bytes) }));
  assert(holds("x == 97", one!, [first, second]) && !holds("x == 97", two!, [first, second]));
  assert(!holds('x == "a"', one!, [first, second]) && holds('x == "a"', two!, [first, second]));
  assert(holds('x != "a"', one!, [first, second]));
});

/** An expression, its error, and the column of the caret. */
const MISTAKES: [string, string, number][] = [
  ["", "expected a name, a number or a string, not the end", 0],
  ["sise > 100", 'there is no "sise" (there are size, time, list, seq, pid, state, big, id, …)', 0],
  ["seq == 7 && list[0].y == 1", 'ITEM has no "y"', 20],
  ["list[2].x == 1", "list has 2 elements, from 0 to 1", 5],
  ["list.x == 1", "list is an array (give an index, as in list[0])", 5],
  ["name[0] == 1", "name is not an array", 5],
  ["minus.x == 1", 'minus is not a struct, and has no "x"', 6],
  ["list == 1", "cannot compare a whole struct or array with a number", 8],
  ["fields.seq == 1", 'there is no "seq"', 7],
  ["minus == 'x'", "cannot compare a number with text", 9],
  ["name > 5", "cannot compare text with a number", 7],
  ["minus == null", "cannot compare a number with null", 9],
  ["minus == true", "cannot compare a number with true or false", 9],
  ["flag < true", "< does not apply to true and false", 7],
  ["pid < null", "< does not apply to null", 6],
  ["state == 'RUNING'", 'the enum has no "RUNING" (there are RUNNING, BROKEN, IDLE)', 9],
  ["minus ~ 'x'", "only text can match a regular expression", 0],
  ["name ~ minus", "expected a regular expression in quotes after ~", 7],
  ["name ~ '('", "not a regular expression of RE2: missing closing ): `(`", 7],
  ["name ~ '(?=a)'", "not a regular expression of RE2: invalid or unsupported Perl syntax: `(?=`", 7],
  ["1 == 1", "both sides are constants", 0],
  ["seq", "expected a comparison", 0],
  ["seq == 7 seq == 8", "expected && or || before seq", 9],
  ["(seq == 7", "expected ) before the end", 9],
  ["seq == 7)", "expected && or || before )", 8],
  ["seq = 7", "= is not an operator (use == to compare)", 4],
  ["seq == 7 & seq == 8", "& is not an operator (use &&)", 9],
  ["seq == 7x", "not a number (write it as 10, -10, 1.5 or 0x0a)", 7],
  ["seq == - 7", "not a number (write it as 10, -10, 1.5 or 0x0a)", 7],
  ["seq == §", "unexpected §", 7],
  ["name == 'x", "the string is not closed", 8],
  ["name == 'C:\\temp\\docs'", "\\d is not an escape sequence (write \\\\ for a backslash)", 16],
  ["time > 'noon'", "not a time (write it as 2026-01-31T12:00:00.123456Z)", 7],
  ["time > '2026-02-30T25:00'", "not a time (write it as 2026-01-31T12:00:00.123456Z)", 7],
  ["time > 5", "cannot compare a time with a number", 7],
  ["&& seq == 1", "expected a name, a number or a string, not &&", 0],
  ["(".repeat(101) + "seq == 1" + ")".repeat(101), "parentheses are nested more than 100 deep", 100],
];

for (const [expression, why, column] of MISTAKES) {
  Deno.test(`--where '${expression.slice(0, 30)}' is a usage error: ${why}`, () => {
    const error = assertThrows(() => holds(expression, event()), UsageError);
    assertEquals(error.message.slice(0, why.length + 20), `Cannot use --where: ${why}`);
    assertEquals(error.details, [`  ${expression}`, `  ${" ".repeat(column)}^`]);
  });
}

Deno.test("--where reports a field without --struct as a usage error", () => {
  const error = assertThrows(() => holds("type == 3", event(), []), UsageError);
  assertEquals(
    error.message,
    'Cannot use --where: there is no "type" (there are time, size, text, seq, pid, image, client, struct, …; ' +
      "fields of a struct need --struct)",
  );
});

Deno.test("--where puts the caret in the right column whatever controls the expression has", () => {
  const error = assertThrows(() => holds("seq\n==\t\x1b", event()), UsageError);
  assertEquals(error.details, ["  seq\ufffd==\ufffd\ufffd", "         ^"]);
});

Deno.test("--where accepts a very long expression", () => {
  const long = Array.from({ length: 20_000 }, (_, i) => `seq == ${i}`).join(" || ");
  assert(holds(long, event()) && holds("!".repeat(20_000) + "(seq == 7)", event()));
  assertEquals(NOON, event().time);
});
