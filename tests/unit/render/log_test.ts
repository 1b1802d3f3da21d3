import { assertEquals } from "@std/assert";
import { packed } from "../../../cli/frame/envelope.ts";
import type { Frame } from "../../../cli/frame/frame.ts";
import type { LogArgument } from "../../../cli/frame/log_arguments.ts";
import type { LogSite } from "../../../cli/frame/log_site.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { hexdumpRenderer } from "../../../cli/render/hexdump.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import { textRenderer } from "../../../cli/render/text.ts";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import { frame, rendered } from "../items.ts";
import { ansi, block, i32, i64, lineEvent, NULL, pointer, siteEvent, SOME_GUID, u32, u64, wide } from "../logs.ts";

const UTF_8 = new TextEncoding("utf-8");

/** The frame of a line. */
function lineOf(format: string, args: readonly LogArgument[], more: Partial<LogSite> = {}, encoding = UTF_8): Frame {
  const [made] = unwrapStage(encoding)(frame(packed([siteEvent({ format, ...more }), lineEvent(0, args)])));
  if (made?.kind !== "frame") throw new Error("there is no frame");
  return made;
}

/** The line as text, without its line end. */
function text(line: Frame, options: Partial<Parameters<typeof textRenderer>[0]> = {}): string {
  return rendered(textRenderer({ encoding: UTF_8, color: false, ...options }), line).slice(0, -1);
}

/** Its object without what every frame has. */
function json(line: Frame): Record<string, unknown> {
  const { log, text, struct, base64, ...rest } = JSON.parse(rendered(jsonRenderer(UTF_8), line));
  assertEquals(Object.keys(rest), ["kind", "seq", "time", "client", "pid", "size", "kernel"]);
  assertEquals([text, struct], [undefined, undefined]);
  return base64 === undefined ? log : { ...log, base64 };
}

Deno.test("textRenderer() prints a log line: the driver's time of day, the level, the place, the message", () => {
  const line = lineOf("opened %wZ by %u, status %!STATUS!", [wide("\\Device\\X"), u32(4), i32(0)]);
  assertEquals(text(line), "12:00:00.123456 info  driver.c:42 opened \\Device\\X by 4, status STATUS_SUCCESS");
  assertEquals(text(lineOf("a", [], { level: "warning", file: "/src/b.c" })), "12:00:00.123456 warning b.c:42 a");
  assertEquals(text(lineOf("a", [], { level: "error", file: "b.c" })), "12:00:00.123456 error b.c:42 a");
});

Deno.test("textRenderer() prints the time that --time asks for in place of the driver's", () => {
  assertEquals(text(lineOf("a", []), { time: "z" }), "(000.000000) info  driver.c:42 a");
  assertEquals(text(lineOf("a", []), { time: "A" }), "(2026-01-31 12:00:00.123456) info  driver.c:42 a");
});

Deno.test("textRenderer() escapes what a log line must not do to a terminal, from the driver's strings and its source", () => {
  assertEquals(
    text(lineOf("a\n%s\t", [ansi("\x1b[31m\u202e")])),
    "12:00:00.123456 info  driver.c:42 a\\n\\x1b[31m\\u202e\\t",
  );
  assertEquals(text(lineOf("", [], { file: "a\x1bb.c" })), "12:00:00.123456 info  a\\x1bb.c:42 ");
  assertEquals(
    text(lineOf("%s|%s", [ansi("é"), ansi(Uint8Array.of(0xE9))])),
    "12:00:00.123456 info  driver.c:42 é|\\xe9",
  );
});

Deno.test("textRenderer() says after a log line what does not fit", () => {
  assertEquals(
    text(lineOf("%d", [ansi("k")])),
    '12:00:00.123456 info  driver.c:42 %!d("k") (args[0] is a string, which %d does not print)',
  );
  const [unknown] = unwrapStage()(frame(lineEvent(7, [i32(4)])));
  assertEquals(text(unknown as Frame), "12:00:00.123456 ?     site 7 %!(site 7)(4) (site 7 is unknown)");
});

