/** What a header may declare, and the errors for invalid ones. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { loadHeader } from "../../../../cli/c/header/load_header.ts";
import { BadInputError } from "../../../../cli/errors.ts";
import { header, refusal, summary } from "./headers.ts";

/** Declarations of X, by description, and their layout on x64. */
const DECLARATIONS: Readonly<Record<string, readonly [string, string]>> = {
  "a tag": ["struct X { ULONG a; };", "4/4 a@0"],
  "a typedef": ["typedef struct { ULONG a; } X;", "4/4 a@0"],
  "a tag, a typedef and pointers": [
    "typedef struct _X { ULONG a; struct _X *next; } X, *PX, **PPX;",
    "16/8 a@0 next@8",
  ],
  "a typedef before the tag is defined": ["typedef struct _X X, *PX; struct _X { PX next; };", "8/8 next@0"],
  "a typedef of a typedef": ["typedef struct { ULONG a; } Y; typedef Y X;", "4/4 a@0"],
  "a union": ["typedef union { UCHAR a; ULONG b; } X;", "4/4 a@0 b@0"],
  "a struct with a variable": ["struct X { ULONG a; } x, *p = 0;", "4/4 a@0"],
  "anonymous members": [
    "typedef struct { UCHAR a; union { struct { USHORT b, c; }; ULONG d; }; } X;",
    "8/4 a@0 b@4 c@6 d@4",
  ],
  "an anonymous member by its tag, as Microsoft allows": [
    "struct Y { ULONG a; }; typedef struct { UCHAR b; struct Y; } X;",
    "8/4 b@0 a@4",
  ],
  "an anonymous member with a tag": ["typedef struct { UCHAR b; struct Y { ULONG a; }; } X;", "8/4 b@0 a@4"],
  "a nested struct with a name": [
    "typedef struct { UCHAR a; struct { UCHAR b; ULONG c; } d[2]; UCHAR e; } X;",
    "24/4 a@0 d@4 e@20",
  ],
  "several members in a line": ["typedef struct { UCHAR a, *b, c[3], (*d)[4]; } X;", "32/8 a@0 b@8 c@16 d@24"],
  "arrays of any rank": ["typedef UCHAR ROW[3]; typedef struct { ROW a[2]; UCHAR b[2][3][4]; } X;", "30/1 a@0 b@6"],
  "function pointers": [
    "typedef NTSTATUS (NTAPI *FN)(PVOID, ULONG (*)(void)); typedef struct { FN a; VOID (*b[2])(int, ...); } X;",
    "24/8 a@0 b@8",
  ],
  "a pointer to a function type": ["typedef NTSTATUS FN(PVOID); typedef struct { FN *a; } X;", "8/8 a@0"],
  "enums": [
    "typedef enum _E { A, B = 0x10, C } E; typedef struct { E a; enum _E b; enum { D } c; UCHAR d[C]; } X;",
    "32/4 a@0 b@4 c@8 d@12",
  ],
  "constants in sizes": [
    "#define N 2\nenum { M = N * 2 }; typedef struct { UCHAR a[N + M]; UCHAR b[sizeof(ULONG) << 1]; ULONG c : N; } X;",
    "20/4 a@0 b@6 c@16:0+2",
  ],
  "sizes and offsets of other structs": [
    "typedef struct { ULONG a; UCHAR b[3]; struct { USHORT d; } c; } Y; typedef struct { UCHAR a[sizeof(Y)], b[FIELD_OFFSET(Y, b[2])], c[offsetof(Y, c.d)], d[RTL_FIELD_SIZE(Y, b)], e[RTL_SIZEOF_THROUGH_FIELD(Y, b)], f[sizeof(Y *)]; } X;",
    "44/1 a@0 b@12 c@18 d@26 e@29 f@36",
  ],
  "qualifiers and calling conventions": [
    "typedef struct { const volatile ULONG a; CHAR *const b; UNALIGNED ULONG *c; __int64 d; PVOID POINTER_64 e; } X;",
    "40/8 a@0 b@8 c@16 d@24 e@32",
  ],
  "SAL": [
    "typedef _Struct_size_bytes_(a) struct _X { _In_ ULONG a; _Field_range_(0, 3) ULONG b; _Field_size_(b) PULONG c; _Null_terminated_ CHAR d[4]; } X;",
    "24/8 a@0 b@4 c@8 d@16",
  ],
  "SAL of the older kind": [
    "typedef struct { ULONG n; __field_bcount(n) PUCHAR p; __in ULONG m; } X;",
    "24/8 n@0 p@8 m@16",
  ],
  "align of a type, however it is written": [
    "#define DECLSPEC_CACHEALIGN DECLSPEC_ALIGN(64)\ntypedef struct DECLSPEC_ALIGN(8) { UCHAR a; } Y; typedef struct DECLSPEC_CACHEALIGN _X { Y b; } X;",
    "64/64 b@0",
  ],
  "align of a struct that stands before it": ["__declspec(align(16)) struct X { UCHAR a; };", "16/16 a@0"],
  "align of a member": [
    "typedef struct { UCHAR a; __declspec(align(16)) UCHAR b; _Alignas(8) UCHAR c; } X;",
    "32/16 a@0 b@16 c@24",
  ],
  "other declspecs": ['typedef struct __declspec(novtable) { __declspec(deprecated("no")) UCHAR a; } X;', "1/1 a@0"],
  "functions, prototypes and variables between": [
    'extern "C" {\nNTSTATUS NTAPI f(_In_ struct Y *y) __attribute__((noreturn));\nFORCEINLINE int g(void) { struct Z { WHATEVER z; }; if (1) { return "}"[0]; } return \'}\'; }\n' +
    "static const GUID id = { 1, 2, 3, { 4 } };\nDEFINE_GUID(a, b, c);\nstruct X { ULONG a; };\n#ifdef __cplusplus\nclass C {};\n#endif\n}\n;",
    "4/4 a@0",
  ],
  "a member that has the name of a type": [
    "typedef struct { UCHAR UCHAR; ULONG align; ULONG type; } X;",
    "12/4 UCHAR@0 align@4 type@8",
  ],
  "a system header's types without it": [
    "#include <ntddk.h>\n#include <windows.h>\ntypedef struct { LIST_ENTRY a; UNICODE_STRING b; CLIENT_ID c; LUID d; KIRQL e; PEPROCESS f; } X;",
    "72/8 a@0 b@16 c@32 d@48 e@56 f@64",
  ],
};

