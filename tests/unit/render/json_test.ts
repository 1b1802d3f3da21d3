import { assertEquals } from "@std/assert";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, LOST, NOON, padded, rendered, utf16 } from "../items.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));

function lines(items: readonly Item[], encoding = "utf-8"): string {
  return rendered(jsonRenderer(new TextEncoding(encoding)), ...items);
}

const HEAD = '{"kind":"frame","seq":1,"time":"2026-01-31T12:00:00.123456Z","client":1,"pid":4,';

const CASES: [string, Item, string, string?][] = [
  ["drops the padding", frame(padded("hello lyshark")), '"size":4096,"text":"hello lyshark"}'],
  ["prints an empty frame", frame(""), '"size":0,"text":""}'],
  ["prints nothing but NULs as their number", frame(new Uint8Array(3)), '"size":3,"text":""}'],
  ["escapes as JSON does", frame('a"b\\c\n\t\x1b\x7f'), '"size":9,"text":"a\\"b\\\\c\\n\\t\\u001b\\u007f"}'],
  ["escapes C1, separators and bidi", frame("\x9b\u2028\u202e"), '"size":8,"text":"\\u009b\\u2028\\u202e"}'],
  ["prints other scripts as they are", frame("ä你😀"), '"size":9,"text":"ä你😀"}'],
  ["keeps a byte order mark", frame("\ufeffa"), '"size":4,"text":"\ufeffa"}'],
  ["gives bytes that don't decode in base64", frame([0x61, 0xff]), '"size":2,"text":null,"base64":"Yf8="}'],
  ["gives what is after the NUL in base64", frame([0x61, 0, 1, 0]), '"size":4,"text":"a","base64":"YQABAA=="}'],
  [
    "prints a truncation",
    frame("hel", { truncated: { messageSize: 5 } }),
    '"size":3,"truncated":true,"message_size":5,"text":"hel"}',
  ],
  [
    "prints a truncation of unknown size",
    frame("hel", { truncated: { messageSize: null } }),
    '"size":3,"truncated":true,"message_size":null,"text":"hel"}',
  ],
  ["decodes GBK", frame(hex("c4 e3 ba c3 00 00")), '"size":6,"text":"你好"}', "gbk"],
  ["adds base64 to an ambiguous €", frame(hex("a2 e3")), '"size":2,"text":"€","base64":"ouM="}', "gbk"],
  ["adds base64 to the other €", frame(hex("80")), '"size":1,"text":"€","base64":"gA=="}', "gbk"],
  ["decodes UTF-16LE", frame(utf16("a你\0\0", true)), '"size":8,"text":"a你"}', "utf-16le"],
  ["gives half a unit in base64", frame(hex("61 00 00")), '"size":3,"text":null,"base64":"YQAA"}', "utf-16le"],
  ["adds base64 to ISO-2022-JP", frame("a"), '"size":1,"text":"a","base64":"YQ=="}', "iso-2022-jp"],
  ["decodes every byte of windows-1252", frame(hex("80 81 e4")), '"size":3,"text":"€\\u0081ä"}', "windows-1252"],
];

for (const [what, item, line, encoding] of CASES) {
  Deno.test(`jsonRenderer() ${what}`, () => assertEquals(lines([item], encoding), `${HEAD}${line}\n`));
}

const STAMP = { sequence: 17, dropped: 3, time: 134_143_344_001_234_567n, processor: 1, pid: 4, tid: 116, type: 2 };

Deno.test("jsonRenderer() prints the event envelope", () => {
  assertEquals(
    lines([frame("hello", { kernel: STAMP })]),
    `${HEAD}"size":5,"kernel":{"sequence":17,"dropped":3,"time":"2026-01-31T12:00:00.1234567Z","processor":1,` +
      '"pid":4,"tid":116,"type":2},"text":"hello"}\n',
  );
});

Deno.test("jsonRenderer() prints a loss known only to the driver, in a recording without times", () => {
  assertEquals(
    lines([{ kind: "lost", time: null, client: null, frames: 7, bytes: null, by: "driver" }]),
    '{"kind":"lost","time":null,"client":null,"frames":7,"bytes":null,"by":"driver"}\n',
  );
});

Deno.test("jsonRenderer() prints null for unknown values", () => {
  assertEquals(
    lines([frame("a", { time: null, client: null, pid: null, seq: 2 ** 53 - 1 })]),
    '{"kind":"frame","seq":9007199254740991,"time":null,"client":null,"pid":null,"size":1,"text":"a"}\n',
  );
});

Deno.test("jsonRenderer() gives each frame its own time", () => {
  const times = [NOON, NOON, NOON + 1, null, NOON].map((time) => frame("", { time }));
  assertEquals(lines(times).split("\n").slice(0, -1).map((line) => JSON.parse(line).time), [
    "2026-01-31T12:00:00.123456Z",
    "2026-01-31T12:00:00.123456Z",
    "2026-01-31T12:00:00.123457Z",
    null,
    "2026-01-31T12:00:00.123456Z",
  ]);
});

Deno.test("jsonRenderer() prints events", () => {
  const hostile = { ...CONNECTED, pid: null, image: 'C:\\a"\x1b\u202e.exe' };
  assertEquals(
    lines([LISTENING, CONNECTED, hostile, LOST, DISCONNECTED, { ...DISCONNECTED, error: "ReadFile failed" }]),
    `{"kind":"listening","time":"2026-01-31T12:00:00.123456Z","pipe":"\\\\\\\\.\\\\pipe\\\\LySharkPipeConn"}
{"kind":"connected","time":"2026-01-31T12:00:00.123456Z","client":1,"pid":4,"image":"System"}
{"kind":"connected","time":"2026-01-31T12:00:00.123456Z","client":1,"pid":null,"image":"C:\\\\a\\"\\u001b\\u202e.exe"}
{"kind":"lost","time":"2026-01-31T12:00:00.123456Z","client":1,"frames":1,"bytes":4096,"by":"listener"}
{"kind":"disconnected","time":"2026-01-31T12:00:00.123456Z","client":1,"pid":4,"frames":10,"bytes":40960,"error":null}
{"kind":"disconnected","time":"2026-01-31T12:00:00.123456Z","client":1,"pid":4,"frames":10,"bytes":40960,"error":"ReadFile failed"}
`,
  );
});
