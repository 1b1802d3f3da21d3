import { assertEquals, assertThrows } from "@std/assert";
import { int, wrap } from "../../../../cli/c/header/constants.ts";
import { type Environment, evaluate } from "../../../../cli/c/header/expressions.ts";
import { tokenize } from "../../../../cli/c/header/tokens.ts";
import { BadInputError } from "../../../../cli/errors.ts";

/** An environment in which FIVE is 5, UCHAR is a type, and `sizeof(UCHAR)` is 1. */
const ENVIRONMENT: Environment = {
  bits: 32,
  constant: (name) => name === "FIVE" ? int(5) : undefined,
  cast: ([word, more]) => word?.text === "UCHAR" && more === undefined ? { bits: 8, signed: false } : undefined,
  call: ({ text }, [type]) => text === "sizeof" && type?.[0]?.text === "UCHAR" ? wrap(1n, 64, false) : undefined,
};

function value(text: string, environment = ENVIRONMENT): bigint {
  const file = { path: "x.h", text };
  return evaluate([...tokenize(file)], environment, { file, offset: 0 }).value;
}

/** What MSVC, gcc and the standard agree on, for 32-bit int and long. */
const VALUES: Readonly<Record<string, bigint>> = {
  "42": 42n,
  "0x2A": 42n,
  "052": 42n,
  "0b101010": 42n,
  "0": 0n,
  "42u": 42n,
  "42UL": 42n,
  "42ll": 42n,
  "42ui64": 42n,
  "42i64": 42n,
  "4294967295": 4294967295n,
  "0xFFFFFFFF": 4294967295n,
  "0xFFFFFFFF + 1": 0n,
  "4294967295 + 1": 4294967296n,
  "2147483647 + 1": -2147483648n,
  "0xFFFFFFFFFFFFFFFF": 18446744073709551615n,
  "-1": -1n,
  "-1 > 0": 0n,
  "-1 > 0u": 1n,
  "-1 > 0ull": 1n,
  "-1ll > 0u": 0n,
  "~0": -1n,
  "~0u": 4294967295n,
  "!5": 0n,
  "!!5": 1n,
  "+5": 5n,
  "1 + 2 * 3": 7n,
  "(1 + 2) * 3": 9n,
  "10 - 3 - 2": 5n,
  "7 / 2": 3n,
  "-7 / 2": -3n,
  "-7 % 3": -1n,
  "1 << 4 | 1": 17n,
  "1 << 31": -2147483648n,
  "1u << 31": 2147483648n,
  "1ll << 40": 1099511627776n,
  "-8 >> 1": -4n,
  "6 & 3": 2n,
  "6 ^ 3": 5n,
  "1 == 1 == 1": 1n,
  "3 != 3": 0n,
  "3 <= 3 && 4 >= 5": 0n,
  "0 && 1 / 0": 0n,
  "1 || 1 / 0": 1n,
  "1 ? 2 : 1 / 0": 2n,
  "0 ? 1 : 0 ? 2 : 3": 3n,
  "1 ? -1 : 0u": 4294967295n,
  "'A'": 65n,
  "'\\n'": 10n,
  "'\\x41'": 65n,
  "'\\101'": 65n,
  "'\\xff'": -1n,
  "L'\\xffff'": 65535n,
  "'ab'": 24930n,
  "'Proc'": 0x50726f63n,
  "FIVE * FIVE": 25n,
  "(UCHAR)300": 44n,
  "(UCHAR)-1 + 1": 256n,
  "(FIVE)-1": 4n,
  "sizeof(UCHAR) * 4": 4n,
};

for (const [text, expected] of Object.entries(VALUES)) {
  Deno.test(`evaluate() gives ${expected} for ${text}`, () => assertEquals(value(text), expected));
}

Deno.test("evaluate() computes with 64 bits in #if", () => {
  assertEquals(value("2147483647 + 1", { ...ENVIRONMENT, bits: 64 }), 2147483648n);
  assertEquals(value("1 << 40", { ...ENVIRONMENT, bits: 64 }), 1n << 40n);
});

const MISTAKES: Readonly<Record<string, string>> = {
  "": "the expression is incomplete",
  "1 +": "the expression is incomplete",
  "1 2": 'unexpected "2"',
  "(1": 'the "(" has no ")"',
  "1)": 'unexpected ")"',
  "1 / 0": "division by zero",
  "1 % 0": "division by zero",
  "1 << 32": "a shift by 32 of 32 bits",
  "1 << -1": "a shift by -1 of 32 bits",
  "1 ? 2": "the expression is incomplete",
  "SIX": '"SIX" is not a constant',
  "sizeof(SIX)": '"sizeof" is not a constant',
  "0x": "0x is not an integer of at most 64 bits",
  "09": "09 is not an integer",
  "1.5": "1.5 is not an integer",
  "18446744073709551616": "18446744073709551616 is not an integer",
  "'abcde'": "'abcde' is not an integer",
  "''": "'' is not an integer",
  '"a"': 'unexpected ""a""',
  "@": 'unexpected "@"',
};

for (const [text, why] of Object.entries(MISTAKES)) {
  Deno.test(`evaluate() rejects ${text === "" ? "nothing" : text}`, () => {
    const error = assertThrows(() => value(text), BadInputError);
    assertEquals(
      [error.message.includes(why), error.message.startsWith("Cannot read x.h:1:")],
      [true, true],
      error.message,
    );
  });
}

Deno.test("evaluate() accepts an expression of 100,000 operands, and rejects one nested 200 deep", () => {
  assertEquals(value("1+".repeat(99_999) + "1"), 100_000n);
  for (
    const text of [
      "(".repeat(200) + "1" + ")".repeat(200),
      "- ".repeat(200) + "1",
      "1?".repeat(200) + "1" + ":1".repeat(200),
    ]
  ) {
    assertThrows(() => value(text), BadInputError, "nested too deeply");
  }
});
