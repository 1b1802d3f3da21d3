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
  ..."class public : virtual final enum class X : short namespace using X = template < > constexpr operator = ~ :: alignas(8)"
    .split(" "),
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

/** The same of C++. */
const RICH_CPP = `#pragma once
namespace wire {
constexpr int Count = 3;
enum class Kind : short { A = -1, B, C = 1 << 4 };
struct Header { Kind kind; USHORT size = 0; Header() {} bool operator==(const Header&) const { return true; } };
struct alignas(8) Item final : public Header { static const int Max = 2; Item() = default; UCHAR data[Count]{}; };
using Items = Item[2];
struct [[nodiscard]] Message : Header {
private:
  union { Items items; struct { ULONG a : 3, b : 5; }; };
public:
  enum Inner { None } inner;
  void f(int x) { if (x) { while (x--) ; } }
  PVOID pointer;
};
}
extern "C" { typedef struct _LAST { wire::Header header; ULONG list_len; WCHAR list[]; } LAST; }
static_assert(sizeof(wire::Header) == 4, "size");
`;

for (const [language, rich] of [["C", RICH], ["C++", RICH_CPP]] as const) {
  Deno.test(`loadHeader() reads or rejects a header of ${language} after a few random changes`, () => changes(rich));
}

async function changes(rich: string): Promise<void> {
  const words = rich.split(/(?<=\W)|(?=\W)/);
  const at = fc.nat({ max: words.length - 1 });
  const change = fc.oneof(
    fc.record({ do: fc.constant("drop"), at, word: fc.constant("") }),
    fc.record({ do: fc.constant("swap"), at, word: fc.constantFrom(...words, ...WORDS) }),
    fc.record({ do: fc.constant("add"), at, word: fc.constantFrom(...words, ...WORDS) }),
  );
  const changed = fc.array(change, { minLength: 1, maxLength: 4 }).map((all) => {
    const copy = [...words];
    for (const { do: what, at, word } of all) copy[at] = what === "add" ? `${copy[at]} ${word}` : word;
    return copy.join("");
  });
  assertEquals((await header(rich)).failures, []);
  await fc.assert(fc.asyncProperty(changed, check), RUNS);
}

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
  "of open namespaces": times("namespace a {"),
  "of open templates": times("template <", 200_000),
  "of open classes": times("class X : public Y {", 200_000),
  "of scopes": `struct X { a${times("::a", 200_000)} b; };`,
  "of bases": Array.from({ length: 5000 }, (_, n) => `struct A${n}${n === 0 ? "" : ` : A${n - 1}`} { };`).join(""),
  "of bases that double": Array.from(
    { length: 60 },
    (_, n) =>
      `struct A${n} ${
        n === 0 ? "" : `: B${n - 1}, C${n - 1}`
      } { int x; }; struct B${n} : A${n} {}; struct C${n} : A${n} {};`,
  ).join(""),
  "of methods": `struct X { ${times("int f(int a) { return a; }", 200_000)} };`,
  "that includes itself": '#include "y.h"\n#include "y.h"\n',
};

for (const [what, text] of Object.entries(HOSTILE)) {
  // Doubling reaches the limit of tokens whatever it starts from, which takes seconds.
  const ignore = !FULL_EFFORT && what.includes("double");
  Deno.test(`loadHeader() reads or rejects a header ${what}`, { ignore }, () => check(text));
}
