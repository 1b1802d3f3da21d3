/** Which members of a union are shown: those that a tag beside it stands for, the first, or all. */
import { assertEquals, assertThrows } from "@std/assert";
import { compileReader } from "../../../../cli/c/values/struct_reader.ts";
import { showUnions } from "../../../../cli/c/values/union_tags.ts";
import type { UnionOptions } from "../../../../cli/c/header/types.ts";
import { UsageError } from "../../../../cli/errors.ts";
import { TextEncoding } from "../../../../cli/frame/text_encoding.ts";
import { jsonRenderer } from "../../../../cli/render/json.ts";
import { layoutJson, layoutText } from "../../../../cli/render/struct_layout.ts";
import { decodeStage } from "../../../../cli/stream/stages.ts";
import { header } from "../header/headers.ts";
import { frame, rendered } from "../../items.ts";

const KINDS = "typedef enum { MSG_TYPE_NONE, MSG_TYPE_CREATE, MSG_TYPE_READ } MSG_TYPE;";
const UNION = "union { struct { ULONG Flags; } Create; struct { USHORT At; USHORT Size; } Read; } Data;";
const MESSAGE = `${KINDS} typedef struct { MSG_TYPE Type; ${UNION} } X;`;

/** The struct X of the header. */
async function shown(text: string, options?: UnionOptions) {
  const { find, constants, enums } = await header(text).then((read) => ({
    find: (name: string) => read.find(name),
    constants: read.constants,
    enums: read.enums,
  }));
  return showUnions([find("X")], { constants, enums: enums.values() }, options)[0]!;
}

/** The fields of a frame with these bytes, and whether its JSON has all bytes besides. */
async function decoded(text: string, hex: string, options?: UnionOptions): Promise<unknown[]> {
  const encoding = new TextEncoding("utf-8");
  const read = compileReader(await shown(text, options), encoding);
  const [item] = decodeStage(() => read)(frame(Uint8Array.fromHex(hex.replaceAll(" ", ""))));
  const { fields, base64 } = JSON.parse(rendered(jsonRenderer(encoding), item!));
  return base64 === undefined ? [fields] : [fields, "and base64"];
}

const ALL = { by: [], others: "all" } as const;
const FIRST = { by: [], others: "first" } as const;
const BOTH = { Create: { Flags: 0x20001 }, Read: { At: 1, Size: 2 } };

Deno.test("an enum beside the union whose constants have the names of its members chooses the member", async () => {
  assertEquals(await decoded(MESSAGE, "02000000 01000200"), [{ Type: "MSG_TYPE_READ", Data: { Read: BOTH.Read } }]);
  assertEquals(await decoded(MESSAGE, "01000000 01000200"), [{
    Type: "MSG_TYPE_CREATE",
    Data: { Create: BOTH.Create },
  }]);
});

Deno.test("all members are shown where the tag has another value", async () => {
  assertEquals(await decoded(MESSAGE, "00000000 01000200"), [{ Type: "MSG_TYPE_NONE", Data: BOTH }]);
  assertEquals(await decoded(MESSAGE, "63000000 01000200"), [{ Type: 99, Data: BOTH }]);
});

Deno.test("nothing is chosen by an enum that names some of the members only", async () => {
  const other = MESSAGE.replace("MSG_TYPE_READ", "MSG_TYPE_WRITE");
  assertEquals(await decoded(other, "01000000 01000200"), [{ Type: "MSG_TYPE_CREATE", Data: BOTH }]);
});

Deno.test("two enums that both name all members choose nothing", async () => {
  const two =
    `${KINDS} typedef enum { Create, Read } OTHER; typedef struct { MSG_TYPE Type; OTHER Other; ${UNION} } X;`;
  assertEquals(await decoded(two, "01000000 01000000 01000200"), [{
    Type: "MSG_TYPE_CREATE",
    Other: "Read",
    Data: BOTH,
  }]);
});

Deno.test("a number whose name is in the macros of the members is a tag, also in a header of the message", async () => {
  const macros = "#define MSG_TYPE_CREATE 7\n#define MSG_TYPE_READ 8\n";
  const text = `${macros}typedef struct { struct { USHORT Size; USHORT Type; } Header; ${UNION} } X;`;
  assertEquals(await decoded(text, "0800 0800 01000200"), [{
    Header: { Size: 8, Type: 8 },
    Data: { Read: BOTH.Read },
  }]);
  assertEquals((await decoded(text, "0800 0900 01000200"))[0], { Header: { Size: 8, Type: 9 }, Data: BOTH });
});