/** What C++ adds to declarations of X, and their layout on x64. */
const CPP: Readonly<Record<string, readonly [string, string]>> = {
  "an enum class of another size": [
    "enum class T : short { A, B }; enum class U : UCHAR; struct X { U u; T t; ULONG c; };",
    "8/4 u@0 t@2 c@4",
  ],
  "a tag as a type": ["struct H { ULONG a; }; struct X { UCHAR b; H h; };", "8/4 b@0 h@4"],
  "inheritance": [
    "struct H { ULONG a; UCHAR b; }; struct G { UCHAR g; }; struct X final : public H, G { UCHAR c; ULONG64 d; };",
    "24/8 a@0 b@4 g@8 c@9 d@16",
  ],
  "inheritance with nothing added": ["struct H { ULONG a; }; struct X : H { };", "4/4 a@0"],
  "default member initialisers": [
    "struct X { ULONG a = 0; LARGE_INTEGER b = { 0, 0 }; UCHAR c[2] {}; };",
    "24/8 a@0 b@8 c@16",
  ],
  "methods, access specifiers and static members": [
    "class X { public: X() = default; ~X() {} bool operator==(const X &o) const { return a == o.a; } ULONG size() const;" +
    " static const int N = 4; static ULONG count; private: ULONG a; UCHAR b[N]; };",
    "8/4 a@0 b@4",
  ],
  "namespaces, using and constants": [
    "namespace A::B { constexpr ULONG N = 3; using U = unsigned short; enum class K : UCHAR { One = 1, Two }; }\n" +
    "struct X { A::B::U u[A::B::N]; UCHAR c[static_cast<int>(A::B::K::Two)]; A::B::K k; };",
    "10/2 u@0 c@6 k@8",
  ],
  "structs in a namespace": ["namespace N { struct H { int a; }; struct X { H h; }; }", "4/4 h@0"],
  "alignas, attributes and extern": [
    'extern "C" struct alignas(8) X { [[maybe_unused]] UCHAR a; ULONG b; };\nstatic_assert(sizeof(X) == 8);',
    "8/8 a@0 b@4",
  ],
  "pointers of another width": [
    "struct X { void * POINTER_32 a[2]; void * __ptr64 b; PVOID POINTER_32 c; ULONG d; };",
    "24/8 a@0 b@8 c@16 d@20",
  ],
  "align before the word struct": [
    "typedef DECLSPEC_ALIGN(8) struct _X { UCHAR a; __declspec(align(4)) struct { UCHAR b; } in; UCHAR c; } X;",
    "16/8 a@0 in@4 c@8",
  ],
  "the WDK's names": [
    "struct X { USHORT POINTER_ALIGNMENT a; SOCKADDR_IN b; UCHAR c[IRP_MJ_MAXIMUM_FUNCTION + 1]; FILTER_MESSAGE_HEADER d; };",
    "64/8 a@0 b@4 c@20 d@48",
  ],
  "macros that nothing defines, on lines of their own": [
    "EXTERN_C_START\nDEFINE_ENUM_FLAG_OPERATORS(E)\nRT_C_DECLS_BEGIN\nstruct X { int a; };\nEXTERN_C_END\n",
    "4/4 a@0",
  ],
  "operators, whose names are several tokens": [
    "struct X { ULONG a; const int &operator[](int i) const noexcept { return a; } int operator()(int); operator bool() const;" +
    " void *operator new(size_t); void operator delete[](void *); bool operator==(const X &) const = default; UCHAR b; };",
    "8/4 a@0 b@4",
  ],
  "empty structs, of size 1, and of none as the only base": [
    "namespace N { struct E { static const int K = 2; }; struct F : E { void f(); }; struct X : F { E e[E::K]; ULONG a; }; }",
    "8/4 e@0 a@4",
  ],
  "digits in groups": ["struct X { UCHAR a[0b0000'0011]; UCHAR b[1'0]; };", "13/1 a@0 b@3"],
  "PVOID64 on any architecture": ["struct X { PVOID64 a; UCHAR b; };", "16/8 a@0 b@8"],
  "scalars, packed structs and lengths of the WDK and the SDK": [
    "struct X { UCHAR a; USB_DEVICE_DESCRIPTOR b; NDIS_STATUS c; LPTSTR d; WCHAR e[MAX_DEVICE_ID_LEN]; struct timeval f; };",
    "440/8 a@0 b@1 c@20 d@24 e@32 f@432",
  ],
  "C++'s names of fixed-width types": [
    "struct X { std::uint8_t a; std::size_t b; ::std::int16_t c; };",
    "24/8 a@0 b@8 c@16",
  ],
  "the number of elements of a member": [
    "struct Y { USHORT m[3]; }; struct X { UCHAR a[RTL_NUMBER_OF(((struct Y *)0)->m)], b[ARRAYSIZE(((Y *)0)->m) + 1]; };",
    "7/1 a@0 b@3",
  ],
  "sizeof of texts, arrays and members": [
    'struct Y { USHORT m[3]; }; struct X { UCHAR a[sizeof("abc")], b[sizeof(ULONG[2])], c[sizeof(((struct Y *)0)->m)]; };',
    "18/1 a@0 b@4 c@12",
  ],
  "a struct with functions only, which C++ gives a size": ["struct X { int a(int); };", "1/1"],
  "a struct with a tag inside another, which in C++ is a type and no member": [
    "namespace n { struct X { UCHAR a; struct Y { ULONG b; }; Y c; struct { USHORT d; }; }; }",
    "12/4 a@0 c@4 d@8",
  ],
  "the same where what follows shows that it is C++": [
    "struct X { UCHAR a; struct Y { ULONG b; }; union U { ULONG c; }; Y d; };\nstruct Z : X {};",
    "8/4 a@0 d@4",
  ],
  "the same where only the use of the tag does": [
    "struct X { UCHAR a; struct Y { ULONG b; }; UCHAR c; };\nstruct Z { X x; };",
    "2/1 a@0 c@1",
  ],
  "a struct with a tag inside another of C, which Microsoft's compiler makes a member": [
    "struct X { UCHAR a; struct Y { ULONG b; }; UCHAR c; };\nstruct Z { struct X x; };",
    "12/4 a@0 b@4 c@8",
  ],
  "alignof of types": [
    "struct Y { UCHAR a; ULONGLONG b; }; struct X { UCHAR a[__alignof(struct Y)], b[alignof(Y)], c[_Alignof(USHORT)]; };",
    "18/1 a@0 b@8 c@16",
  ],
  "names of the outermost scope": [
    "struct Y { ULONGLONG a; }; namespace n { struct Y { UCHAR a; }; struct X { ::Y b; Y c; }; }",
    "16/8 b@0 c@8",
  ],
  "what follows a declaration that is not valid": [
    "struct B { int a b; };\nvoid ) f;\nstruct X { int a; };",
    "4/4 a@0",
  ],
};

