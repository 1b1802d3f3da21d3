/** Any header is read or rejected with a message, in bounded time, and what was read is consistent. */
import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { anyText } from "../../any_text.ts";
import { compileReader } from "../../../../cli/c/values/struct_reader.ts";
import type { RecordType } from "../../../../cli/c/header/types.ts";
import { TextEncoding } from "../../../../cli/frame/text_encoding.ts";
import { BadInputError } from "../../../../cli/errors.ts";
import { layoutJson, layoutText } from "../../../../cli/render/struct_layout.ts";
import { header } from "./headers.ts";
import { FULL_EFFORT, scaled } from "../../effort.ts";

const RUNS = { numRuns: scaled(400) };
/** In milliseconds; far more than any header here takes, even on a machine under load. */
const MAX_DURATION = 20_000;

/** Reads a header and everything in it, and throws on any undocumented behaviour. */
async function check(text: string): Promise<void> {
  const begin = performance.now();
  try {
    const { records, own, failures } = await header(text, { files: { "y.h": text } });
    for (const record of new Set([...records.values(), ...own])) checkRecord(record);
    for (const failure of failures) assert(failure instanceof BadInputError);
  } catch (error) {
    if (!(error instanceof BadInputError)) throw error;
    assert(/^Cannot read .+:\d+:\d+: .+ \(.+\)$/s.test(error.message), error.message);
  }
  assertLess(performance.now() - begin, MAX_DURATION);
}

function checkRecord(record: RecordType): void {
  assert(record.size > 0 && record.align > 0);
  for (const { offset, type, bits } of record.fields) {
    assert(offset >= 0 && offset + type.size <= record.size);
    assert(bits === undefined || bits.shift + bits.width <= type.size * 8);
  }
  assert(layoutText(record).endsWith("\n"));
  JSON.parse(layoutJson(record, "x64"));
  if (record.size <= 4096) compileReader(record, new TextEncoding("utf-8"))(new Uint8Array(64));
}

Deno.test("loadHeader() reads or rejects any text", async () => {
  await fc.assert(fc.asyncProperty(anyText({ maxLength: 200 }), check), RUNS);
});

/** Tokens that have a meaning in a header. */
const WORDS = [
  ..."struct union enum typedef X Y int char unsigned long ULONG UCHAR PVOID WCHAR float void const * * ( ) [ ] { } { }"
    .split(" "),
  ..."; ; ; , , : = 1 0 3 0x7fffffff -1 8 sizeof ( . ... + << / ? & && \" ' \\ # ## @ \n".split(" "),
  ...'__declspec(align(8)) _Field_size_(X) __attribute__((packed)) C_ASSERT static_assert extern "C" __pragma'.split(
    " ",
  ),
  ...[
    "\n#define X",
    "\n#define F(a)",
    "\n#if",
    "\n#else\n",
    "\n#endif\n",
    '\n#include "y.h"\n',
    "\n#pragma pack(push, 1)\n",
    "\n#pragma pack(pop)\n",
  ],
];

Deno.test("loadHeader() reads or rejects any tokens of C", async () => {
  const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => words.join(" "));
  await fc.assert(fc.asyncProperty(soup, check), RUNS);
});

/** Structs with every feature. */
const RICH = `#pragma once
#define COUNT 3
#define ARRAY(type, name) type name[COUNT]
typedef enum _KIND { KindA = -1, KindB, KindC = 1 << 4 } KIND;
#pragma pack(push, 2)
typedef struct __declspec(align(4)) _INNER { UCHAR a : 3; UCHAR : 0; ULONG b : COUNT; ULONGLONG c; } INNER, *PINNER;
#pragma pack(pop)
typedef union { INNER inner[2]; struct { USHORT lo, hi; }; double d; } EITHER;
typedef struct _OUTER {
  KIND kind; EITHER either; ARRAY(WCHAR, name); NTSTATUS (NTAPI *call)(_In_ PVOID, ...);
  union { LARGE_INTEGER when; GUID id; };
  ULONG data_len;
  _Field_size_bytes_(data_len) UCHAR data[1];
} OUTER;
C_ASSERT(FIELD_OFFSET(OUTER, either) == 8);
`;

