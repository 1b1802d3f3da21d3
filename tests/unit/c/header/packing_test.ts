import { assertEquals } from "@std/assert";
import { Packing } from "../../../../cli/c/header/packing.ts";
import { tokenize } from "../../../../cli/c/header/tokens.ts";
import { header, refusal, summary } from "./headers.ts";

/** A sequence of pragmas, and the packing after each; 0 is none. */
const CASES: readonly (readonly [string, number])[][] = [
  [["pack(1)", 1], ["pack(8)", 8], ["pack()", 0]],
  [["pack(push, 1)", 1], ["pack(pop)", 0]],
  [["pack(push)", 0], ["pack(2)", 2], ["pack(pop)", 0]],
  [["pack(push, 1)", 1], ["pack(push, 4)", 4], ["pack(pop)", 1], ["pack(pop)", 0], ["pack(pop)", 0]],
  [["pack(push, mine, 1)", 1], ["pack(push, 4)", 4], ["pack(push, 2)", 2], ["pack(pop, mine)", 0]],
  [["pack(push, 1)", 1], ["pack(pop, nobody)", 1], ["pack(pop, 16)", 16]],
  [["pack(4)", 4], ["pack(show)", 4], ["warning(disable : 4200)", 4], ["pack(0x2)", 2]],
];

for (const pragmas of CASES) {
  Deno.test(`Packing follows ${pragmas.map(([text]) => text).join(", ")}`, () => {
    const packing = new Packing();
    const seen = pragmas.map(([text]) => {
      packing.pragma([...tokenize({ path: "x.h", text })]);
      return packing.current;
    });
    assertEquals(seen, pragmas.map(([, bytes]) => bytes));
  });
}

const STRUCT = "struct X { char a; int b; };\n";

Deno.test("loadHeader() sets the packing by #pragma, __pragma, a macro, or the headers of Windows for it", async () => {
  const ways = [
    `#pragma pack(push, 1)\n${STRUCT}#pragma pack(pop)`,
    `__pragma(pack(push, 1)) ${STRUCT} __pragma(pack(pop))`,
    `#define BEGIN __pragma(pack(push, 1))\nBEGIN\n${STRUCT}`,
    `#define ONE 1\n#pragma pack(push, ONE)\n${STRUCT}`,
    `#include <pshpack1.h>\n${STRUCT}#include <poppack.h>`,
    `#include "pack.h"\n${STRUCT}`,
  ];
  const files = { "pack.h": "#pragma pack(1)" };
  for (const text of ways) assertEquals(summary((await header(text, { files })).find("X")), "5/1 a@0 b@1");
});

Deno.test("loadHeader() restores the packing on pop", async () => {
  const text = `#pragma pack(push, 1)\nstruct A { char a; int b; };\n#pragma pack(pop)\n${STRUCT}`;
  assertEquals(summary((await header(text)).find("X")), "8/4 a@0 b@4");
});

Deno.test("loadHeader() rejects a packing that changes inside a struct, since compilers differ on it", async () => {
  assertEquals(
    await refusal("struct X {\n#pragma pack(1)\nchar a; int b; };"),
    'Cannot read x.h:1:10: #pragma pack changes inside the record in "struct X {" ' +
      "(set it before the record and restore it after)",
  );
});
