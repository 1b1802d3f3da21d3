/** What tests/oracle/log can't ask Windows for, and what doesn't fit; the rest is there, with thousands of random calls. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { type LogArgument, logLinePayload } from "../../../cli/frame/log_arguments.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { Formatter } from "../../../cli/log/formatter.ts";
import { scaled } from "../effort.ts";
import { ansi, block, i32, i64, NULL, pointer, SOME_GUID, u32, u64, wide } from "../logs.ts";

/** The text of a line, and after a bar what doesn't fit. */
function printed(format: string, args: readonly LogArgument[], encoding = "utf-8"): string {
  const out = new ByteBuffer(1);
  const error = new Formatter(format, new TextEncoding(encoding)).append(logLinePayload(0, args), out);
  return new TextDecoder().decode(out.view) + (error === undefined ? "" : ` | ${error}`);
}

const FITTING: [format: string, args: LogArgument[], text: string][] = [
  ["hello", [], "hello"],
  ["100%% of %u%%", [u32(5)], "100% of 5%"],
  ["%d %i %u %x %X %o", [i32(-1), i32(2), u32(3), u32(0xab), u32(0xab), u32(8)], "-1 2 3 ab AB 10"],
  ["%u %d", [i32(-1), u32(0xFFFF_FFFF)], "4294967295 -1"],
  ["%hhd %hhu %hd %hu", [i32(0x181), i32(0x181), i32(0x18001), i32(0x18001)], "-127 129 -32767 32769"],
  ["%I64d %llu %I64x", [i64(-1n), i64(-1n), u64(0xFFFF_FFFF_FFFFn)], "-1 18446744073709551615 ffffffffffff"],
  ["%lld %I64x", [u64(2n ** 53n + 1n), u64(2n ** 63n)], "9007199254740993 8000000000000000"],
  ["%Iu %zx %td", [u32(7), pointer(0xABn), i64(-9n)], "7 ab -9"],
  [
    "%p %p %.3p",
    [pointer(0xFFFF_8000_0000_1234n), NULL, pointer(1n)],
    "FFFF800000001234 0000000000000000 0000000000000001",
  ],
  ["%05.3d|%-05d|%05d", [i32(5), i32(5), i32(-5)], "  005|5    |-0005"],
  ["%#x %#X %#o %#x", [u32(10), u32(10), u32(8), u32(0)], "0xa 0XA 010 0"],
  ["%*d|%-*d|%.*d|%*d", [i32(4), i32(1), i32(3), i32(2), i32(2), i32(3), i32(-3), i32(4)], "   1|2  |03|4  "],
  ["%c%C%lc %.0c", [i32(0x41), i32(0x20AC), i32(0x42), i32(0x43)], "A€B C"],
  ["%s|%hs|%S|%ws|%ls|%hS", [ansi("a"), ansi("b"), wide("c"), wide("d"), wide("e"), ansi("f")], "a|b|c|d|e|f"],
  ["%Z|%wZ|%5wZ|%.1Z", [ansi("ab"), wide("\\Device\\X"), wide("x"), ansi("ab")], "ab|\\Device\\X|    x|ab"],
  ["%s %S %wZ %Z %.3s", [NULL, NULL, NULL, NULL, NULL], "(null) (null) (null) (null) (nu"],
  ["%5s|%-5s|%.2s|%5.1S", [ansi("ä"), ansi("ä"), ansi("ä€"), wide("€uro")], "   ä|ä   |ä|    €"],
  ["%!STATUS! %!STATUS!", [i32(-0x3FFF_FFFB), i32(0)], "STATUS_ACCESS_VIOLATION STATUS_SUCCESS"],
  ["%!STATUS! %!WINERROR!", [u32(0xC0DE_1234), u32(123_456)], "0xC0DE1234 123456"],
  ["%!WINERROR! %!WINERROR!", [u32(5), i32(0)], "ERROR_ACCESS_DENIED ERROR_SUCCESS"],
  ["%!GUID! %!GUID!", [SOME_GUID, NULL], "{03020100-0504-0706-0809-0A0B0C0D0E0F} (null)"],
  ["%!HEX! [%!HEX!]", [block([10, 11, 255]), block([])], "0a 0b ff []"],
  ["%s %S", [ansi("你好"), wide("你😀")], "你好 你😀"],
  ["half %S", [wide("\ud83d")], "half \ufffd"],
];

for (const [format, args, text] of FITTING) {
  Deno.test(`Formatter prints ${JSON.stringify(text)} for ${JSON.stringify(format)}`, () => {
    assertEquals(printed(format, args), text);
  });
}

const CUT: [format: string, args: LogArgument[], text: string][] = [
  ["%s.", [ansi("abc", 10)], "abc…."],
  ["%s", [ansi("abc", 0xFFFF)], "abc…"],
  ["%wZ", [wide("abc", 8)], "abc…"],
  ["%.2s|%.3s|%.4s", [ansi("abc", 9), ansi("abc", 9), ansi("abc", 9)], "ab|abc|abc…"],
  ["%!HEX!", [block([1, 2], 3)], "01 02 …"],
  ["%s", [ansi(new TextEncoder().encode("ab€").subarray(0, 4), 5)], "ab…"],
  ["%S", [wide("ab\ud83d", 8)], "ab…"],
];