Deno.test("loadHeader() reads or rejects a header after a few random changes", async () => {
  const words = RICH.split(/(?<=\W)|(?=\W)/);
  const at = fc.nat({ max: words.length - 1 });
  const change = fc.oneof(
    fc.record({ do: fc.constant("drop"), at, word: fc.constant("") }),
    fc.record({ do: fc.constant("swap"), at, word: fc.constantFrom(...words, ...WORDS) }),
    fc.record({ do: fc.constant("add"), at, word: fc.constantFrom(...words, ...WORDS) }),
  );
  const changes = fc.array(change, { minLength: 1, maxLength: 4 });
  const changed = changes.map((all) => {
    const copy = [...words];
    for (const { do: what, at, word } of all) copy[at] = what === "add" ? `${copy[at]} ${word}` : word;
    return copy.join("");
  });
  assertEquals((await header(RICH)).failures, []);
  await fc.assert(fc.asyncProperty(changed, check), RUNS);
});

/** A text, repeated up to a number of bytes. */
function times(text: string, size = 1_000_000): string {
  return text.repeat(Math.ceil(scaled(size) / text.length));
}

/** Hostile headers, by their method. */
const HOSTILE: Readonly<Record<string, string>> = {
  "of one word": times("a"),
  "of one string": `"${times("\\a")}"`,
  "of one comment": `/*${times("*")}`,
  "of white space": times(" \t\n"),
  "of spliced lines": times("\\\n"),
  "of open parentheses": times("("),
  "of open braces": times("{"),
  "of open structs": times("struct {"),
  "of open conditions": times("#if 1\n"),
  "of semicolons": times(";"),
  "of stars": `typedef int ${times("*", 200_000)};`,
  "of dimensions": `struct X { int a${times("[1]", 200_000)}; };`,
  "of an endless sum": `struct X { int a[${times("1+", 100_000)}1]; };`,
  "of many signs": `struct X { int a[${times("- ", 100_000)}1]; };`,
  "of nonsense in a struct": `struct X { ${times("] a b ( int ", 60_000)}; };`,
  "of half members": `struct X { ${times("int a b;", 60_000)} };`,
  "of unnamed bits": `struct X { ${times("int:3;", 60_000)} int a b; };`,
  "that doubles itself": Array.from(
    { length: 60 },
    (_, n) => `struct A${n} { ${n === 0 ? "int" : `struct A${n - 1}`} x, y; };`,
  ).join(""),
  "that is deep by names": Array.from(
    { length: 5000 },
    (_, n) => `struct A${n} { ${n === 0 ? "int" : `struct A${n - 1}`} x; };`,
  ).join(""),
  "of ever longer arrays":
    Array.from({ length: 5000 }, (_, n) => `typedef ${n === 0 ? "char" : `A${n - 1}`} A${n}[1];`).join("") +
    "struct X { A4999 x; };",
  "of macros that double":
    Array.from({ length: 60 }, (_, n) => `#define A${n} ${n === 0 ? "x" : `A${n - 1} A${n - 1}`}\n`).join("") + "A59",
  "of macros that double a word": `#define P(a) Q(a)\n#define Q(a) a##a\n${"P(".repeat(60)}x${")".repeat(60)}`,
  "that includes itself": '#include "y.h"\n#include "y.h"\n',
};

for (const [what, text] of Object.entries(HOSTILE)) {
  // Doubling reaches the limit of tokens whatever it starts from, which takes seconds.
  const ignore = !FULL_EFFORT && what.includes("double");
  Deno.test(`loadHeader() reads or rejects a header ${what}`, { ignore }, () => check(text));
}