for (const [what, [text, expected]] of Object.entries(CPP)) {
  Deno.test(`loadHeader() reads ${what}`, async () => assertEquals(summary((await header(text)).find("X")), expected));
}

Deno.test("loadHeader() warns once about an include that is not found, and about a name that #if compares", async () => {
  const warnings: string[] = [];
  const text = '#include "y.h"\n#include "ntddk.h"\n#if VERSION >= 3\n#endif\nstruct X { int a; };';
  const readText = (path: string) => path === "x.h" ? Promise.resolve(text) : Promise.reject(new BadInputError("none"));
  const warn = (message: string) => void warnings.push(message);
  const read = await loadHeader("x.h", { defines: new Map(), arch: "x64", readText, warn });
  assertEquals(read.find("X").size, 4);
  assertEquals(warnings, [
    'Cannot read x.h:1:2: "y.h" was not found in "#include "y.h"" (give its folder with -I DIR)',
    'Cannot read x.h:3:5: "VERSION" is not defined and counts as 0 in "#if VERSION >= 3" (set it with -D VERSION=VALUE)',
  ]);
});

Deno.test("loadHeader() looks for included headers in the folders given, and reads others before", async () => {
  const files: Readonly<Record<string, string>> = {
    "x.h": '#include "y.h"\nstruct X { Y a; Z b; };',
    "inc/y.h": "typedef int Y;",
    "z.h": "typedef short Z;",
  };
  const readText = (path: string) =>
    files[path] === undefined ? Promise.reject(new BadInputError("none")) : Promise.resolve(files[path]);
  const options = { defines: new Map(), arch: "x64", readText, folders: ["inc"], before: ["z.h"] } as const;
  assertEquals(summary((await loadHeader("x.h", options)).find("X")), "8/4 a@0 b@4");
});

