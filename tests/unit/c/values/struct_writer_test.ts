import { assertEquals, assertGreater, assertThrows } from "@std/assert";
import fc from "fast-check";
import { compileReader } from "../../../../cli/c/values/struct_reader.ts";
import type { CType, RecordType } from "../../../../cli/c/header/types.ts";
import { type Setting, writeStruct } from "../../../../cli/c/values/struct_writer.ts";
import { decodeStage } from "../../../../cli/stream/stages.ts";
import { TextEncoding } from "../../../../cli/frame/text_encoding.ts";
import { jsonRenderer } from "../../../../cli/render/json.ts";
import { UsageError } from "../../../../cli/errors.ts";
import { frame, rendered } from "../../items.ts";
import { bytesFor, record } from "./arbitrary_layout.ts";
import * as c from "./layouts.ts";
import { FULL_EFFORT, scaled } from "../../effort.ts";

const UTF8 = new TextEncoding("utf-8");
const json = jsonRenderer(UTF8);

/** Settings from `type=3` and so on. */
function settings(...texts: readonly string[]): Setting[] {
  return texts.map((text) => ({ path: text.slice(0, text.indexOf("=")), value: text.slice(text.indexOf("=") + 1) }));
}

function hex(record: RecordType, ...texts: readonly string[]): string {
  return writeStruct(record, settings(...texts)).toHex();
}

Deno.test("writeStruct() writes a Networkreport and the length of its data", () => {
  assertEquals(hex(c.NETWORKREPORT), "000000000000000000000000");
  assertEquals(
    hex(c.NETWORKREPORT, "type=3", "address=0x10203", "buffer_data=hello"),
    "03000000" + "03020100" + "05000000" + "68656c6c6f",
  );
});

Deno.test("writeStruct() keeps a length that was set, before or after its array", () => {
  assertEquals(hex(c.NETWORKREPORT, "buffer_data_len=9", "buffer_data=a").slice(16), "0900000061");
  assertEquals(hex(c.NETWORKREPORT, "buffer_data=a", "buffer_data_len=0").slice(16), "0000000061");
});

Deno.test("writeStruct() reads values as the decoder shows them", () => {
  const cases: [CType, string, string][] = [
    [c.LONG, "-1", "ffffffff"],
    [c.LONG, "0xFFFFFFFE", "feffffff"],
    [c.ULONG, "4294967295", "ffffffff"],
    [c.ULONG64, "18446744073709551615", "ffffffffffffffff"],
    [c.LONG64, "-9223372036854775808", "0000000000000080"],
    [c.NTSTATUS, "0xC0000005", "050000c0"],
    [c.HANDLE, "0x0000000000000044", "4400000000000000"],
    [c.BOOLEAN, "true", "01"],
    [c.BOOL, "false", "00000000"],
    [c.BOOL, "7", "07000000"],
    [c.STATE, "RUNNING", "01000000"],
    [c.STATE, "BROKEN", "ffffffff"],
    [c.STATE, "5", "05000000"],
    [c.FLOAT, "1.5", "0000c03f"],
    [c.DOUBLE, "-2", "00000000000000c0"],
    [c.PVOID, "0xFFFFF80000000000", "0000000000f8ffff"],
    [c.LARGE_INTEGER, "-2", "feffffffffffffff"],
    [c.FILETIME, "116444736000000000", "00803ed5deb19d01"],
    [c.GUID, "{00020401-0000-0000-C000-000000000046}", "0104020000000000c000000000000046"],
    [c.array(c.CHAR, 6), "ä", "c3a400000000"],
    [c.array(c.WCHAR, 3), "ä!", "e40021000000"],
    [c.array(c.UCHAR, 3), "01 ff", "01ff00"],
  ];
  for (const [type, text, bytes] of cases) assertEquals(hex(c.struct("S", { x: type }), `x=${text}`), bytes, text);
});

Deno.test("writeStruct() follows paths through structs, arrays, unions and anonymous members", () => {
  const entry = c.struct("ENTRY", { id: c.USHORT, name: c.array(c.CHAR, 2) });
  const outer = c.struct("OUTER", {
    entries: c.array(entry, 2),
    _anonymous: c.union("", { low: c.USHORT, all: c.ULONG }),
    grid: c.array(c.array(c.USHORT, 2), 2),
  });
  assertEquals(
    hex(outer, "entries[1].id=2", "entries[1].name=ab", "all=0x01020304", "low=5", "grid[1][0]=9"),
    "00000000" + "02006162" + "05000201" + "00000000" + "09000000",
  );
});

Deno.test("writeStruct() writes adjacent bit-fields", () => {
  const flags = c.struct("FLAGS", { a: c.bits(c.ULONG, 0, 3), b: c.bits(c.ULONG, 3, 1), c: c.bits(c.LONG, 4, 28) });
  assertEquals(hex(flags, "c=-1", "a=7", "b=0", "a=5"), "f5ffffff");
});

