import { assertEquals } from "@std/assert";
import type { Bound, CType, RecordType } from "../../../../cli/c/header/types.ts";
import { header } from "../header/headers.ts";

/** The last field of X, as `3`, `[]` or `[1]`, and its bound. */
async function last(members: string, before = ""): Promise<[string, Bound | undefined]> {
  const field = (await header(`${before} typedef struct { ${members} } X;`)).find("X").fields.at(-1)!;
  return [length(field.type), field.bound];
}

function length(type: CType): string {
  if (type.kind !== "array") return type.kind;
  return type.length === null ? `[${type.declared ?? ""}]` : String(type.length);
}

/** The members of X, and the bound of the last one; undefined if it extends to the end of the frame. */
const BOUNDS: Readonly<Record<string, Bound | undefined>> = {
  "ULONG n; _Field_size_bytes_(n) UCHAR data[];": { field: "n", unit: "bytes" },
  "ULONG n; _Field_size_(n) USHORT data[1];": { field: "n", unit: "elements" },
  "ULONG n; _Field_size_bytes_opt_(n) UCHAR data[0];": { field: "n", unit: "bytes" },
  "ULONG n; _Field_size_bytes_full_(n) UCHAR data[];": { field: "n", unit: "bytes" },
  "ULONG n; _Field_size_full_opt_(n) UCHAR data[];": { field: "n", unit: "elements" },
  "ULONG n, m; _Field_size_part_(n, m) UCHAR data[];": { field: "m", unit: "elements" },
  "ULONG n, m; _Field_size_bytes_part_(n, m) UCHAR data[];": { field: "m", unit: "bytes" },
  "ULONG n; __field_bcount(n) UCHAR data[];": { field: "n", unit: "bytes" },
  "ULONG n; __field_ecount_opt(n) UCHAR data[];": { field: "n", unit: "elements" },
  "ULONG n; UCHAR _Field_size_(n) data[];": { field: "n", unit: "elements" },
  "ULONG data_len; UCHAR data[];": { field: "data_len", unit: "bytes" },
  "ULONG buffer_data_len; CHAR buffer_data[];": { field: "buffer_data_len", unit: "bytes" },
  "ULONG DataLength; UCHAR Data[1];": { field: "DataLength", unit: "bytes" },
  "ULONG DataSize; UCHAR Data[1];": { field: "DataSize", unit: "bytes" },
  "ULONG DataLen; UCHAR Data[];": { field: "DataLen", unit: "bytes" },
  "ULONG data_size; UCHAR Data[];": { field: "data_size", unit: "bytes" },
  "UCHAR SubAuthorityCount; ULONG SubAuthority[1];": { field: "SubAuthorityCount", unit: "elements" },
  "USHORT entry_count; struct { ULONG a; } Entry[];": { field: "entry_count", unit: "elements" },
  "ULONG EventCount; struct { ULONG a; } Events[1];": { field: "EventCount", unit: "elements" },
  "ULONG NumberOfMappings; PVOID Mappings[1];": { field: "NumberOfMappings", unit: "elements" },
  "ULONG64 num_devices; ULONG devices[1];": { field: "num_devices", unit: "elements" },
  "ULONG NumEntries, a; ULONG entry[];": { field: "NumEntries", unit: "elements" },
  "USHORT AddressCount, a; ULONG Addresses[1];": { field: "AddressCount", unit: "elements" },
  "ULONG sizeof_data; UCHAR data[];": { field: "sizeof_data", unit: "bytes" },
  "ULONG DataLengthInBytes, a; ULONG Data[];": { field: "DataLengthInBytes", unit: "bytes" },
  "ULONG cbData, a; UCHAR Data[];": { field: "cbData", unit: "bytes" },
  "ULONG cchName, a; WCHAR Name[1];": { field: "cchName", unit: "elements" },
  "DWORD dwEventCount, a; ULONG Events[1];": { field: "dwEventCount", unit: "elements" },
  "ULONG nEvents, a; ULONG Events[1];": { field: "nEvents", unit: "elements" },
  "ULONG NumberOfPackets, ErrorCount; ULONG IsoPackets[];": { field: "NumberOfPackets", unit: "elements" },
  "ULONG PacketCount, NumberOfPackets; ULONG IsoPackets[];": undefined,
  "ULONG idCount, a; ULONG Grid[];": undefined,
  "ULONG stripe_len, num_stripes; struct { ULONG a; } stripe[1];": { field: "num_stripes", unit: "elements" },
  "ULONG DeviceNumber, a; ULONG Devices[1];": undefined,
  "ULONG Oid, Count; ULONG Data[1];": { field: "Count", unit: "elements" },
  "ULONG Oid, Length; UCHAR Data[1];": { field: "Length", unit: "bytes" },
  "ULONG Size, Reserved; UCHAR Data[1];": { field: "Size", unit: "bytes" },
  "USHORT Length, MaximumLength; WCHAR Buffer[1];": { field: "Length", unit: "bytes" },
  "ULONG Length, Number; WCHAR Name[];": undefined,
  "ULONG Count, Length; UCHAR Data[1];": undefined,
  "struct { ULONG a; union { ULONG b, data_len; }; }; UCHAR data[];": { field: "data_len", unit: "bytes" },
  "struct { ULONG kind, DataLength; } Header; UCHAR Data[];": { field: "Header.DataLength", unit: "bytes" },
  "struct { ULONG kind, Length; } Header; UCHAR Data[];": undefined,
  "ULONG DataCount; ULONG DataLength; ULONG Data[];": { field: "DataLength", unit: "bytes" },
  "ULONG data_len; ULONG n; _Field_size_(n) UCHAR data[];": { field: "n", unit: "elements" },
  "ULONG data_len; _Field_size_(MAX * 2) UCHAR data[];": { field: "data_len", unit: "bytes" },
  "ULONG data_len; _Field_size_(missing) UCHAR data[];": { field: "data_len", unit: "bytes" },
  "ULONG n; UCHAR data[];": undefined,
  "ULONG constructor; UCHAR data[];": undefined,
  "ULONG data_len_max; UCHAR data[];": undefined,
  "float data_len; UCHAR data[];": undefined,
  "BOOLEAN data_len; UCHAR data[];": undefined,
  "ULONG data_len : 8; UCHAR data[];": undefined,
};