Deno.test("textRenderer() colours the level of a log line by its severity, and dims what is around the message", () => {
  const colours = { error: [31, 39], warning: [33, 39], info: [32, 39], debug: [2, 22], trace: [2, 22] } as const;
  for (const [level, [open, close]] of Object.entries(colours)) {
    const line = lineOf("a", [], { level: level as LogSite["level"] });
    const padding = " ".repeat(Math.max(0, 5 - level.length));
    assertEquals(
      text(line, { color: true }),
      `\x1b[2m12:00:00.123456\x1b[22m \x1b[${open}m${level}\x1b[${close}m${padding} \x1b[2mdriver.c:42\x1b[22m a`,
    );
  }
});

Deno.test("jsonRenderer() has the site, the arguments and the message of a log line in place of text and struct", () => {
  const line = lineOf("opened %wZ by %u", [wide("\\Device\\X"), u32(4)]);
  assertEquals(json(line), {
    level: "info",
    file: "driver.c",
    line: 42,
    function: "DriverEntry",
    format: "opened %wZ by %u",
    args: ["\\Device\\X", 4],
    message: "opened \\Device\\X by 4",
  });
  assertEquals(json(lineOf("a", [], { keywords: 0x8000_0001 }))["keywords"], 0x8000_0001);
});

Deno.test("jsonRenderer() writes each kind of argument in its own way", () => {
  const kinds: [format: string, arg: LogArgument, value: unknown][] = [
    ["%d", i32(-1), -1],
    ["%u", u32(0xFFFF_FFFF), 4_294_967_295],
    ["%I64d", i64(-5n), "-5"],
    ["%llu", u64(2n ** 64n - 1n), "18446744073709551615"],
    ["%p", pointer(0xFFFF_8000_0000_1234n), "0xFFFF800000001234"],
    ["%s", ansi('q"\n'), 'q"\n'],
    ["%S", wide("é😀"), "é😀"],
    ["%s", NULL, null],
    ["%!HEX!", block([10, 255]), "0aff"],
    ["%!GUID!", SOME_GUID, "{03020100-0504-0706-0809-0A0B0C0D0E0F}"],
    ["%!STATUS!", i32(-0x3FFF_FFFB), "0xC0000005"],
    ["%!WINERROR!", u32(5), 5],
  ];
  const log = json(lineOf(kinds.map(([format]) => format).join(" "), kinds.map(([, arg]) => arg)));
  assertEquals(log["args"], kinds.map(([, , value]) => value));
  assertEquals([log["error"], log["base64"]], [undefined, undefined]);
});

const INCOMPLETE: [what: string, format: string, args: LogArgument[], expected: Record<string, unknown>][] = [
  ["a string was cut", "%s", [ansi("ab", 5)], { args: ["ab"], message: "ab…" }],
  ["a wide string was cut", "%S", [wide("ab", 0xFFFF)], { args: ["ab"], message: "ab…" }],
  ["a block was cut", "%!HEX!", [block([1], 2)], { args: ["01"], message: "01 …" }],
  ["a string does not decode", "%s", [ansi(Uint8Array.of(0x61, 0xFF))], { args: [null], message: "a\ufffd" }],
  ["a wide string does not decode", "%S", [wide("a\ud83d")], { args: [null], message: "a\ufffd" }],
  ["an argument does not fit", "%d", [ansi("a")], {
    args: ["a"],
    message: '%!d("a")',
    error: "args[0] is a string, which %d does not print",
  }],
];

for (const [what, format, args, expected] of INCOMPLETE) {
  Deno.test(`jsonRenderer() has the whole payload of a log line where ${what}`, () => {
    const line = lineOf(format, args);
    const { level: _level, file: _file, line: _line, function: _function, format: _format, ...rest } = json(line);
    assertEquals(rest, { ...expected, base64: line.bytes.toBase64() });
  });
}

Deno.test("jsonRenderer() has the number of an unknown site", () => {
  const [unknown] = unwrapStage()(frame(lineEvent(7, [i32(4)])));
  assertEquals(json(unknown as Frame), {
    site: 7,
    args: [4],
    message: "%!(site 7)(4)",
    error: "site 7 is unknown",
    base64: (unknown as Frame).bytes.toBase64(),
  });
});

Deno.test("hexdumpRenderer() prints the payload of a log line", () => {
  assertEquals(
    rendered(hexdumpRenderer({ color: false }), lineOf("%u", [u32(5)])),
    "# frame 1  client 1  pid 4  1 cpu1 4.116 type 0  9 bytes\n" +
      "00000000  00 00 00 00 02 05 00 00  00                       |.........|\n00000009\n",
  );
});