Deno.test("writeStruct() counts the elements of a flexible array", () => {
  const list = c.struct("LIST", { n: c.UCHAR, more: c.UCHAR, items: c.bounded(c.USHORT, "n", "elements") });
  assertEquals(hex(list, "items[2]=7"), "0300" + "0000" + "0000" + "0700");
});

Deno.test("writeStruct() reports what is wrong with a setting", () => {
  const s = c.struct("S", {
    state: c.STATE,
    flag: c.BOOLEAN,
    bit: c.bits(c.ULONG, 0, 3),
    text: c.array(c.CHAR, 4),
    list: c.array(c.ULONG, 2),
    inner: c.struct("I", { x: c.UCHAR }),
    tail: c.bounded(c.UCHAR, "flag", "bytes"),
  });
  const cases: [string, string][] = [
    ["nope=1", 'Cannot set "nope": there is no field "nope" (there are state, flag, bit, text, list, inner, tail)'],
    ["inner.y=1", 'Cannot set "inner.y": there is no field "y" (there are x)'],
    ["state.x=1", 'Cannot set "state.x": "x" is not in a struct (shorten the path)'],
    ["flag[0]=1", 'Cannot set "flag[0]": [0] is not in an array (shorten the path)'],
    ["list[2]=1", 'Cannot set "list[2]": the array has 2 elements (count from 0)'],
    ["list[x]=1", 'Cannot set "list[x]": not a path (write it as type or entries[2].name)'],
    ["tail[99999999]=1", 'Cannot set "tail[99999999]": the frame would exceed 64 MiB (lower the index)'],
    ["state=WAITING", 'Cannot set "state" to "WAITING": expected IDLE, RUNNING, BROKEN, or a number'],
    ["flag=yes", 'Cannot set "flag" to "yes": expected true, false, or a number of 8 bits, decimal or 0x…'],
    ["flag=256", 'Cannot set "flag" to "256": expected true, false, or a number of 8 bits, decimal or 0x…'],
    ["bit=8", 'Cannot set "bit" to "8": expected a number of 3 bits, decimal or 0x…'],
    ["text=hello", 'Cannot set "text" to "hello": expected a text of at most 4 bytes in UTF-8'],
    ["list=1", 'Cannot set "list" to "1": expected a path to one of its elements, like name[0]'],
    ["inner=1", 'Cannot set "inner" to "1": expected a path to one of its fields'],
    ["tail=abc", 'Cannot set "tail" to "abc": expected pairs of hexadecimal digits'],
  ];
  for (const [setting, message] of cases) {
    assertEquals(assertThrows(() => hex(s, setting), UsageError).message, message);
  }
});

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Every value in the JSON of a frame as a setting. */
function settingsOf(value: Json, path: string): Setting[] {
  if (Array.isArray(value)) return value.flatMap((one, i) => settingsOf(one, `${path}[${i}]`));
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([name, one]) => settingsOf(one, path === "" ? name : `${path}.${name}`));
  }
  return [{ path, value: Object.is(value, -0) ? "-0" : String(value) }];
}

Deno.test("writeStruct() writes a frame with the same fields from those of any frame", () => {
  let written = 0;
  const frames = record.chain((record) => fc.tuple(fc.constant(record), bytesFor(record)));
  fc.assert(
    fc.property(frames, ([record, bytes]) => {
      const line = lineOf(record, bytes);
      // Bytes that are no text are shown as null, and a frame that is too short has fields that can't be given back
      if (line.error !== undefined || JSON.stringify(line.fields).includes("null") || hasUnion(record)) return;
      written++;
      // A length may count bytes that nothing shows, such as NULs after a text: it is filled in
      const unbounded = ({ path }: Setting) => path !== record.fields.at(-1)?.bound?.field;
      const wanted = settingsOf(line.fields, "").filter(unbounded);
      const again = lineOf(record, writeStruct(record, wanted));
      // Elements whose bytes were after a text's NUL are zero now, which at the end of a frame may be its padding
      if (again.zeros !== undefined) return;
      assertEquals([settingsOf(again.fields, "").filter(unbounded), again.error], [wanted, undefined]);
    }),
    { numRuns: scaled(10_000) },
  );
  assertGreater(written, FULL_EFFORT ? 500 : 0);
});

function lineOf(
  record: RecordType,
  bytes: Uint8Array,
): { readonly fields: Json; readonly error?: string; readonly zeros?: Json } {
  return JSON.parse(rendered(json, decodeStage(() => compileReader(record, UTF8))(frame(bytes))[0]!));
}

/** The members of a union share their bytes, so that the last one set wins. */
function hasUnion(type: CType): boolean {
  if (type.kind === "array") return hasUnion(type.element);
  return type.kind === "union" || (type.kind === "struct" && type.fields.some(({ type }) => hasUnion(type)));
}
