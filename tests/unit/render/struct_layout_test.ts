import { assertEquals } from "@std/assert";
import { layoutJson, layoutText } from "../../../cli/render/struct_layout.ts";
import { header } from "../c/header/headers.ts";

async function text(declarations: string): Promise<string> {
  return layoutText((await header(declarations)).find("X"));
}

Deno.test("layoutText() prints offset, size and type of every field", async () => {
  const networkreport = "typedef struct { LONG type; ULONG address; ULONG buffer_data_len;" +
    " _Field_size_bytes_(buffer_data_len) CHAR buffer_data[]; } X;";
  assertEquals(
    await text(networkreport),
    `\
struct X {                   // offset  size
    LONG   type;             //      0     4
    ULONG  address;          //      4     4
    ULONG  buffer_data_len;  //      8     4
    CHAR   buffer_data[];    //     12     0  buffer_data_len bytes
};                           // size 12, align 4
`,
  );
});

Deno.test("layoutText() shows holes, padding and unnamed bits", async () => {
  assertEquals(
    await text("typedef struct { UCHAR a : 1, : 3, b : 2; ULONG c : 32; USHORT d : 4; PVOID e; UCHAR f; } X;"),
    `\
struct X {           // offset  size
    UCHAR   a : 1;   //      0     1  bit 0
                     //      0     1  bits 1..3  hole
    UCHAR   b : 2;   //      0     1  bits 4..5
                     //      0     1  bits 6..7  hole
                     //      1     3  hole
    ULONG   c : 32;  //      4     4  bits 0..31
    USHORT  d : 4;   //      8     2  bits 0..3
                     //      8     2  bits 4..15  hole
                     //     10     6  hole
    PVOID   e;       //     16     8
    UCHAR   f;       //     24     1
                     //     25     7  padding
};                   // size 32, align 8
`,
  );
});

Deno.test("layoutText() indents nested members, with offsets from the outermost struct", async () => {
  const nested = "typedef struct _INNER { UCHAR a; USHORT b; } INNER; typedef enum { A } KIND;" +
    "typedef struct { ULONG n; union { KIND k; struct { USHORT lo, hi; }; }; INNER all[2][3]; KIND *p; } X;";
  assertEquals(
    await text(nested),
    `\
struct X {               // offset  size
    ULONG           n;   //      0     4
    union {              //      4     4
        KIND        k;   //      4     4
        struct {         //      4     4
            USHORT  lo;  //      4     2
            USHORT  hi;  //      6     2
        };               // size 4, align 2
    };                   // size 4, align 4
    struct INNER {       //      8    24
        UCHAR       a;   //      8     1
                         //      9     1  hole
        USHORT      b;   //     10     2
    } all[2][3];         // size 4, align 2 each
    KIND *          p;   //     32     8
};                       // size 40, align 8
`,
  );
});

Deno.test("layoutText() prints a union, whose members have no holes between them", async () => {
  assertEquals(
    await text("typedef union { UCHAR a[5]; ULONG b; ULONG c : 3; } X;"),
    `\
union X {          // offset  size
    UCHAR  a[5];   //      0     5
    ULONG  b;      //      0     4
    ULONG  c : 3;  //      0     4  bits 0..2
                   //      5     3  padding
};                 // size 8, align 4
`,
  );
});

Deno.test("layoutText() prints what gives the length of an array at the end", async () => {
  assertEquals(
    await text("typedef struct { ULONG Count; struct { ULONG a; } Items[1]; } X;"),
    `\
struct X {             // offset  size
    ULONG      Count;  //      0     4
    struct {           //      4     0
        ULONG  a;      //      4     4
    } Items[1];        // size 4, align 4 each  Count elements
};                     // size 8, align 4
`,
  );
  const open = "typedef struct { ULONG Kind; UCHAR Rest[]; } X;";
  assertEquals((await text(open)).includes("UCHAR  Rest[];  //      4     0  to the end\n"), true);
  const { fields } = JSON.parse(layoutJson((await header(open)).find("X"), "x64"));
  assertEquals(fields.at(-1), { name: "Rest", offset: 4, size: 0, type: "UCHAR[]", bound: null });
});

Deno.test("layoutJson() prints the same as one line of JSON", async () => {
  const x = "typedef struct { UCHAR a : 3; ULONG d_len; union { ULONG b; }; USHORT c[2][2]; UCHAR d[1]; } X;";
  assertEquals(JSON.parse(layoutJson((await header(x)).find("X"), "x64")), {
    kind: "struct",
    name: "X",
    arch: "x64",
    size: 24,
    align: 4,
    fields: [
      { name: "a", offset: 0, size: 1, type: "UCHAR", bits: { shift: 0, width: 3 } },
      { name: "d_len", offset: 4, size: 4, type: "ULONG" },
      { name: "", offset: 8, size: 4, type: "union", fields: [{ name: "b", offset: 8, size: 4, type: "ULONG" }] },
      { name: "c", offset: 12, size: 8, type: "USHORT[2][2]" },
      { name: "d", offset: 20, size: 0, type: "UCHAR[1]", bound: { field: "d_len", unit: "bytes" } },
    ],
  });
});