Deno.test("a tag around the struct of an anonymous union, and one of a few bits", async () => {
  const text = `${KINDS} typedef struct { ULONG Size : 8; MSG_TYPE Type : 8; struct { ${
    UNION.replace(" Data", "")
  } } Inner; } X;`;
  assertEquals(await decoded(text, "05020000 01000200"), [{
    Size: 5,
    Type: "MSG_TYPE_READ",
    Inner: { Read: BOTH.Read },
  }]);
});

Deno.test("elements of an array have no tag outside of it, but one of their own", async () => {
  const outside = `${KINDS} typedef struct { MSG_TYPE Type; struct { ${UNION} } All[1]; ULONG End; } X;`;
  assertEquals(await decoded(outside, "02000000 01000200 00000000"), [
    { Type: "MSG_TYPE_READ", All: [{ Data: BOTH }], End: 0 },
  ]);
  const own = `${KINDS} typedef struct { struct { MSG_TYPE Type; ${UNION} } All[2]; ULONG End; } X;`;
  assertEquals(await decoded(own, "02000000 01000200 01000000 01000200 00000000"), [{
    All: [
      { Type: "MSG_TYPE_READ", Data: { Read: BOTH.Read } },
      { Type: "MSG_TYPE_CREATE", Data: { Create: BOTH.Create } },
    ],
    End: 0,
  }]);
});

Deno.test("--union all shows every member, --union first the first one", async () => {
  assertEquals(await decoded(MESSAGE, "02000000 01000200", ALL), [{ Type: "MSG_TYPE_READ", Data: BOTH }]);
  const first = [{ Type: "MSG_TYPE_READ", Data: { Create: BOTH.Create } }];
  assertEquals(await decoded(MESSAGE, "02000000 01000200", FIRST), first);
});

Deno.test("bytes that the chosen member has not are in base64, unless they are zero", async () => {
  const text = MESSAGE.replace("ULONG Flags;", "USHORT Flags;");
  const chosen = { Type: "MSG_TYPE_CREATE", Data: { Create: { Flags: 1 } } };
  assertEquals(await decoded(text, "01000000 01000200"), [chosen, "and base64"]);
  assertEquals(await decoded(text, "01000000 01000000"), [chosen]);
});

Deno.test("--union TAG names the tag where nothing else does, the others are as without it", async () => {
  const constants = "#define CREATE_IT 1\n#define READ_IT 2\n";
  const text = `${constants}typedef struct { ULONG Op; ${UNION} } X;`;
  assertEquals(await decoded(text, "02000000 01000200"), [{ Op: 2, Data: BOTH }]);
  const by = { by: ["Op"], others: "named" } as const;
  assertEquals(await decoded(text, "02000000 01000200", by), [{ Op: 2, Data: { Read: BOTH.Read } }]);
});

Deno.test("--union TAG is a usage error where there is no such member, or no constant for the union's", async () => {
  const message = async (text: string, name: string) => {
    const read = await header(text);
    const names = { constants: read.constants, enums: read.enums.values() };
    return assertThrows(() => showUnions([read.find("X")], names, { by: [name], others: "named" }), UsageError).message;
  };
  assertEquals(
    await message(MESSAGE, "Kind"),
    "Cannot use --union Kind: no union has a number of that name beside it (expected all, first, or its name)",
  );
  assertEquals(
    await message(`typedef struct { ULONG Kind; ${UNION} } X;`, "Kind"),
    "Cannot use --union Kind: no enum or macro has names like the members of the union beside it (use all or first)",
  );
});

Deno.test("the layout says for which values a member is shown", async () => {
  const record = await shown(MESSAGE);
  const lines = layoutText(record).split("\n").map((line) => line.replace(/^.*\/\/ */, "").replace(/ +/g, " "));
  assertEquals(lines.filter((line) => line.includes(" if ")), [
    "4 4 if Type is MSG_TYPE_CREATE",
    "4 4 if Type is MSG_TYPE_READ",
  ]);
  const { fields } = JSON.parse(layoutJson(record, "x64"));
  assertEquals(fields[1].tag, { field: "Type", members: { Create: ["MSG_TYPE_CREATE"], Read: ["MSG_TYPE_READ"] } });
});