Deno.test("loadHeader() knows a file by one path, whatever way leads to it", async () => {
  const files = {
    "a/y.h": '#pragma once\n#include "../a/z.h"\nstruct Y { int a; };',
    "a/z.h": "#pragma once\nstruct Z { int a; };",
  };
  const read = await header('#include "a/y.h"\n#include "a/../a/z.h"\nstruct X { Y y; Z z; };', { files });
  assertEquals(summary(read.find("X")), "8/4 y@0 z@4");
});

/** The type of a member in C, and its kind, size and alignment on x64 and on x86. */
const TYPES: Readonly<Record<string, string>> = {
  "char CHAR CCHAR": "character 1",
  "wchar_t WCHAR char16_t": "character 2",
  "char32_t": "number 4 unsigned",
  "unsigned-char UCHAR BYTE UINT8 uint8_t KIRQL": "byte 1",
  "signed-char INT8 int8_t SCHAR KPROCESSOR_MODE": "number 1",
  "short short-int signed-short SHORT INT16 int16_t CSHORT __int16": "number 2",
  "unsigned-short USHORT WORD UINT16 uint16_t": "number 2 unsigned",
  "int signed long long-int LONG INT INT32 LONG32 int32_t HRESULT __int32": "number 4",
  "unsigned unsigned-int unsigned-long ULONG DWORD UINT UINT32 ULONG32 uint32_t ACCESS_MASK": "number 4 unsigned",
  "long-long __int64 LONGLONG LONG64 INT64 int64_t": "number 8",
  "unsigned-long-long unsigned-__int64 long-unsigned-long ULONGLONG ULONG64 UINT64 DWORD64 DWORDLONG uint64_t":
    "number 8 unsigned",
  "LONG_PTR INT_PTR SSIZE_T intptr_t ptrdiff_t": "number P",
  "ULONG_PTR UINT_PTR SIZE_T DWORD_PTR KAFFINITY uintptr_t size_t": "number P unsigned",
  "BOOLEAN _Bool bool": "boolean 1 unsigned",
  "BOOL": "boolean 4",
  "NTSTATUS": "hex 4",
  "float FLOAT": "float 4",
  "double DOUBLE long-double": "float 8",
  "PVOID HANDLE LPVOID PULONG PUNICODE_STRING PCWSTR PDEVICE_OBJECT LPSTR PEPROCESS void* char** struct-Nowhere*":
    "pointer P",
  "LARGE_INTEGER PHYSICAL_ADDRESS": "int64 8",
  "ULARGE_INTEGER": "uint64 8",
  "GUID IID UUID CLSID": "guid 16/4",
  "FILETIME": "uint64 8/4",
};

