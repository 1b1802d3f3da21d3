/** Arbitrary structs with bytes that may be a frame of them. */
import fc from "fast-check";
import type { CType, Field, RecordType } from "../../../../cli/c/header/types.ts";
import * as c from "./layouts.ts";

const scalar: fc.Arbitrary<CType> = fc.constantFrom<CType[]>(
  ...[c.UCHAR, c.USHORT, c.LONG, c.ULONG, c.LONG64, c.ULONG64, c.BOOLEAN, c.BOOL, c.NTSTATUS, c.HANDLE, c.STATE],
  ...[c.CHAR, c.WCHAR, c.FLOAT, c.DOUBLE, c.PVOID, c.PVOID32, c.LARGE_INTEGER, c.FILETIME, c.GUID],
);
const textOrBytes = fc.tuple(fc.constantFrom<CType[]>(c.CHAR, c.CHAR, c.WCHAR, c.UCHAR), fc.integer({ min: 1, max: 9 }))
  .map(([element, length]) => c.array(element, length));

/** The fields of a record without their names; bit-fields of one unit are adjacent. */
type Piece = readonly { readonly type: CType; readonly bits?: Field["bits"]; readonly anonymous?: true }[];

const bitFields: fc.Arbitrary<Piece> = fc.tuple(
  fc.constantFrom<CType[]>(c.UCHAR, c.USHORT, c.LONG, c.ULONG, c.LONG64, c.ULONG64, c.BOOLEAN, c.STATE, c.NTSTATUS),
  fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 5 }),
).map(([type, wanted]) => {
  const piece: { type: CType; bits: { shift: number; width: number } }[] = [];
  let end = 0;
  for (const [gap, width] of wanted) {
    const bits = { shift: end + gap, width: Math.min(width, 8 * type.size - end - gap) };
    if (bits.width < 1) break;
    piece.push({ type, bits });
    end = bits.shift + bits.width;
  }
  return piece;
});

/** The layout of a record: the padding before each field, and at the end. */
interface Plan {
  readonly kind: "struct" | "union";
  readonly pieces: readonly Piece[];
  readonly gaps: readonly number[];
}

const names = fc.constantFrom("__proto__", "constructor", "toString", "length", "x");

const { record: nested } = fc.letrec<{ type: CType; record: RecordType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    textOrBytes,
    tie("record"),
    fc.tuple(tie("type"), fc.integer({ min: 1, max: 3 })).map(([element, length]) => c.array(element, length)),
  ),
  record: fc.record({
    kind: fc.constantFrom("struct", "struct", "struct", "union"),
    pieces: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: tie("type").map((type): Piece => [{ type }]) },
        { weight: 1, arbitrary: tie("record").map((type): Piece => [{ type, anonymous: true }]) },
        { weight: 1, arbitrary: bitFields },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    gaps: fc.array(fc.constantFrom(0, 0, 0, 1, 3), { minLength: 5, maxLength: 5 }),
  }).map((plan: Plan) => layOut(plan)),
}));

/** Everything has an alignment of 1, since layout has tests of its own. */
function layOut({ kind, pieces, gaps }: Plan): RecordType {
  const fields: Field[] = [];
  let end = 0;
  pieces.forEach((piece, i) => {
    const offset = kind === "union" ? 0 : end + gaps[i]!;
    for (const { type, bits, anonymous } of kind === "union" ? piece.slice(0, 1) : piece) {
      fields.push({ name: anonymous ? "" : "?", offset, type, ...(bits === undefined ? {} : { bits }) });
      end = Math.max(end, offset + type.size);
    }
  });
  return { kind, name: "", size: end + gaps.at(-1)!, align: 1, fields };
}

/** Gives every field a unique name. */
function named(record: RecordType, next: () => string): RecordType {
  const rename = (type: CType): CType => {
    if (type.kind === "array") return { ...type, element: rename(type.element) };
    return type.kind === "struct" || type.kind === "union" ? named(type, next) : type;
  };
  const fields = record.fields.map((field) => ({
    ...field,
    name: field.name === "" ? "" : next(),
    type: rename(field.type),
  }));
  return { ...record, name: "S", fields };
}

/** A flexible array for the end of a struct, with the type of its length if it has one. */
const flexible = fc.record({
  element: fc.oneof(fc.constantFrom<CType[]>(c.CHAR, c.WCHAR, c.UCHAR, c.USHORT, c.ULONG64), nested),
  length: fc.option(fc.constantFrom<CType[]>(c.UCHAR, c.LONG, c.ULONG, c.ULONG64)),
  unit: fc.constantFrom("bytes" as const, "elements" as const),
});

/** Any record; many have a flexible array. */
export const record: fc.Arbitrary<RecordType> = fc.tuple(nested, fc.option(flexible), names).map(
  ([plain, end, special]) => {
    let count = 0;
    const next = () => count++ === 0 ? special : `f${count}`;
    if (end === null || plain.kind === "union") return named(plain, next);
    const { size } = plain;
    const length: Field[] = end.length === null ? [] : [{ name: "n", offset: size, type: end.length }];
    const offset = size + (end.length?.size ?? 0);
    const bound = end.length === null ? {} : { bound: { field: "n", unit: end.unit } };
    const open = {
      ...plain,
      size: offset,
      fields: [...plain.fields, ...length, { name: "a", offset, type: c.array(end.element), ...bound }],
    };
    const done = named(open, next);
    return {
      ...done,
      fields: done.fields.map((field, i) =>
        i === done.fields.length - 2 && length.length > 0 ? { ...field, name: "n" } : field
      ),
    };
  },
);

/** About as many bytes as the record has, many of them zero and some of them text. */
export function bytesFor({ size }: RecordType): fc.Arbitrary<Uint8Array> {
  const byte = fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0x61, max: 0x7a }) },
    { weight: 1, arbitrary: fc.nat(255) },
  );
  const zeros = fc.nat(size + 24).map((length) => new Array<number>(length).fill(0));
  const whole = fc.array(byte, { minLength: size, maxLength: size + 24 });
  const any = fc.array(byte, { maxLength: size + 24 });
  return fc.oneof(
    { weight: 1, arbitrary: zeros },
    { weight: 4, arbitrary: whole },
    { weight: 1, arbitrary: fc.tuple(whole, fc.constant(new Array<number>(64).fill(0))).map((parts) => parts.flat()) },
    { weight: 2, arbitrary: any },
  ).map((bytes) => Uint8Array.from(bytes));
}
