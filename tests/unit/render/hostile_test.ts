/** Frames that are made to do harm: none drives a terminal, forges a line, breaks JSON or takes long. */
import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { compileReader } from "../../../cli/c/values/struct_reader.ts";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { packed } from "../../../cli/frame/envelope.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { readTemplate } from "../../../cli/query/template.ts";
import { compileWhere } from "../../../cli/query/where.ts";
import { eventLine } from "../../../cli/render/event_line.ts";
import { formatRenderer } from "../../../cli/render/format.ts";
import { rendererFor } from "../../../cli/render/formats.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import type { Renderer } from "../../../cli/render/renderer.ts";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import { header } from "../c/header/headers.ts";
import { scaled } from "../effort.ts";
import { CONNECTED, frame, rendered } from "../items.ts";
import { ansi, i32, lineEvent, siteEvent } from "../logs.ts";

const UTF8 = new TextEncoding("utf-8");
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** What has done harm to terminals, logs and parsers elsewhere, and pieces of it. */
const HARM = [
  "\x1b]0;title\x07", // sets the title
  "\x1b]8;;http://x\x1b\\click\x1b]8;;\x1b\\", // a link
  "\x1b[2J\x1b[H", // clears the screen
  "\x1b[6n", // has the terminal type its position
  "\x1bP$q\x1b\\", // asks for a setting
  "\x9b31m\x90\x9d", // the same introducers as single C1 characters
  "\r\n# frame 2  client 1  pid 4  4096 bytes\n00000000  00", // another frame
  '"}\n{"kind":"frame","seq":2}', // another object
  "\u202ereversed\u2066\u2069\u200f\u061c",
  "\u2028\u2029\x85\v\f",
  "\b\b\b\x7f\0\x0e\x0f",
  "\ufeff\ufffd\ufffe\uffff",
];
const piece = fc.oneof(
  fc.constantFrom(...HARM).map((text) => [...new TextEncoder().encode(text)]),
  fc.constantFrom(...HARM).map((text) => [...text].map((char) => char.codePointAt(0)! & 0xff)), // C1 as single bytes
  fc.uint8Array({ maxLength: 6 }).map((bytes) => [...bytes]),
  fc.constantFrom([0], [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x80]),
);
const bytes = fc.array(piece, { maxLength: 6 }).map((pieces) => Uint8Array.from(pieces.flat()));

const ENCODINGS = ["utf-8", "utf-16le", "windows-1252", "gbk", "iso-2022-jp"];

for (const name of ENCODINGS) {
  Deno.test(`whatever a frame holds, text, JSON, hexdump and --format have no control in them, in ${name}`, () => {
    const encoding = new TextEncoding(name);
    const template = readTemplate("{text} {size}\\n", { records: [], encoding });
    const renderers: Readonly<Record<string, Renderer>> = {
      text: rendererFor("text", { encoding, color: false }),
      json: rendererFor("json", { encoding, color: false }),
      format: formatRenderer(template, { color: false }),
      hexdump: rendererFor("hexdump", { encoding, color: false }),
    };
    fc.assert(
      fc.property(bytes, (bytes) => {
        for (const [format, render] of Object.entries(renderers)) {
          const lines = rendered(render, frame(bytes)).split("\n");
          assertEquals(lines.pop(), "");
          for (const line of lines) assert(!UNSAFE.test(line), `${format}: ${JSON.stringify(line)}`);
          if (format !== "hexdump") assertEquals(lines.length, 1, format);
          if (format === "json") assertEquals(JSON.parse(lines[0]!).size, bytes.length);
        }
      }),
      { numRuns: scaled(5000) },
    );
  });
}

