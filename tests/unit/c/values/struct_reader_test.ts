/** How each type of C is decoded, and the errors for frames that do not fit. */
import { assertEquals } from "@std/assert";
import { compileReader } from "../../../../cli/c/values/struct_reader.ts";
import type { RecordType } from "../../../../cli/c/header/types.ts";
import { decodeStage } from "../../../../cli/stream/stages.ts";
import { TextEncoding } from "../../../../cli/frame/text_encoding.ts";
import { jsonRenderer } from "../../../../cli/render/json.ts";
import { textRenderer } from "../../../../cli/render/text.ts";
import { frame, padded, rendered } from "../../items.ts";
import * as c from "./layouts.ts";

/** The members of the JSON line that come from decoding. */
function decoded(record: RecordType, bytes: Uint8Array | string, label = "utf-8"): unknown {
  const encoding = new TextEncoding(label);
  const sent = frame(typeof bytes === "string" ? Uint8Array.fromHex(bytes.replaceAll(" ", "")) : bytes);
  const [item] = decodeStage(() => compileReader(record, encoding))(sent);
  const { fields, error, base64 } = JSON.parse(rendered(jsonRenderer(encoding), item!));
  return { fields, ...(error === undefined ? {} : { error }), ...(base64 === undefined ? {} : { base64: true }) };
}

function asText(record: RecordType, bytes: string): string {
  const encoding = new TextEncoding("utf-8");
  const [item] = decodeStage(() => compileReader(record, encoding))(
    frame(Uint8Array.fromHex(bytes.replaceAll(" ", ""))),
  );
  return rendered(textRenderer({ encoding, color: false }), item!);
}

/** The type of a field `x`, its bytes in hex, and its value in JSON and in text. */
const VALUES: [string, c.Member, string, unknown, string][] = [
  ["a lone UCHAR", c.UCHAR, "ff", 255, "255"],
  ["a USHORT", c.USHORT, "0201", 258, "258"],
  ["a LONG", c.LONG, "feffffff", -2, "-2"],
  ["a ULONG", c.ULONG, "ffffffff", 4294967295, "4294967295"],
  ["a LONG64", c.LONG64, "ffffffffffffffff", "-1", "-1"],
  ["a ULONG64", c.ULONG64, "ffffffffffffffff", "18446744073709551615", "18446744073709551615"],
  ["a BOOLEAN", c.BOOLEAN, "01", true, "true"],
  ["a BOOL", c.BOOL, "00000000", false, "false"],
  ["a BOOLEAN that is neither", c.BOOLEAN, "02", 2, "2"],
  ["an NTSTATUS", c.NTSTATUS, "050000c0", "0xC0000005", "0xC0000005"],
  ["a HANDLE", c.HANDLE, "fcffffffffffffff", "0xFFFFFFFFFFFFFFFC", "0xFFFFFFFFFFFFFFFC"],
  ["a pointer", c.PVOID, "0010000080f8ffff", "0xFFFFF88000001000", "0xFFFFF88000001000"],
  ["a pointer of x86", c.PVOID32, "04000000", "0x00000004", "0x00000004"],
  ["an enum", c.STATE, "ffffffff", "BROKEN", "BROKEN"],
  ["an enum without a name", c.STATE, "07000000", 7, "7"],
  ["a float", c.FLOAT, "0000c03f", 1.5, "1.5"],
  ["a float of few digits, exactly", c.FLOAT, "cdcccc3d", 0.10000000149011612, "0.10000000149011612"],
  ["a double", c.DOUBLE, "9a9999999999b93f", 0.1, "0.1"],
  ["a negative zero", c.FLOAT, "00000080", -0, "-0"],
  ["an infinity", c.DOUBLE, "000000000000f0ff", "-Infinity", "-Infinity"],
  ["a LARGE_INTEGER", c.LARGE_INTEGER, "feffffffffffffff", "-2", "-2"],
  ["a FILETIME", c.FILETIME, "00803ed5deb19d01", "116444736000000000", "116444736000000000"],
  [
    "a GUID",
    c.GUID,
    "0401020000000000c000000000000046",
    "{00020104-0000-0000-C000-000000000046}",
    "{00020104-0000-0000-C000-000000000046}",
  ],
  ["a lone CHAR", c.CHAR, "ff", -1, "-1"],
  ["a lone WCHAR", c.WCHAR, "ffff", 65535, "65535"],
  ["chars", c.array(c.CHAR, 4), "61620000", "ab", '"ab"'],
  ["chars without a NUL", c.array(c.CHAR, 2), "6162", "ab", '"ab"'],
  ["chars that are UTF-8", c.array(c.CHAR, 4), "c3a40a22", 'ä\n"', '"ä\\n\\x22"'],
  ["WCHARs", c.array(c.WCHAR, 4), "6100ac200a000000", "a€\n", '"a€\\n"'],
  ["bytes", c.array(c.UCHAR, 3), "00ff7f", "00ff7f", "00ff7f"],
  ["rows of bytes", c.array(c.array(c.UCHAR, 2), 2), "01020304", ["0102", "0304"], "[0102 0304]"],
  ["lines of chars", c.array(c.array(c.CHAR, 2), 2), "61006263", ["a", "bc"], '["a" "bc"]'],
  ["an array", c.array(c.USHORT, 3), "010002000300", [1, 2, 3], "[1 2 3]"],
  ["a struct", c.struct("POINT", { x: c.LONG, y: c.LONG }), "01000000ffffffff", { x: 1, y: -1 }, "{x=1 y=-1}"],
  ["structs", c.array(c.struct("P", { a: c.UCHAR }), 2), "0102", [{ a: 1 }, { a: 2 }], "[{a=1} {a=2}]"],
  [
    "a union",
    c.union("U", { l: c.ULONG, b: c.array(c.UCHAR, 4) }),
    "01000002",
    { l: 33554433, b: "01000002" },
    "{l=33554433 b=01000002}",
  ],
  ["an empty struct", c.struct("EMPTY", {}), "", {}, "{}"],
  ["flexible text", c.array(c.CHAR), "6162630000", "abc", '"abc"'],
  ["a flexible array", c.array(c.USHORT), "0100000002000300", [1, 0, 2, 3], "[1 0 2 3]"],
  ["a flexible array of nothing", c.array(c.ULONG), "", [], "[]"],
];