for (const [names, expected] of Object.entries(TYPES)) {
  Deno.test(`loadHeader() knows ${names.replaceAll("-", "\u00a0")} as ${expected}`, async () => {
    for (const arch of ["x64", "x86"] as const) {
      const [what, size = ""] = expected.replace("P", arch === "x64" ? "8" : "4").replace(" unsigned", "").split(" ");
      const [bytes, align = bytes] = size.split("/").map(Number);
      for (const name of names.split(" ").map((name) => name.replaceAll("-", " "))) {
        const [, field] = (await header(`typedef struct { char a; ${name} m; } X;`, { arch })).find("X").fields;
        const type = field!.type;
        const shown = type.kind === "integer" || type.kind === "wellKnown" ? type.shown : type.kind;
        assertEquals([name, shown, type.size, field?.offset], [name, what, bytes, align]);
        const signed = type.kind !== "integer" || type.signed;
        if (type.kind === "integer") {
          assertEquals([name, signed], [name, !expected.includes("unsigned") && what !== "byte"]);
        }
      }
    }
  });
}

for (const [what, [text, expected]] of Object.entries(DECLARATIONS)) {
  Deno.test(`loadHeader() reads ${what}`, async () => assertEquals(summary((await header(text)).find("X")), expected));
}

Deno.test("loadHeader() reads the driver's own header, and checks its assertions", async () => {
  const path = fileURLToPath(new URL("../../../../driver/include/report.h", import.meta.url));
  const report = await loadHeader(path, { defines: new Map(), arch: "x64" });
  const record = report.find("Networkreport");
  assertEquals(summary(record), "12/4 type@0 address@4 buffer_data_len@8 buffer_data@12");
  assertEquals(record.fields.at(-1)?.bound, { field: "buffer_data_len", unit: "bytes" });
  assertEquals(report.constants.get("REPORT_FRAME_SIZE"), 4096n);
  assertEquals(report.failures, []);
});