Deno.test("whatever a log line and its site hold, text, JSON and --format have no control in them", () => {
  const renderers: Readonly<Record<string, Renderer>> = {
    text: rendererFor("text", { encoding: UTF8, color: false }),
    json: rendererFor("json", { encoding: UTF8, color: false }),
    format: formatRenderer(
      readTemplate("{log.message} {log.file} {log.function} {log.format} {log.args[0]} {error}\\n", {
        records: [],
        encoding: UTF8,
      }),
      { color: false },
    ),
  };
  const text = fc.oneof(fc.constantFrom("%s", "%d %c", "%!FOO!", ...HARM), fc.string()).map((text) =>
    text.replaceAll("\0", "")
  );
  fc.assert(
    fc.property(text, text, text, bytes, (format, file, name, argument) => {
      const stage = unwrapStage(UTF8);
      assertEquals(stage(frame(siteEvent({ number: 1, format, file, function: name }))), []);
      for (const number of [1, 2]) {
        const made = stage(frame(lineEvent(number, [ansi(argument), i32(0x1b)], { Sequence: BigInt(number) })));
        for (const [format, render] of Object.entries(renderers)) {
          const lines = rendered(render, ...made).split("\n");
          assertEquals([lines.length, lines.pop()], [2, ""], format);
          assert(!UNSAFE.test(lines[0]!), `${format}: ${JSON.stringify(lines[0])}`);
          if (format === "json") assertEquals(JSON.parse(lines[0]!).log.args[1], 0x1b);
        }
      }
    }),
    { numRuns: scaled(2000) },
  );
});

Deno.test("the name of a client's program can't drive the terminal that its connection is shown on", () => {
  for (const harm of HARM) assert(!UNSAFE.test(eventLine({ ...CONNECTED, image: `C:\\${harm}.exe` })));
});

/** Names that C allows and that every JavaScript object has already. */
const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "toJSON", "then", "kind", "length"];

Deno.test("fields whose names mean something to JavaScript are fields like others, in JSON, --where and --format", async () => {
  const text = `struct prototype { ${NAMES.map((name) => `unsigned long ${name};`).join(" ")} };`;
  const record = (await header(text)).find("prototype");
  const values = new Uint32Array(NAMES.length).map((_, i) => i + 1);
  const item = frame(new Uint8Array(values.buffer));
  const decoded = { ...item, decoded: compileReader(record, UTF8)(item.bytes) };
  const line = rendered(jsonRenderer(UTF8), decoded);
  const { fields } = JSON.parse(line);
  assertEquals(Object.keys(fields), NAMES);
  const scope = { records: [record], encoding: UTF8 };
  for (const [i, name] of NAMES.entries()) {
    const field = ["kind", "length"].includes(name) ? name : `fields.${name}`;
    assertEquals(Object.getOwnPropertyDescriptor(fields, name)?.value, i + 1, name);
    assert(compileWhere(`${field} == ${i + 1}`, scope)(decoded), name);
    assertEquals(rendered(formatRenderer(readTemplate(`{${field}}`, scope), { color: false }), decoded), `${i + 1}`);
  }
});

Deno.test("a frame of 1 MiB without a line end is printed at once in every format, whatever it consists of", () => {
  for (const content of ["a", "\x1b", "\n", "\u202e", "\0", "\xff", '"', "\\"]) {
    const unit = new TextEncoder().encode(content);
    const long = frame(new Uint8Array(1 << 20).map((_, i) => unit[i % unit.length]!));
    for (const format of ["text", "json", "hexdump"] as const) {
      const start = performance.now();
      rendered(rendererFor(format, { encoding: UTF8, color: false }), long);
      assertLess(performance.now() - start, 2000, `${format} of ${JSON.stringify(content)}`); // some 20 ms each
    }
  }
});

Deno.test("of a message no more is printed than memory can hold, however long the formats of its log lines are", () => {
  for (const format of ["\x01".repeat(1 << 18), "%d".repeat(1 << 17)]) {
    const stage = unwrapStage(UTF8);
    stage(frame(siteEvent({ number: 1, format })));
    const made = stage(
      frame(packed(Array.from({ length: 1000 }, (_, i) => lineEvent(1, [], { Sequence: BigInt(i + 1) })))),
    );
    assertEquals(made.length, 1000);
    const out = new ByteBuffer();
    const render = rendererFor("json", { encoding: UTF8, color: false });
    for (const item of made) render(item, out);
    assertLess(out.length, 64 << 20, format.slice(0, 6)); // half a gigabyte and more without a limit
  }
});
