/**
 * Layouts where gcc does not follow MSVC, which tests/oracle/layout therefore cannot check, and the basic rules.
 * The expected layouts are those of `clang-19 --target=x86_64-pc-windows-msvc` and `i686-…`, which follows MSVC here too.
 */
import { assertEquals } from "@std/assert";
import { header, summary } from "./headers.ts";

/** A rule, a header with a record X, and its layout on x64, and on x86 if different. */
const CASES: readonly (readonly [string, string, string, string?])[] = [
  [
    "a member is at a multiple of its size",
    "struct X { char a; short b; char c; int d; char e; __int64 f; };",
    "24/8 a@0 b@2 c@4 d@8 e@12 f@16",
  ],
  [
    "a pointer has the size of the architecture",
    "struct X { char a; void *b; char c; };",
    "24/8 a@0 b@8 c@16",
    "12/4 a@0 b@4 c@8",
  ],
  ["double is aligned on x86 too", "struct X { char a; double b; };", "16/8 a@0 b@8"],
  ["long double is double", "struct X { long double a; char b; };", "16/8 a@0 b@8"],
  ["pack lowers an alignment", "#pragma pack(4)\nstruct X { char a; __int64 b; char c; };", "16/4 a@0 b@4 c@12"],
  ["pack does not raise an alignment", "#pragma pack(16)\nstruct X { char a; __int64 b; };", "16/8 a@0 b@8"],
  ["align overrides pack", "#pragma pack(1)\nstruct X { char a; __declspec(align(8)) int b; };", "16/8 a@0 b@8"],
  [
    "align of a record does not apply to its members",
    "#pragma pack(2)\nstruct __declspec(align(16)) X { char a; int b; };",
    "16/16 a@0 b@2",
  ],
  [
    "a record with align keeps all its alignment despite pack",
    "struct __declspec(align(2)) A { __int64 a; };\n#pragma pack(1)\nstruct X { char b; struct A c; char d; };",
    "24/8 b@0 c@8 d@16",
  ],
  [
    "a record with an aligned member keeps that alignment",
    "struct A { __declspec(align(4)) char a; __int64 b; };\n#pragma pack(1)\nstruct X { char c; struct A d; char e; };",
    "24/4 c@0 d@4 e@20",
  ],
  [
    "so does a record with align(1)",
    "struct __declspec(align(1)) A { int a; };\n#pragma pack(1)\nstruct X { char b; struct A c[2]; };",
    "12/4 b@0 c@4",
  ],
  [
    "bit-fields share a unit while they fit",
    "struct X { int a : 20; int b : 12; int c : 1; };",
    "8/4 a@0:0+20 b@0:20+12 c@4:0+1",
  ],
  ["a bit-field is never split", "struct X { int a : 20; int b : 13; };", "8/4 a@0:0+20 b@4:0+13"],
  [
    "types of one size share a unit",
    "struct X { int a : 3; unsigned b : 3; long c : 3; };",
    "4/4 a@0:0+3 b@0:3+3 c@0:6+3",
  ],
  [
    "a type of another size begins a unit",
    "struct X { char a : 4; int b : 4; char c : 4; };",
    "12/4 a@0:0+4 b@4:0+4 c@8:0+4",
  ],
  ["an enum is an int there", "enum E { A }; struct X { enum E a : 3; int b : 3; };", "4/4 a@0:0+3 b@0:3+3"],
  ["_Bool is a char there", "struct X { _Bool a : 1; char b : 2; };", "1/1 a@0:0+1 b@0:1+2"],
  ["a unit has the size of its type", "struct X { __int64 a : 3; char b; };", "16/8 a@0:0+3 b@8"],
  ["an unnamed one takes its room", "struct X { char a; int : 5; char b; };", "12/4 a@0 b@8"],
  ["a width of 0 ends a unit", "struct X { int a : 3; int : 0; int b : 3; };", "8/4 a@0:0+3 b@4:0+3"],
  ["and aligns to its type", "struct X { char a : 3; int : 0; char b : 3; };", "8/4 a@0:0+3 b@4:0+3"],
  ["but has no effect after another member", "struct X { char a; int : 0; char b; };", "2/1 a@0 b@1"],
  ["nor at the beginning", "struct X { int : 0; char a; int : 0; };", "1/1 a@0"],
  [
    "pack aligns units too",
    "#pragma pack(1)\nstruct X { char a; int b : 3; __int64 c : 60; short d; };",
    "15/1 a@0 b@1:0+3 c@5:0+60 d@13",
  ],
  [
    "and what a width of 0 aligns",
    "#pragma pack(2)\nstruct X { char a; int b : 3; int : 0; char c; };",
    "8/2 a@0 b@2:0+3 c@6",
  ],
  [
    "align of a bit-field moves its unit",
    "struct X { char a; __declspec(align(8)) char b : 3; char c : 3; };",
    "16/8 a@0 b@8:0+3 c@8:3+3",
  ],
  ["inside of pack too", "#pragma pack(1)\nstruct X { char a; __declspec(align(4)) char b : 3; };", "8/4 a@0 b@4:0+3"],
  [
    "pack of more than a pointer is ignored, which shows on aligned bit-fields only",
    "struct A { __declspec(align(16)) char a : 3; };\n#pragma pack(8)\nstruct X { char b; struct A c; };",
    "24/8 b@0 c@8",
    "32/16 b@0 c@16",
  ],
  ["a bit-field doesn't align a union", "union X { int a : 3; };", "4/1 a@0:0+3"],
  ["nor the struct around it", "struct X { char a; union { int b : 3; }; char c; };", "6/1 a@0 b@1:0+3 c@5"],
  ["in a union all begin at bit 0", "union X { char a; int b : 3; short c : 9; };", "4/1 a@0 b@0:0+3 c@0:0+9"],
  ["a width of 0 takes room in a union", "union X { char a : 3; int : 0; };", "4/1 a@0:0+3"],
];

for (const [rule, text, x64, x86 = x64] of CASES) {
  Deno.test(`layOut(): ${rule}`, async () => {
    const layouts = await Promise.all((["x64", "x86"] as const).map((arch) => header(text, { arch })));
    assertEquals(layouts.map((header) => summary(header.find("X"))), [x64, x86]);
  });
}