Deno.test("loadHeader() lays out 64-bit members only for x64 if the header says so", async () => {
  const text =
    "#ifdef _WIN64\ntypedef struct { PVOID a; ULONG64 b; } X;\n#else\ntypedef struct { ULONG a; } X;\n#endif";
  assertEquals(summary((await header(text)).find("X")), "16/8 a@0 b@8");
  assertEquals(summary((await header(text, { arch: "x86" })).find("X")), "4/4 a@0");
});

Deno.test("loadHeader() takes types and numbers from -D", async () => {
  const defines = { FOO_T: "unsigned long", COUNT: "3" };
  assertEquals(summary((await header("struct X { FOO_T a[COUNT]; };", { defines })).find("X")), "12/4 a@0");
});

Deno.test("loadHeader() prefers the header's definition of a Windows type to the built-in one", async () => {
  const text =
    "typedef struct _LUID { ULONGLONG All; } LUID; typedef unsigned char BOOLEAN; typedef unsigned short WCHAR;" +
    "typedef struct _GUID { ULONG a, b, c, d; } GUID; typedef struct { LUID a; BOOLEAN b; WCHAR c; GUID d; } X;";
  const { fields } = (await header(text)).find("X");
  const [luid, boolean, wide, guid] = fields.map(({ type }) => type);
  assertEquals([luid?.size, luid?.align], [8, 8]);
  assertEquals(boolean?.kind === "integer" && boolean.shown, "boolean");
  assertEquals([wide?.kind, guid?.kind], ["character", "wellKnown"]);
});

Deno.test("Header lists records, enums and constants by all their names, in order", async () => {
  const text = '#define SIX (2 * 3)\n#define TEXT "no"\n#define F(a) a\n' +
    "typedef enum _E { A = -1, B, ALSO_B = 0, HIGH = 0xFFFFFFFF } E;\n" +
    "struct First { int a; }; typedef struct _Second { struct Inner { int b; } c; } Second; typedef Second Third;\n";
  const { records, enums, constants, own } = await header(text);
  assertEquals([...records.keys()], ["First", "Inner", "_Second", "Second", "Third"]);
  assertEquals(own.map(({ name }) => name), ["First", "Inner", "Second"]);
  assertEquals([...enums.keys()], ["_E", "E"]);
  assertEquals([...enums.get("E")!.members], [[-1, "A"], [0, "B"]]);
  assertEquals([...constants], [["A", -1n], ["B", 0n], ["ALSO_B", 0n], ["HIGH", -1n], ["SIX", 6n]]);
});

Deno.test("Header.own has the structs of the header itself, not of an included one", async () => {
  const files = { "y.h": "struct Y { int a; };" };
  const { records, own } = await header('#include "y.h"\nstruct X { struct Y y; };', { files });
  assertEquals([[...records.keys()], own.map(({ name }) => name)], [["Y", "X"], ["X"]]);
});

Deno.test("loadHeader() looks for an included header next to the including one, in any folder", async () => {
  const files = {
    "sub/y.h": '#include "../z.h"\n#include "w.h"\n',
    "z.h": "typedef int Z;",
    "sub/w.h": "typedef Z W;",
  };
  assertEquals(summary((await header('#include "sub/y.h"\nstruct X { W a; };', { files })).find("X")), "4/4 a@0");
});

