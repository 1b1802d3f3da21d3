import { assertEquals } from "@std/assert";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { logLinePayload } from "../../../cli/frame/log_arguments.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { readArgument, readCallSite, wantedArguments } from "../../../cli/log/call.ts";
import { Formatter } from "../../../cli/log/formatter.ts";

Deno.test("readCallSite() reads a level, a place and a format", () => {
  const site = { keywords: 0, function: "send" };
  assertEquals(readCallSite("info driver.c:42 opened %s by %u"), {
    ...site,
    level: "info",
    file: "driver.c",
    line: 42,
    format: "opened %s by %u",
  });
  assertEquals(readCallSite("error C:\\a\\b.c:1 "), {
    ...site,
    level: "error",
    file: "C:\\a\\b.c",
    line: 1,
    format: "",
  });
  for (const text of ["", "hello", "warn a.c:1 x", "info a.c x", "info a.c:1", "info a.c:x y", "info a.c:1 \0"]) {
    assertEquals(readCallSite(text), undefined);
  }
});

/** What a line says whose arguments were read from texts; undefined where one can't be. */
function played(format: string, texts: readonly string[]): string | undefined {
  const args = wantedArguments(format).map(({ conversion, isStar }, i) => readArgument(texts[i]!, conversion, isStar));
  const whole = args.filter((arg) => arg !== undefined);
  if (whole.length < args.length) return undefined;
  const out = new ByteBuffer();
  const error = new Formatter(format, new TextEncoding("utf-8")).append(logLinePayload(0, whole), out);
  return new TextDecoder().decode(out.view) + (error ?? "");
}

const PLAYED: [format: string, texts: string[], text: string | undefined][] = [
  ["%d %u %x %hhu", ["-1", "0xFF", "16", "300"], "-1 255 10 44"],
  ["%I64d %llu %p %zx", ["-5", "18446744073709551615", "0xAB", "0x10"], "-5 18446744073709551615 00000000000000AB 10"],
  ["%*d|%.*s", ["4", "1", "2", "abc"], "   1|ab"],
  ["%s %S %wZ %Z %ws", ["a", "€", "c", "d", "e"], "a € c d e"],
  ["%c%c %C", ["A", "66", "€"], "AB €"],
  ["%!STATUS! %!WINERROR!", ["0xC0000005", "5"], "STATUS_ACCESS_VIOLATION ERROR_ACCESS_DENIED"],
  ["%!GUID!", ["{00020401-0000-0000-C000-000000000046}"], "{00020401-0000-0000-C000-000000000046}"],
  ["%!HEX!", ["0a 0B"], "0a 0b"],
  ["100%%", [], "100%"],
  ["%d", ["x"], undefined],
  ["%d", ["4294967296"], undefined],
  ["%d", ["-2147483649"], undefined],
  ["%I64d", ["18446744073709551616"], undefined],
  ["%!GUID!", ["0"], undefined],
  ["%!HEX!", ["0"], undefined],
];

for (const [format, texts, text] of PLAYED) {
  Deno.test(`readArgument() reads ${JSON.stringify(texts)} for ${JSON.stringify(format)}: ${text ?? "it can't"}`, () => {
    assertEquals(played(format, texts), text);
  });
}