for (const [what, type, bytes, json, text] of VALUES) {
  Deno.test(`compileReader() reads ${what}`, () => {
    const record = c.struct("S", { x: type });
    assertEquals(decoded(record, bytes), { fields: { x: json } });
    assertEquals(asText(record, bytes), `S x=${text}\n`);
  });
}

Deno.test("compileReader() reads the driver's report from a padded frame", () => {
  const bytes = Uint8Array.fromHex("00000000681e06000d000000");
  const report = Uint8Array.of(...bytes, ...padded("hello lyshark", 4084));
  assertEquals(decoded(c.NETWORKREPORT, report), {
    fields: { type: 0, address: 401000, buffer_data_len: 13, buffer_data: "hello lyshark" },
  });
});

Deno.test("compileReader() reads signed and unsigned bit-fields in units of every size", () => {
  const record = c.struct("FLAGS", {
    low: c.bits(c.ULONG, 0, 3),
    minus: c.bits(c.LONG, 3, 4),
    top: c.bits(c.ULONG, 31, 1),
    whole: c.bits(c.LONG, 0, 32),
    nibble: c.bits(c.UCHAR, 0, 4),
    byte: c.bits(c.UCHAR, 4, 4),
    is: c.bits(c.BOOLEAN, 0, 1),
    state: c.bits(c.STATE, 0, 2),
    wide: c.bits(c.ULONG64, 0, 40),
    narrow: c.bits(c.LONG64, 40, 24),
  });
  assertEquals(decoded(record, "7d000080 feffffff f0010000 03000000 0100000000ffffff"), {
    fields: {
      ...{ low: 5, minus: -1, top: 1, whole: -2, nibble: 0, byte: 15, is: true },
      ...{ state: "BROKEN", wide: "1", narrow: -1 },
    },
  });
});

Deno.test("compileReader() shows the fields of anonymous members as fields of the enclosing record", () => {
  const record = c.struct("EVENT", {
    kind: c.ULONG,
    _anonymous: c.union("", {
      __proto__x: c.ULONG,
      _anonymous: c.struct("", { low: c.USHORT, high: c.USHORT }),
    }),
    ["__proto__"]: c.ULONG,
    constructor: c.ULONG,
  });
  assertEquals(
    JSON.stringify(decoded(record, "01000000 02000300 04000000 05000000")),
    '{"fields":{"kind":1,"__proto__x":196610,"low":2,"high":3,"__proto__":4,"constructor":5}}',
  );
});

Deno.test("compileReader() reads chars in the encoding it is given", () => {
  const record = c.struct("S", { x: c.array(c.CHAR, 6) });
  assertEquals(decoded(record, "c4e3bac30000", "gbk"), { fields: { x: "你好" } });
  assertEquals(decoded(record, "604f7d590000", "utf-16le"), { fields: { x: "你好" } });
});