Deno.test("Header.find() returns the only struct when no name is given", async () => {
  assertEquals((await header("typedef struct { int a; } X;")).find().name, "X");
  const two = await header("struct A { int a; }; struct B { int b; };");
  const error = assertThrows(() => two.find(), BadInputError);
  assertEquals(error.message, "Cannot choose a struct: x.h has A, B (write x.h:NAME)");
});

Deno.test("Header.find() lists the structs that exist, nearest names first", async () => {
  const many = await header(
    "struct Alpha { int a; }; typedef struct _Report { int a; } Report; struct Reports { int a; };",
  );
  const error = assertThrows(() => many.find("report"), BadInputError);
  assertEquals(error.message, 'Cannot find struct "report": x.h has Report, Reports, Alpha (correct the name)');
  assertEquals(error.exitCode, 5);
  const empty = await header("typedef int X;");
  assertEquals(
    assertThrows(() => empty.find("X"), BadInputError).message,
    'Cannot find struct "X": x.h has none (correct the name)',
  );
  const crowd = await header(Array.from({ length: 20 }, (_, at) => `struct S${at} { int a; };`).join(""));
  assertEquals(
    assertThrows(() => crowd.find("S"), BadInputError).message.endsWith(" and 8 more (correct the name)"),
    true,
  );
});

Deno.test("Header.find() fails only for the struct that cannot be laid out", async () => {
  const text = "typedef struct { KSPIN_LOCK2 l; } A; typedef struct { A a; } B; typedef struct { A *a; ULONG b; } X;";
  const mixed = await header(text);
  assertEquals(summary(mixed.find("X")), "16/8 a@0 b@8");
  const why =
    'Cannot read x.h:1:18: unknown type "KSPIN_LOCK2" in "typedef struct { KSPIN_LOCK2 l; } A; typedef struct ' +
    '{ A a; } B; typedef struct {" (define it in the header, or in another one for --include)';
  for (const name of ["A", "B"]) assertEquals(assertThrows(() => mixed.find(name), BadInputError).message, why);
  assertEquals(mixed.failures.map(({ message }) => message), [why]);
});

