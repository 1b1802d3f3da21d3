/** What --json promises: from a line, its frame can be rebuilt; and any reader of JSON can read it. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyText } from "../../unit/any_text.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import { hasTool, pinnedTool } from "../../machine/tools.ts";
import { sequencesOf } from "../../unit/stream/sequences.ts";
import { frame, rendered, utf16 } from "../../unit/items.ts";

const ENCODINGS = [
  ...["utf-8", "utf-16le", "utf-16be", "windows-1252", "koi8-r"],
  ...["gbk", "gb18030", "big5", "euc-jp", "euc-kr", "shift_jis", "iso-2022-jp"],
];

/** Characters, bytes, and pieces of what the older encodings have; some with a NUL between. */
const content = fc.array(
  fc.oneof(
    fc.string({ unit: "binary-ascii", maxLength: 6 }).map((text) => [...new TextEncoder().encode(text)]),
    anyText({ maxLength: 4 }).map((text) => [...new TextEncoder().encode(text)]),
    anyText({ maxLength: 4 }).map((text) => [...utf16(text, true)]),
    anyText({ maxLength: 4 }).map((text) => [...utf16(text, false)]),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => [...bytes]),
    fc.tuple(fc.integer({ min: 0x81, max: 0xfe }), fc.integer({ min: 0x40, max: 0xfe })),
    fc.constantFrom([0], [0, 0], [0xa2, 0xe3], [0x84, 0x31, 0x82, 0x36], [0x81, 0xbe], [0x1b, 0x24, 0x42], [
      0x88,
      0x62,
    ]),
  ),
  { maxLength: 6 },
).map((pieces) => pieces.flat());
const bytes = fc.tuple(content, fc.nat(40)).map(([start, zeros]) =>
  Uint8Array.from([...start, ...Array(zeros).fill(0)])
);

interface Line {
  readonly size: number;
  readonly text: string | null;
  readonly base64?: string;
}

/** The bytes that a text stands for, from what TextDecoder makes of each sequence. */
function encoder(encoding: string): (text: string) => Uint8Array {
  if (encoding === "utf-8") return (text) => new TextEncoder().encode(text);
  if (encoding.startsWith("utf-16")) return (text) => utf16(text, encoding === "utf-16le");
  const sequences = sequencesOf(encoding);
  return (text) => Uint8Array.fromHex(Array.from(text, (char) => sequences.get(char)?.[0] ?? "?").join(""));
}

function rebuilt({ size, text, base64 }: Line, encode: (text: string) => Uint8Array): Uint8Array {
  if (base64 !== undefined) return Uint8Array.fromBase64(base64);
  assert(text !== null, "neither text nor base64");
  const bytes = new Uint8Array(size);
  bytes.set(encode(text));
  return bytes;
}

for (const encoding of ENCODINGS) {
  Deno.test(`jsonRenderer() lets a frame be rebuilt from text and size, or from base64, in ${encoding}`, () => {
    const encode = encoder(encoding);
    const render = jsonRenderer(new TextEncoding(encoding));
    fc.assert(
      fc.property(bytes, (bytes) => {
        const line = rendered(render, frame(bytes));
        assertEquals(rebuilt(JSON.parse(line), encode), bytes);
        assertEquals(line.indexOf("\n"), line.length - 1);
        assert(!/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(line.slice(0, -1)), "a raw control on the line");
      }),
      { numRuns: 300 },
    );
  });
}

Deno.test("jsonRenderer() has the members in one order", () => {
  const order = ["kind", "seq", "time", "client", "pid", "size", "truncated", "message_size", "text", "base64"];
  const render = jsonRenderer(new TextEncoding("utf-8"));
  const truncated = fc.option(fc.record({ messageSize: fc.option(fc.nat()) }), { nil: undefined });
  fc.assert(fc.property(bytes, truncated, fc.option(fc.nat()), (bytes, truncated, pid) => {
    const item = frame(bytes, { pid, ...(truncated === undefined ? {} : { truncated }) });
    const keys = Object.keys(JSON.parse(rendered(render, item)));
    assertEquals(keys, order.filter((key) => keys.includes(key)));
  }));
});

Deno.test({
  name: "jsonRenderer() prints lines that jq reads as JSON.parse does",
  ignore: !hasTool("jq"),
  async fn() {
    const renderers = ["utf-8", "gbk", "utf-16le"].map((encoding) => jsonRenderer(new TextEncoding(encoding)));
    const frames = fc.sample(bytes, { numRuns: 500, seed: 1 }).map((bytes, i) => frame(bytes, { seq: i + 1 }));
    const lines = renderers.flatMap((render) => frames.map((frame) => rendered(render, frame)));
    const child = (await pinnedTool("jq")).command(["-c", "."], { stdin: "piped", stdout: "piped" }).spawn();
    const writing = ReadableStream.from([new TextEncoder().encode(lines.join(""))]).pipeTo(child.stdin);
    const [{ code, stdout }] = await Promise.all([child.output(), writing]);
    assertEquals(code, 0);
    const read = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout).split("\n").slice(0, -1);
    assertEquals(read.map((line) => JSON.parse(line)), lines.map((line) => JSON.parse(line)));
  },
});