const LENGTHS: [string, c.Member, string, unknown][] = [
  ["bytes", c.bounded(c.CHAR, "n", "bytes"), "02000000 61620000", { n: 2, x: "ab" }],
  ["elements", c.bounded(c.USHORT, "n", "elements"), "02000000 0100 0200 0000", {
    n: 2,
    x: [1, 2],
  }],
  ["bytes of larger elements", c.bounded(c.USHORT, "n", "bytes"), "04000000 01000200 00", { n: 4, x: [1, 2] }],
  ["nothing", c.bounded(c.ULONG, "n", "elements"), "00000000 00000000", { n: 0, x: [] }],
];

for (const [unit, x, bytes, fields] of LENGTHS) {
  Deno.test(`compileReader() bounds a flexible array by its length in ${unit}`, () => {
    assertEquals(decoded(c.struct("S", { n: c.ULONG, x }), bytes), { fields });
  });
}

const LONG_TEXT: c.Member = c.bounded(c.CHAR, "n", "bytes");
const MISFITS: [string, RecordType, string, unknown, string][] = [
  [
    "ends inside a field",
    c.struct("S", { a: c.ULONG, b: c.ULONG }),
    "01000000 0203",
    { a: 1 },
    "b: ends at byte 8, the frame has 6",
  ],
  [
    "ends before a field",
    c.struct("S", { a: c.ULONG, b: c.ULONG, c: c.ULONG }),
    "01000000",
    { a: 1 },
    "b: ends at byte 8, the frame has 4",
  ],
  ["is empty", c.struct("S", { a: c.ULONG64 }), "", {}, "a: ends at byte 8, the frame has 0"],
  [
    "ends inside text",
    c.struct("S", { a: c.array(c.CHAR, 8) }),
    "6162",
    { a: "ab" },
    "a: ends at byte 8, the frame has 2",
  ],
  [
    "ends before text",
    c.struct("S", { a: c.UCHAR, b: c.array(c.CHAR, 8) }),
    "01",
    { a: 1 },
    "b: ends at byte 9, the frame has 1",
  ],
  [
    "ends inside bytes",
    c.struct("S", { a: c.array(c.UCHAR, 4) }),
    "0102",
    { a: "0102" },
    "a: ends at byte 4, the frame has 2",
  ],
  [
    "ends inside an array",
    c.struct("S", { a: c.array(c.USHORT, 3) }),
    "010002",
    { a: [1] },
    "a[1]: ends at byte 4, the frame has 3",
  ],
  [
    "ends between the elements of an array",
    c.struct("S", { a: c.array(c.USHORT, 3) }),
    "01000200",
    { a: [1, 2] },
    "a: ends at byte 6, the frame has 4",
  ],
  ["ends inside a GUID", c.struct("S", { a: c.GUID }), "01", {}, "a: ends at byte 16, the frame has 1"],
  [
    "ends inside a struct of an array of a struct",
    c.struct("S", { a: c.struct("A", { b: c.array(c.struct("B", { c: c.USHORT, d: c.USHORT }), 2) }) }),
    "0100 0200 0300",
    { a: { b: [{ c: 1, d: 2 }, { c: 3 }] } },
    "a.b[1].d: ends at byte 8, the frame has 6",
  ],
  [
    "ends before what an anonymous member has",
    c.struct("S", { _anonymous: c.struct("", { a: c.UCHAR, b: c.USHORT }) }),
    "01",
    { a: 1 },
    "b: ends at byte 4, the frame has 1",
  ],
  [
    "ends inside the longest view of a union",
    c.union("U", { a: c.ULONG64, b: c.ULONG }),
    "01000000",
    { b: 1 },
    "a: ends at byte 8, the frame has 4",
  ],
  [
    "ends before a flexible array",
    c.struct("S", { a: c.ULONG, x: c.array(c.CHAR) }),
    "01",
    {},
    "a: ends at byte 4, the frame has 1",
  ],
  [
    "has a hostile length",
    c.struct("S", { n: c.ULONG, x: LONG_TEXT }),
    "ffffffff 6162",
    { n: 4294967295, x: "ab" },
    "x: n says 4294967295 bytes, the frame has 2",
  ],
  [
    "has a length below zero",
    c.struct("S", { n: c.LONG, x: LONG_TEXT }),
    "ffffffff 6162",
    { n: -1, x: "" },
    "x: n says -1 bytes, the frame has 2",
  ],
  ["has a length of 64 bits", c.struct("S", { n: c.ULONG64, x: LONG_TEXT }), "ffffffffffffffff 61", {
    n: "18446744073709551615",
    x: "a",
  }, "x: n says 18446744073709551615 bytes, the frame has 1"],
  [
    "has a length that cuts an element",
    c.struct("S", { n: c.ULONG, x: c.bounded(c.USHORT, "n", "bytes") }),
    "05000000 01000200 0000",
    { n: 5, x: [1, 2] },
    "x: n says 5 bytes, not a multiple of 2",
  ],
  [
    "has a length that cuts a character",
    c.struct("S", { n: c.ULONG, x: c.bounded(c.WCHAR, "n", "bytes") }),
    "03000000 61006200",
    { n: 3, x: "a" },
    "x: n says 3 bytes, not a multiple of 2",
  ],
  [
    "has too many elements by its length",
    c.struct("S", { n: c.ULONG, x: c.bounded(c.ULONG, "n", "elements") }),
    "00000040 01000000 0200",
    { n: 1073741824, x: [1] },
    "x: n says 1073741824 elements, the frame has 1",
  ],
];