/** By header: the beginning of the error for struct X, without `Cannot read x.h:`. */
const REFUSED: Readonly<Record<string, string>> = {
  "struct X {\n  FOO_T field;\n};":
    '2:3: unknown type "FOO_T" in "FOO_T field;" (define it in the header, or in another one for --include)',
  "struct X { unsigned FOO a; };": '1:12: unknown type "unsigned FOO"',
  "struct X { unsigned float a; };": '1:12: unknown type "unsigned float"',
  "struct X { struct X a; };": "1:12: struct X is not defined here",
  "typedef struct X Y; struct X { Y a[2]; };": "1:34: struct X is not defined here",
  "struct X { struct Y a; };": "1:12: struct Y is not defined here",
  "struct X { void a; };": "1:12: a member of type void",
  "namespace N { struct E {}; struct G { int a; }; struct X : G, E { int b; }; }":
    "1:63: an empty struct in one of several base classes",
  "struct X { int a : 33; };": "1:18: a bit-field of 33 bits in a type of 32",
  "struct X { UCHAR a : 9; };": "1:20: a bit-field of 9 bits in a type of 8",
  "struct X { int a : -1; };": "1:18: a bit-field of -1 bits in a type of 32",
  "struct X { int a : 0; };": "1:18: a bit-field of 0 bits with a name",
  "struct X { float a : 3; };": "1:20: a bit-field that is not an integer",
  "struct X { void *a : 3; };": "1:20: a bit-field that is not an integer",
  "struct X { int a[-1]; };": "1:16: an array of -1 elements",
  "struct X { int a[N]; };": '1:18: "N" is not a constant',
  "struct X { int a[0x7fffffff]; };": "1:16: an array of 2147483647 elements, 8589934588 bytes",
  "struct X { int a[][2], b; };": '1:16: "a" has no length and is not the last member',
  "struct X { int a[2][]; };": "1:16: an array of arrays without length",
  "struct X { char a[0x7ffffff0], b[0x100]; };": "1:1: a struct of 2147483888 bytes",
  "struct X { };": "1:1: a struct without members",
  "struct X { int a[]; };": "1:1: a struct without a size",
  "struct X { int; };": "1:12: a member without a name",
  "struct X { int a, a; };": '1:19: a second member "a"',
  "struct X { int a; struct { int a; }; };": '1:19: a second member "a"',
  "struct X { int a; }; struct X { int b; };": "",
  "struct X { __declspec(align(3)) int a; };": "1:37: an alignment of 3",
  "struct X { __declspec(align(0)) int a; };": "1:37: an alignment of 0",
  "struct Y { int a; }; typedef __declspec(align(8)) struct Y X;": "1:22: alignment of a typedef",
  "struct __attribute__((packed)) X { char a; int b; };": '1:8: the attribute "packed" is not MSVC\'s',
  "struct X { ULONG POINTER_32 a; };": "1:18: a pointer of another width than the architecture's",
  "struct X { enum { A = 0x100000000 } a; };": "1:19: the value 4294967296 in an enum",
  "template <class T> struct X { T a; };": "1:1: a template",
  "struct Y { virtual void f(); int a; }; struct X : Y { };": "1:12: a virtual function, which makes a vtable",
  "struct Y { int a; }; struct X : virtual Y { };": "1:33: a virtual base class",
  "struct X { int a b; };": '1:18: cannot parse "b" here',
  "typedef struct { int a } X;": '1:22: ";" is missing after "a"',
  "typedef struct { int a; X;": '1:16: the "{" is not closed',
  "typedef struct { int a; ) X;": '1:25: unexpected ")"',
  "struct X { int a; }": '1:1: the declaration has no ";"',
  "C_ASSERT(sizeof(int) == 8);": "1:1: the assertion fails",
  'struct Y { char a; int b; };\nstatic_assert(sizeof(struct Y) == 5, "packed");': "2:1: the assertion fails",
  'static_assert(FIELD_OFFSET(NT, a) == 3, ""); struct X { FOO a; };': '1:57: unknown type "FOO"',
  "#error no": "1:2: #error was reached",
};

for (const [text, why] of Object.entries(REFUSED)) {
  Deno.test(`loadHeader() rejects ${JSON.stringify(text)}`, async () => {
    const message = await refusal(text);
    assertEquals(message.slice(0, `Cannot read x.h:${why}`.length), why === "" ? "" : `Cannot read x.h:${why}`);
  });
}

Deno.test("loadHeader() fails when the header is missing or a folder", async () => {
  const options = { defines: new Map(), arch: "x64" } as const;
  const missing = await assertRejects(() => loadHeader("/no/such.h", options), BadInputError);
  assertEquals(missing.message, "Cannot read /no/such.h: there is no such file (check the path)");
  await assertRejects(() => loadHeader(fileURLToPath(new URL(".", import.meta.url)), options), BadInputError);
});

Deno.test("loadHeader() rejects more than 8 MiB in total with its includes", async () => {
  const files = { "y.h": " ".repeat(5 * 2 ** 20), "z.h": " ".repeat(5 * 2 ** 20) };
  const text = '#include "y.h"\n#include <z.h>\n';
  assertEquals(
    await refusal(text, { files }),
    "Cannot read z.h: it is larger than 8 MiB with its includes (give a smaller header)",
  );
});

Deno.test("loadHeader() reads UTF-16, as Visual Studio may save it", async () => {
  const path = await Deno.makeTempFile();
  try {
    const text = "\uFEFFstruct X { int a; }; // é";
    await Deno.writeFile(path, new Uint8Array(Uint16Array.from(text, (char) => char.charCodeAt(0)).buffer));
    assertEquals((await loadHeader(path, { defines: new Map(), arch: "x64" })).find().size, 4);
  } finally {
    await Deno.remove(path);
  }
});
