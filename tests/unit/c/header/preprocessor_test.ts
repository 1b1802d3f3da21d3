import { assertEquals, assertRejects } from "@std/assert";
import { parseMacro } from "../../../../cli/c/header/macros.ts";
import { Packing } from "../../../../cli/c/header/packing.ts";
import { Preprocessor } from "../../../../cli/c/header/preprocessor.ts";
import { BadInputError } from "../../../../cli/errors.ts";

/** The tokens of a header, separated by spaces; `files` are those it may include. */
async function preprocess(text: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const words: string[] = [];
  const preprocessor = new Preprocessor({
    defines: new Map([["GIVEN", "7"]]),
    packing: new Packing(),
    include: (name) => Promise.resolve(files[name] === undefined ? undefined : { path: name, text: files[name] }),
    emit: (token) => words.push(token.text),
  });
  await preprocessor.read({ path: "x.h", text });
  return words.join(" ");
}

/** Includes the examples of C11, 6.10.3. */
const CASES: readonly (readonly [string, string, string])[] = [
  ["leaves out comments", "a /* b */ c // d\ne /* f\n g */ h", "a c e h"],
  ["joins spliced lines", "#define A b \\\n c\nA // d \\\n e\nf", "b c f"],
  ["takes Windows' line ends", "#define A b\r\n#ifdef A\r\nA \\\r\nc\r\n#endif\r\n", "b c"],
  ["skips a byte order mark", "\uFEFF#define A b\nA", "b"],
  ["sees no directive after other words", "a #define B\nc", "a # define B c"],
  ["takes a directive with space around the #", "  # define A b\nA", "b"],
  ["lets a comment go on inside of a directive", "#define A b /*\n*/ c\nA", "b c"],
  ["leaves strings alone", '#define a b\n"a // a" \'a\' L"a" a', '"a // a" \'a\' L"a" b'],
  ["replaces macros in macros", "#define A B\n#define B C\nA", "C"],
  ["replaces what -D gives", "GIVEN", "7"],
  ["forgets a macro", "#define A b\n#undef A\nA", "A"],
  ["doesn't replace a macro in itself", "#define A A B\nA", "A B"],
  [
    "calls a macro with arguments",
    "#define MAX(a, b) ((a) > (b) ? (a) : (b))\nMAX(x, (y, z))",
    "( ( x ) > ( ( y , z ) ) ? ( x ) : ( ( y , z ) ) )",
  ],
  ["calls a macro over several lines", "#define F(a) [a]\nF(\n1\n)", "[ 1 ]"],
  ["calls a macro without arguments", "#define F() 1\nF() F", "1 F"],
  ["takes a macro whose parenthesis stands apart as one without parameters", "#define F (a)\nF", "( a )"],
  ["makes strings", '#define S(a) #a\nS(b  "c")', '"b \\"c\\""'],
  ["pastes words", "#define P(a, b) a ## b\nP(x, 1) P(, y) P(x,)", "x1 y x"],
  ["pastes nothing to what stands before", "#define P(a, b) [a ## b]\nP(, y) P(x,) P(,)", "[ y ] [ x ] [ ]"],
  ["leaves words apart that are none together", "#define P(a, ...) f(a, ## __VA_ARGS__)\nP(b, c)", "f ( b , c )"],
  ["pastes before it replaces", "#define XY 1\n#define X 2\n#define P(a, b) a ## b\nP(X, Y)", "1"],
  ["takes any number of arguments", "#define V(a, ...) a | __VA_ARGS__\nV(1, 2, 3) V(1)", "1 | 2 , 3 1 |"],
  ["follows #if", "#if 1\na\n#elif 1\nb\n#else\nc\n#endif\n#if 0\nd\n#elif 1\ne\n#else\nf\n#endif", "a e"],
  ["follows #if in #if", "#if 0\n#if 1\na\n#else\nb\n#endif\n#else\nc\n#endif", "c"],
  ["knows defined", "#if defined(GIVEN) && !defined NO\na\n#endif", "a"],
  ["knows defined in a macro", "#define HAS defined(NO) || defined(GIVEN)\n#if HAS\na\n#endif", "a"],
  ["takes an unknown name as 0", "#if NO == 0 && GIVEN >= 7\na\n#endif", "a"],
  ["follows #ifdef and #ifndef", "#ifdef GIVEN\na\n#endif\n#ifndef GIVEN\nb\n#endif", "a"],
  [
    "asks no condition that doesn't matter",
    "#if 1\na\n#elif 1 / 0\n#endif\n#if 0\n#if 1 / 0\n#endif\n#error no\n#endif",
    "a",
  ],
  ["takes any words where nothing counts", "#if 0\ndon't #@ \"\n#endif\na", "a"],
  ["includes a header", '#include "y.h"\nb', "a b"],
  ["includes a header that a macro names", '#define Y "y.h"\n#include Y\nb', "a b"],
  ["skips a system header", "#include <ntddk.h>\nb", "b"],
  ["includes a header with #pragma once only once", '#include "once.h"\n#include "once.h"\n', "c"],
  ["includes a guarded header once", '#include "guard.h"\n#include "guard.h"\n', "d"],
  ["ignores other pragmas and #line", "#pragma warning(push)\n#line 7\n#ident x\n#\na", "a"],
  [
    "ignores definitions of SAL",
    "#define _In_\n#define _Field_size_(n)\n_In_ _Field_size_(3)",
    "_In_ _Field_size_ ( 3 )",
  ],
];