for (const [what, record, bytes, fields, error] of MISFITS) {
  Deno.test(`compileReader() reports a frame that ${what}`, () => {
    assertEquals(decoded(record, bytes), { fields, error, base64: true });
    assertEquals(asText(record, bytes).endsWith(` (${error})\n`), true);
  });
}

const INCOMPLETE: [string, RecordType, string, string][] = [
  ["padding", c.struct("S", { a: c.UCHAR, b: c.USHORT }), "01000200", "01010200"],
  ["padding at the end", c.struct("S", { a: c.USHORT, b: c.UCHAR }), "01000200", "01000201"],
  [
    "padding at the end of an element",
    c.struct("S", { x: c.array(c.struct("E", { a: c.USHORT, b: c.UCHAR }), 2) }),
    "0100020001000200",
    "0100020101000200",
  ],
  [
    "bits that no bit-field has",
    c.struct("S", { a: c.bits(c.USHORT, 0, 9) }),
    "ff01",
    "ff03",
  ],
  ["what follows the struct", c.struct("S", { a: c.USHORT }), "01000000", "01000001"],
  ["what follows a NUL", c.struct("S", { a: c.array(c.CHAR, 4) }), "61000000", "61000001"],
  ["what follows a NUL of two bytes", c.struct("S", { a: c.array(c.WCHAR, 3) }), "610000000000", "610000000100"],
  ["what follows a flexible array", c.struct("S", { n: c.ULONG, x: LONG_TEXT }), "01000000 6100", "01000000 6162"],
  ["what is left of a flexible array", c.struct("S", { x: c.array(c.USHORT) }), "010000", "010001"],
  ["text that doesn't decode", c.struct("S", { a: c.array(c.CHAR, 2) }), "c3a4", "c3c3"],
  ["a lone surrogate", c.struct("S", { a: c.array(c.WCHAR, 2) }), "3dd84ddc", "3dd86100"],
  ["one of many NaNs", c.struct("S", { a: c.FLOAT }), "0000803f", "0100c07f"],
  ["what no member of a union shows", c.union("U", { a: c.UCHAR, b: c.array(c.CHAR, 4) }), "61000000", "61006200"],
  ["an empty union", c.union("U", {}), "00", "01"],
];

for (const [what, record, whole, lossy] of INCOMPLETE) {
  Deno.test(`compileReader() asks for base64 if fields do not show ${what}`, () => {
    assertEquals((decoded(record, whole) as { base64?: true }).base64, undefined);
    assertEquals((decoded(record, lossy) as { base64?: true }).base64, true);
    assertEquals(asText(record, lossy).endsWith(" (+ bytes outside the fields)\n"), true);
  });
}

Deno.test("compileReader() shows undecodable text as null in JSON, and its bytes in text", () => {
  const record = c.struct("S", { a: c.array(c.CHAR, 4) });
  assertEquals(decoded(record, "61ff2200"), { fields: { a: null }, base64: true });
  assertEquals(asText(record, "61ff2200"), 'S a="a\\xff\\x22" (+ bytes outside the fields)\n');
});

Deno.test("compileReader() does not require trailing padding to be in the frame", () => {
  assertEquals(decoded(c.struct("S", { a: c.ULONG, b: c.UCHAR }), "01000000 02"), { fields: { a: 1, b: 2 } });
});

Deno.test("compileReader() keeps a flexible array that is not last in its own record", () => {
  const inner = c.struct("INNER", { n: c.ULONG, x: c.bounded(c.CHAR, "n", "bytes") });
  const record = c.struct("S", { inner, list: c.array(inner, 2), after: c.ULONG });
  assertEquals(decoded(record, "00000000 00000000 03000000 05000000"), {
    fields: { inner: { n: 0, x: "" }, list: [{ n: 0, x: "" }, { n: 3, x: "" }], after: 5 },
    error: "list[1].x: n says 3 bytes, there is room for 0",
    base64: true,
  });
});

Deno.test("decodeStage() leaves a frame without a struct unchanged", () => {
  const item = frame("hello");
  assertEquals(decodeStage(() => undefined)(item)[0] === item, true);
});
