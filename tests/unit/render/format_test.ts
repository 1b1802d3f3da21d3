/** What a template makes of a frame, and what is said of one that makes no sense. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { compileReader } from "../../../cli/c/values/reader.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { readTemplate } from "../../../cli/query/template.ts";
import { UsageError } from "../../../cli/errors.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { formatRenderer } from "../../../cli/render/format.ts";
import * as c from "../c/values/layouts.ts";
import { CONNECTED, frame, NOON, rendered } from "../items.ts";
import { runs } from "../runs.ts";

const encoding = new TextEncoding("utf-8");
const RECORD = c.struct("S", {
  type: c.LONG,
  big: c.LONG64,
  state: c.STATE,
  status: c.NTSTATUS,
  flag: c.BOOLEAN,
  ratio: c.DOUBLE,
  point: c.struct("POINT", { x: c.UCHAR, y: c.UCHAR }),
  list: c.array(c.USHORT, 2),
  raw: c.array(c.UCHAR, 2),
  name: c.array(c.CHAR, 8),
});
const BYTES = Uint8Array.fromHex(
  "f6ffffff00000000" + "ffffffffffffffff" + "01000000050000c0" + "0100000000000000" + "000000000000f83f" +
    "0102030004000aff" +
    "61220a1b5bc30000",
);
const scope = { records: [RECORD], encoding };
const read = compileReader(RECORD, encoding);
const FRAME = frame(BYTES, { seq: 42, decoded: read(BYTES) });

function filled(template: string, item: Item = FRAME, time?: "a" | "z"): string {
  return rendered(formatRenderer(readTemplate(template, scope), { time, color: false }), item);
}

const FILLED: [string, string][] = [
  ["", ""],
  ["plain", "plain"],
  ["{seq}", "42"],
  ["{seq}\\n", "42\n"],
  ["{seq}\n{pid}", "42\n4"],
  ["{{{seq}}} }}{{", "{42} }{"],
  ["\\t\\x41\\u00e4\\\\", "\tAä\\"],
  ["{time}", "2026-01-31T12:00:00.123456Z"],
  ["{client} {fields.type} {type}", "1 -10 -10"],
  ["[{seq:5}] [{seq:<5}] [{seq:05}]", "[   42] [42   ] [00042]"],
  ["[{type:5}] [{type:05}] [{type:d}]", "[  -10] [-0010] [-10]"],
  ["{type:x} {big:X} {seq:04x} {seq:>6X}", "fffffff6 FFFFFFFFFFFFFFFF 002a     2A"],
  ["{state} [{state:9}] [{state:>9}] {state:d} {state:03}", "RUNNING [RUNNING  ] [  RUNNING] 1 RUNNING"],
  ["{status} {status:x} {status:d}", "0xC0000005 c0000005 3221225477"],
  ["{flag} {flag:d}", "true 1"],
  ["{ratio} {ratio:x} {ratio:06}", "1.5 1.5 0001.5"],
  ["{point} {list} {list[1]:03} {point.y} {raw}", "{x=1 y=2} [3 4] 004 2 0aff"],
  ["{name}", 'a"\\n\\x1b[\\xc3'],
  ["[{name:16}]", '[a"\\n\\x1b[\\xc3   ]'],
  ["{struct} {error} {truncated} {image} {kernel.pid:04}", "S - false -    -"],
  ["{kernel.pid:<4}|", "-   |"],
];

for (const [template, text] of FILLED) {
  Deno.test(`formatRenderer() fills ${JSON.stringify(template)}`, () => assertEquals(filled(template), text));
}

Deno.test("formatRenderer() writes - for what a frame doesn't have", () => {
  assertEquals(filled("{time} {pid:04x} {type} {name:3}|", frame("", { time: null, pid: null })), "-    - - -  |");
});

Deno.test("formatRenderer() writes times as -t says", () => {
  assertEquals(filled("{time}", FRAME, "a"), "1769860800.123456");
  assertEquals(filled("{time}", FRAME, "z"), "000.000000");
});

Deno.test("formatRenderer() prints events as text output does, and lets no frame pass for one", () => {
  const [item] = ["# client 1 connected"].map((text) => frame(text));
  assertEquals(filled("{text}\\n", CONNECTED), "# client 1 connected: pid 4, System\n");
  assertEquals(filled("{text}\\n", item), "\\x23 client 1 connected\n");
  assertEquals(filled("x\\n{text}", item), "x\n\\x23 client 1 connected");
  assertEquals(filled("# {text}", item), "# # client 1 connected");
});

const MISTAKES: [string, string, number][] = [
  ["{seq} {sise}", 'there is no "sise"', 7],
  ["{seq", "{ has no } (write {{ for a brace)", 0],
  ["seq}", "} has no { (write }} for a brace)", 3],
  ["{}", "expected a name, as in {seq}", 1],
  ["{:x}", "expected a name, as in {seq}", 1],
  ["{seq!}", "expected : or } behind the name", 4],
  ["{seq:z}", "expected a width up to 999 and d, x or X, as in {size:>8} {pid:04x}", 5],
  ["{seq:1000}", "expected a width up to 999 and d, x or X, as in {size:>8} {pid:04x}", 5],
  ["{name:x}", "x is for numbers, and this is none", 6],
  ["{point:04}", "0 is for numbers, and this is none", 7],
  ["{time:d}", "d is for numbers, and this is none", 6],
  ["C:\\docs {seq}", "\\d is no escape (write \\\\ for a backslash)", 2],
  ["{seq}\\", "\\ is no escape (write \\\\ for a backslash)", 5],
];

for (const [template, why, column] of MISTAKES) {
  Deno.test(`-f '${template}' is a usage error: ${why}`, () => {
    const error = assertThrows(() => readTemplate(template, scope), UsageError);
    assertEquals(error.message.slice(0, why.length + 21), `Cannot use --format: ${why}`);
    assertEquals(error.details, [`  ${template}`, `  ${" ".repeat(column)}^`]);
  });
}

Deno.test("readTemplate() throws nothing but usage errors, and no value of a frame drives a terminal", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "{{",
    "{seq",
    ":",
    "04x",
    "<",
    "{name}",
    "{text:9}",
    "{point}",
    "\\",
    "x",
    "n",
    " ",
  );
  const anything = fc.oneof(fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join("")), fc.string());
  fc.assert(
    fc.property(anything, fc.uint8Array({ maxLength: 72 }), (template, bytes) => {
      try {
        const text = filled(template, frame(bytes, { decoded: read(bytes) }));
        assert(/\\|\p{Cc}/u.test(template) || !/\p{Cc}/u.test(text), "a control that the template doesn't have");
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }),
    runs(3000),
  );
  assertEquals(FRAME.time, NOON);
});