for (const [members, bound] of Object.entries(BOUNDS)) {
  const from = bound === undefined ? "nothing" : `${bound.field}, in ${bound.unit}`;
  Deno.test(`${members} is bounded by ${from}`, async () => assertEquals((await last(members))[1], bound));
}

Deno.test("only a last array of [], [0] or [1] is flexible", async () => {
  for (
    const [brackets, expected] of [["[]", "[]"], ["[0]", "[]"], ["[1]", "[1]"], ["[2]", "2"], ["[1][2]", "[1]"], [
      "[2][1]",
      "2",
    ]]
  ) {
    assertEquals((await last(`ULONG a; UCHAR b${brackets};`))[0], expected);
  }
});

Deno.test("an array that is not flexible has no bound", async () => {
  assertEquals(await last("ULONG n; _Field_size_(n) UCHAR b[8];"), ["8", undefined]);
  assertEquals(await last("ULONG n; _Field_size_(n) PUCHAR b;"), ["pointer", undefined]);
});

Deno.test("an array before other members has its declared length", async () => {
  const outer =
    "typedef struct { ULONG d_len; UCHAR d[1]; } Y; typedef struct { Y y[2]; Y z; UCHAR one[1]; ULONG after; Y last; } X;";
  const [array, z, one, , end] = (await header(outer)).find("X").fields.map(({ type }) => type);
  const inner = (type: CType | undefined) => length((type as RecordType).fields[1]!.type);
  assertEquals(array?.kind === "array" && inner(array.element), "1");
  assertEquals([inner(z), length(one!), inner(end)], ["1", "1", "[1]"]);
});

Deno.test("a [1] in a union is an array of one, and at the end of a struct in a union it is flexible", async () => {
  const text = "typedef struct { ULONG a; union { struct { USHORT n; UCHAR b[1]; } c; UCHAR d[1]; UCHAR e[]; }; } X;";
  const [, union] = (await header(text)).find("X").fields.map(({ type }) => type as RecordType);
  const [c, d, e] = union!.fields.map(({ type }) => type);
  assertEquals([length((c as RecordType).fields[1]!.type), length(d!), length(e!)], ["[1]", "1", "[]"]);
});

Deno.test("the size of a struct includes the element of [1], and nothing of []", async () => {
  const text = "typedef struct { ULONG a; ULONG b[1]; } ONE; typedef struct { ULONG a; ULONG b[]; } NONE;";
  const { records } = await header(text);
  assertEquals([records.get("ONE")?.size, records.get("NONE")?.size], [8, 4]);
});
