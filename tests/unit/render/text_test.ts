import { assertEquals } from "@std/assert";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import type { RenderOptions } from "../../../cli/render/renderer.ts";
import { textRenderer } from "../../../cli/render/text.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, LOST, NOON, padded, rendered, utf16 } from "../items.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));
const UTF8 = new TextEncoding("utf-8");

function lines(items: readonly Item[], options: Partial<RenderOptions> = {}): string {
  return rendered(textRenderer({ encoding: UTF8, color: false, ...options }), ...items);
}

const CASES: [string, Item, string, string?][] = [
  ["drops the padding", frame(padded("hello lyshark")), "hello lyshark"],
  ["prints a frame without padding", frame("hello"), "hello"],
  ["prints an empty line for an empty frame", frame(""), ""],
  ["prints an empty line for nothing but NULs", frame(new Uint8Array(4096)), ""],
  ["escapes controls", frame("a\tb\r\nc\x07\x7f"), "a\\tb\\r\\nc\\x07\\x7f"],
  ["escapes ESC sequences", frame("\x1b[31mred\x1b]0;title\x07"), "\\x1b[31mred\\x1b]0;title\\x07"],
  ["escapes C1 controls", frame("a\u009b31mb\u0085"), "a\\u009b31mb\\u0085"],
  ["escapes bidirectional controls", frame("a\u202eb\u2066c\u200f"), "a\\u202eb\\u2066c\\u200f"],
  ["escapes line and paragraph separators", frame("a\u2028b\u2029"), "a\\u2028b\\u2029"],
  ["leaves a backslash alone", frame("C:\\new\\table"), "C:\\new\\table"],
  ["prints other scripts as they are", frame("ä 你好 😀"), "ä 你好 😀"],
  ["prints bytes that aren't UTF-8 as hex", frame([0x61, 0xff, 0xfe, 0xc3, 0xa4, 0x0a, 0x80]), "a\\xff\\xfeä\\n\\x80"],
  ["counts the bytes after the NUL", frame([0x61, 0, 1, 2, 0, 3, 0, 0]), "a (+4 bytes after the NUL)"],
  ["counts one byte after the NUL", frame([0, 1]), " (+1 bytes after the NUL)"],
  [
    "prints a truncation",
    frame("hel", { truncated: { messageSize: 5 } }),
    "hel (truncated: 3 of 5 bytes)",
  ],
  [
    "prints a truncation of unknown size",
    frame([0x61, 0, 1], { truncated: { messageSize: null } }),
    "a (+1 bytes after the NUL) (truncated: 3 of unknown bytes)",
  ],
  [
    "prints the sender from the envelope before the text",
    frame("hello", { kernel: { sequence: 17, dropped: 0, time: 0n, processor: 1, pid: 4, tid: 116, type: 2 } }),
    "[17 cpu1 4.116] hello",
  ],
  ["decodes GBK", frame(hex("c4 e3 ba c3 2c 61 00 00")), "你好,a", "gbk"],
  ["prints what isn't GBK as ASCII and hex", frame(hex("61 ff 0a 62")), "a\\xff\\nb", "gbk"],
  ["decodes UTF-16LE", frame(utf16("hello 你\n😀\0\0\0", true)), "hello 你\\n😀", "utf-16le"],
  ["decodes UTF-16BE", frame(utf16("hello 你\0", false)), "hello 你", "utf-16be"],
  ["counts from after a NUL of two bytes", frame(utf16("a\0bc\0", true)), "a (+3 bytes after the NUL)", "utf-16le"],
  ["prints half a unit as ASCII and hex", frame(hex("61 00 e4")), "a\\0\\xe4", "utf-16le"],
  ["decodes ISO-2022-JP", frame(hex("1b 24 42 25 46 1b 28 42 61")), "テa", "iso-2022-jp"],
  ["prints a byte order mark", frame("\ufeffa"), "\ufeffa"],
  ["escapes the hash of a frame that begins like an event", frame("# listening on x"), "\\x23 listening on x"],
  ["escapes such a hash that isn't ASCII", frame("# ä"), "\\x23 ä"],
  ["escapes such a hash that isn't UTF-8", frame([0x23, 0x20, 0xff]), "\\x23 \\xff"],
  ["escapes such a hash in UTF-16LE", frame(utf16("# x", true)), "\\x23 x", "utf-16le"],
  ["escapes such a hash that isn't UTF-16", frame("# xyz"), "\\x23 xyz", "utf-16be"],
  ["escapes such a hash in ISO-2022-JP", frame(hex("1b 28 42 23 20 78")), "\\x23 x", "iso-2022-jp"],
  [
    "escapes the hash if only a note after it makes the frame look like an event",
    frame([0x23, 0, 1]),
    "\\x23 (+1 bytes after the NUL)",
  ],
  ["leaves other frames with a hash alone", frame("#define X # y"), "#define X # y"],
];

for (const [what, item, line, encoding] of CASES) {
  Deno.test(`textRenderer() ${what}`, () => {
    assertEquals(lines([item], { encoding: new TextEncoding(encoding ?? "utf-8") }), `${line}\n`);
  });
}

Deno.test("textRenderer() prints events after a hash", () => {
  assertEquals(
    lines([LISTENING, CONNECTED, frame("hello"), LOST, DISCONNECTED]),
    `# listening on \\\\.\\pipe\\LySharkPipeConn
# client 1 connected: pid 4, System
hello
# client 1 lost 1 frame, 4096 bytes (the reader was slow)
# client 1 disconnected after 10 frames, 40960 bytes
`,
  );
});

Deno.test("textRenderer() puts a time before each line in the given style", () => {
  const items = [CONNECTED, frame("one", { time: NOON + 1_250 }), frame("# two", { time: NOON + 2_000_000 })];
  assertEquals(
    lines(items, { time: "a" }),
    `(1769860800.123456) # client 1 connected: pid 4, System
(1769860800.124706) one
(1769860802.123456) \\x23 two
`,
  );
  assertEquals(
    lines(items, { time: "A" }),
    `(2026-01-31 12:00:00.123456) # client 1 connected: pid 4, System
(2026-01-31 12:00:00.124706) one
(2026-01-31 12:00:02.123456) \\x23 two
`,
  );
  assertEquals(
    lines(items, { time: "d" }),
    `(000.000000) # client 1 connected: pid 4, System
(000.001250) one
(001.998750) \\x23 two
`,
  );
  assertEquals(
    lines(items, { time: "z" }),
    `(000.000000) # client 1 connected: pid 4, System
(000.001250) one
(002.000000) \\x23 two
`,
  );
});

Deno.test("textRenderer() prints no time for a frame that has none", () => {
  assertEquals(lines([frame("one", { time: null })], { time: "a" }), "one\n");
});

Deno.test("textRenderer() colours everything but the data with color", () => {
  const items = [CONNECTED, frame([0x61, 0, 1], { truncated: { messageSize: 9 } }), frame("# b")];
  assertEquals(
    lines(items, { color: true, time: "z" }),
    "\x1b[2m(000.000000)\x1b[22m \x1b[36m# client 1 connected: pid 4, System\x1b[39m\n" +
      "\x1b[2m(000.000000)\x1b[22m a \x1b[2m(+1 bytes after the NUL)\x1b[22m " +
      "\x1b[33m(truncated: 3 of 9 bytes)\x1b[39m\n" +
      "\x1b[2m(000.000000)\x1b[22m \\x23 b\n",
  );
});