for (const [format, args, text] of CUT) {
  Deno.test(`Formatter shows with … that a string or block of ${format} was cut: ${text}`, () => {
    assertEquals(printed(format, args), text);
  });
}

const UNFITTING: [format: string, args: LogArgument[], text: string][] = [
  ["%d.", [ansi("x")], '%!d("x"). | args[0] is a string, which %d does not print'],
  ["%-5d", [u64(7n)], "%!-5d(7) | args[0] is a 64-bit number, which %-5d does not print"],
  ["%I64d", [i32(7)], "%!I64d(7) | args[0] is a 32-bit number, which %I64d does not print"],
  ["%s", [wide("x")], '%!s("x") | args[0] is a wide string, which %s does not print'],
  ["%S", [ansi("x")], '%!S("x") | args[0] is a string, which %S does not print'],
  ["%s", [i32(5)], "%!s(5) | args[0] is a 32-bit number, which %s does not print"],
  ["%d", [NULL], "%!d(NULL) | args[0] is NULL, which %d does not print"],
  ["%x", [pointer(1n)], "%!x(0x0000000000000001) | args[0] is a pointer, which %x does not print"],
  [
    "%!STATUS!",
    [SOME_GUID],
    "%!STATUS!({03020100-0504-0706-0809-0A0B0C0D0E0F})" +
    " | args[0] is a GUID, which %!STATUS! does not print",
  ],
  ["%!HEX! %d", [ansi("a"), i32(1)], '%!HEX!("a") 1 | args[0] is a string, which %!HEX! does not print'],
  ["%d %u", [i32(1)], "1 %!u(missing) | args[1] is missing, which %u prints"],
  ["a", [i32(1)], "a %!(extra 1) | the format does not print args[0]"],
  ["%u", [u32(1), ansi("x"), block([1, 2])], '1 %!(extra "x", 0102) | the format does not print args[1] to args[2]'],
  ["%f %d", [u64(1n), i32(2)], "%!f(1) 2 | %f is not a known conversion"],
  [
    "%n%q",
    [pointer(1n), i32(1)],
    "%!n(0x0000000000000001)%!q(1) | " +
    "%n is not a known conversion; %q is not a known conversion",
  ],
  ["%!FOO!", [i32(1)], "%!FOO!(1) | %!FOO! is not a known conversion"],
  ["50%", [], "50% | % is not a conversion"],
  ["%5%", [], "%5% | %5% is not a conversion"],
  ["%*d", [ansi("x"), i32(1)], '%!*d(*="x")1 | args[0] is a string, the * of %*d'],
  ["%*d", [], "%!*d(missing) | args[0] is missing, the * of %*d; args[1] is missing, which %*d prints"],
  [
    "%d%d%u%d%d%d",
    [NULL, NULL, u32(5), NULL, NULL, NULL],
    "%!d(NULL)%!d(NULL)5%!d(NULL)%!d(NULL)%!d(NULL) | args[0] is NULL, which %d does not print; " +
    "args[1] is NULL, which %d does not print; args[3] is NULL, which %d does not print; " +
    "args[4] is NULL, which %d does not print; and more",
  ],
  ["%99999d", [i32(1)], "%!99999d(1) | %99999d is too wide"],
  ["%.99999d", [i32(1)], "%!.99999d(1) | %.99999d is too wide"],
  ["%*d", [i32(-0x8000_0000), i32(1)], "%!*d(1) | %*d is too wide"],
];

for (const [format, args, text] of UNFITTING) {
  Deno.test(`Formatter shows what does not fit ${JSON.stringify(format)}: ${text}`, () => {
    assertEquals(printed(format, args), text);
  });
}

Deno.test("Formatter decodes narrow strings with the listener's encoding, and leaves bytes that do not decode", () => {
  const gbk = Uint8Array.of(0xC4, 0xE3);
  assertEquals(printed("%s!", [ansi(gbk)], "gbk"), "你!");
  assertEquals(printed("%c", [i32(0xC4)], "windows-1252"), "Ä");
  const out = new ByteBuffer();
  new Formatter("%s!", new TextEncoding("utf-8")).append(logLinePayload(0, [ansi(gbk)]), out);
  assertEquals(out.view, Uint8Array.of(0xC4, 0xE3, 0x21));
});

Deno.test("Formatter prints any arguments by any format: each argument is printed, or named in the error", () => {
  const format = fc.array(fc.constantFrom(..."%%%%-+ 0#*.1239hlI64zwduxXopcCsSZ!STATUS!HEX!n \u00e9".split(""))).map((
    all,
  ) => all.join(""));
  const args = fc.array(
    fc.constantFrom(i32(5), u32(7), i64(9n), pointer(1n), ansi("a", 3), wide("b"), block([1]), SOME_GUID, NULL),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(format, args, (format, args) => {
      const text = printed(format, args);
      assert(text.length < 20_000, text);
      // Without conversions of its own the format is there as it is, and all arguments are extra ones
      if (!format.includes("%") && args.length > 0) assert(text.startsWith(`${format} %!(extra `), text);
    }),
    { numRuns: scaled(5000) },
  );
});
