/** A header of 10,000 lines takes less than a second on an idle machine; a busy one may need many times that. */
import { assertEquals, assertLess } from "@std/assert";
import { header } from "./headers.ts";

const STRUCTS = 550;
/** The usual kinds of declarations, 18 lines. */
const declarations = (n: number) =>
  `#define TAG_${n} 0x${n.toString(16)}
/* The request ${n} */
typedef enum _E${n} {
  E${n}_A = ${n},
  E${n}_B,
} E${n};
#pragma pack(push, 4)
typedef struct _S${n} {
  ULONG a;
  UCHAR b[16];
  struct { USHORT c : 3; USHORT d : 13; };
  LARGE_INTEGER t;
  UNICODE_STRING name;
  E${n} e;
} S${n}, *PS${n};
#pragma pack(pop)
NTSTATUS NTAPI F${n}(_In_ PS${n} s, _Out_opt_ PULONG n);
C_ASSERT(FIELD_OFFSET(S${n}, b) == 4);
`;

Deno.test("loadHeader() reads 10,000 lines in seconds", async () => {
  const text = Array.from({ length: STRUCTS }, (_, n) => declarations(n)).join("");
  const start = performance.now();
  assertEquals((await header(text)).own.length, STRUCTS);
  assertLess(performance.now() - start, 15_000);
});