const FILES = { "y.h": "a", "once.h": "#pragma once\nc", "guard.h": "#ifndef G\n#define G\nd\n#endif" };

for (const [what, text, expected] of CASES) {
  Deno.test(`Preprocessor ${what}`, async () => assertEquals(await preprocess(text, FILES), expected));
}

/** By text: the error. */
const MISTAKES: Readonly<Record<string, string>> = {
  "a\n/* b": "x.h:2:1: the comment is not closed",
  "#if 1\n": "x.h:1:1: the condition has no #endif",
  "#endif": "x.h:1:2: the #endif has no #if",
  "#else": "x.h:1:2: the #else has no #if",
  "#if 1\n#else\n#else\n#endif": "x.h:3:2: the #else has no #if",
  "#if\n#endif": "x.h:1:2: the expression is incomplete",
  "#if (1\n#endif": 'x.h:1:5: the "(" has no ")"',
  "#if f(1)\n#endif": 'x.h:1:5: "f" is not a constant',
  "#if defined\n#endif": 'x.h:1:5: "defined" has no name',
  "#ifdef\n#endif": "x.h:1:2: #ifdef has no name",
  "#define": "x.h:1:2: #define has no name",
  "#define F(a": 'x.h:1:10: the "(" has no ")"',
  "#define F(1) a": 'x.h:1:11: unexpected "1"',
  "#define F(a) a\nF(1, 2)": "x.h:2:1: F takes 1 argument, not 2",
  "#define F(a, b) a\nF(1)": "x.h:2:1: F takes 2 arguments, not 1",
  "#define F(a) a\nF(1": 'x.h:2:2: the "(" has no ")"',
  "#include": "x.h:1:2: #include has no name",
  "#include y.h": "x.h:1:2: #include has no name",
  '#include "self.h"': "self.h:1:2: the header includes itself endlessly",
  "  #error say why": "x.h:1:4: #error was reached",
  "#nonsense": 'x.h:1:2: unknown directive "#nonsense"',
  "#pragma pack(3)": "x.h:1:14: #pragma pack of 3",
  "#pragma pack(1": "x.h:1:9: #pragma pack has no ( )",
  "#pragma pack(push, a, b, 1, 2)": "x.h:1:9: unknown form of #pragma pack",
};

for (const [text, why] of Object.entries(MISTAKES)) {
  Deno.test(`Preprocessor rejects ${JSON.stringify(text)}`, async () => {
    const error = await assertRejects(() => preprocess(text, { "self.h": '#include "self.h"' }), BadInputError);
    assertEquals(error.message.slice(0, `Cannot read ${why}`.length), `Cannot read ${why}`);
  });
}

Deno.test("Preprocessor rejects macros that grow without bounds", async () => {
  const grow = Array.from({ length: 30 }, (_, at) => `#define A${at + 1} A${at} A${at}\n`).join("");
  const paste = `#define P(a) Q(a)\n#define Q(a) a ## a\n${"P(".repeat(40)}x${")".repeat(40)}`;
  for (const text of [`${grow}A30`, paste]) {
    await assertRejects(() => preprocess(text), BadInputError, "the macro grows without bounds");
  }
});

Deno.test("parseMacro() reads the value of -D", () => {
  assertEquals(parseMacro("unsigned long", { path: "-D", text: "" }).body.map(({ text }) => text), [
    "unsigned",
    "long",
  ]);
});
