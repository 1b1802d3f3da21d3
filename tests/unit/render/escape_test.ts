import { assertEquals } from "@std/assert";
import { appendAscii, JSON_ESCAPES, jsonString, TERMINAL_ESCAPES, terminalText } from "../../../cli/render/escape.ts";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";

const ALL_ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join("");
/** What must not reach a terminal or a line of JSON as it is. */
const UNSAFE = ["\x80", "\x85", "\x9b", "\x9f", "\u2028", "\u2029", "\u061c", "\u200e", "\u200f"].concat(
  ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"],
);

function appended(text: string, escapes: typeof JSON_ESCAPES): string {
  const output = new ByteBuffer(1);
  const bytes = new TextEncoder().encode(text);
  assertEquals(appendAscii(output, bytes, 0, bytes.length, escapes), true);
  return new TextDecoder().decode(output.view);
}

Deno.test("appendAscii() escapes controls for a terminal and leaves a backslash alone", () => {
  assertEquals(
    appended("a\0b\tc\nd\re\x07f\x1b[31mg\x7fh\\i", TERMINAL_ESCAPES),
    "a\\0b\\tc\\nd\\re\\x07f\\x1b[31mg\\x7fh\\i",
  );
});

Deno.test("appendAscii() writes a JSON string that is read back as it was", () => {
  assertEquals(appended('\b\t\n\f\r"\\\x01\x1b\x7f/', JSON_ESCAPES), '\\b\\t\\n\\f\\r\\"\\\\\\u0001\\u001b\\u007f/');
  assertEquals(JSON.parse(`"${appended(ALL_ASCII, JSON_ESCAPES)}"`), ALL_ASCII);
});

Deno.test("appendAscii() appends exactly the given range", () => {
  const output = new ByteBuffer(1);
  output.ascii("<");
  assertEquals(appendAscii(output, new TextEncoder().encode("hello"), 1, 3, JSON_ESCAPES), true);
  assertEquals(new TextDecoder().decode(output.view), "<el");
});

Deno.test("appendAscii() appends nothing when a byte isn't ASCII", () => {
  const output = new ByteBuffer(1);
  output.ascii("<");
  assertEquals(appendAscii(output, Uint8Array.of(0x0a, 0x61, 0x80), 0, 3, JSON_ESCAPES), false);
  assertEquals(new TextDecoder().decode(output.view), "<");
});

Deno.test("terminalText() escapes everything that controls a terminal or changes the text direction", () => {
  assertEquals(terminalText("ä\\你 😀\n\x1b[31m\0\x7f"), "ä\\你 😀\\n\\x1b[31m\\0\\x7f");
  for (const char of UNSAFE) {
    const code = char.charCodeAt(0).toString(16).padStart(4, "0");
    assertEquals(terminalText(`a${char}b`), `a\\u${code}b`);
  }
});

Deno.test("terminalText() and appendAscii() agree on ASCII", () => {
  assertEquals(terminalText(ALL_ASCII), appended(ALL_ASCII, TERMINAL_ESCAPES));
});

Deno.test("jsonString() is JSON without a raw control or bidirectional character", () => {
  assertEquals(jsonString('ä"\\\n\x1b你😀'), '"ä\\"\\\\\\n\\u001b你😀"');
  const hostile = ALL_ASCII + UNSAFE.join("");
  assertEquals(JSON.parse(jsonString(hostile)), hostile);
  assertEquals(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(jsonString(hostile)), false);
});
