/** A concise notation for types with their layout. */
import type { Bound, CType, EnumType, Field, IntegerType, RecordType } from "../../../../cli/c/header/types.ts";

function integer(
  name: string,
  size: 1 | 2 | 4 | 8,
  shown: IntegerType["shown"] = "number",
  signed = false,
): IntegerType {
  return { kind: "integer", name, size, align: size, signed, shown };
}

export const UCHAR = integer("UCHAR", 1, "byte");
export const USHORT = integer("USHORT", 2);
export const LONG = integer("LONG", 4, "number", true);
export const ULONG = integer("ULONG", 4);
export const LONG64 = integer("LONG64", 8, "number", true);
export const ULONG64 = integer("ULONG64", 8);
export const BOOLEAN = integer("BOOLEAN", 1, "boolean");
export const BOOL = integer("BOOL", 4, "boolean", true);
export const NTSTATUS = integer("NTSTATUS", 4, "hex", true);
export const HANDLE = integer("HANDLE", 8, "hex");
export const CHAR: CType = { kind: "character", name: "CHAR", size: 1, align: 1 };
export const WCHAR: CType = { kind: "character", name: "WCHAR", size: 2, align: 2 };
export const FLOAT: CType = { kind: "float", name: "float", size: 4, align: 4 };
export const DOUBLE: CType = { kind: "float", name: "double", size: 8, align: 8 };
export const PVOID: CType = { kind: "pointer", name: "PVOID", size: 8, align: 8 };
export const PVOID32: CType = { kind: "pointer", name: "PVOID", size: 4, align: 4 };
export const LARGE_INTEGER: CType = { kind: "wellKnown", name: "LARGE_INTEGER", size: 8, align: 8, shown: "int64" };
export const FILETIME: CType = { kind: "wellKnown", name: "FILETIME", size: 8, align: 4, shown: "uint64" };
export const GUID: CType = { kind: "wellKnown", name: "GUID", size: 16, align: 4, shown: "guid" };
export const STATE: EnumType = {
  kind: "enum",
  name: "STATE",
  size: 4,
  align: 4,
  signed: true,
  members: new Map([[0, "IDLE"], [1, "RUNNING"], [-1, "BROKEN"]]),
};

/** An array; flexible if no length is given. */
export function array(element: CType, length: number | null = null): CType {
  return { kind: "array", element, length, size: element.size * (length ?? 0), align: element.align };
}

/** A field: a type, some bits of one, or a flexible array and its bound. */
export type Member = CType | Pick<Field, "type" | "bits" | "bound">;

/** Some bits of an integer. Those from bit 0 begin a unit of their own, others are in the unit before. */
export function bits(type: CType, shift: number, width: number): Member {
  return { type, bits: { shift, width } };
}

/** A flexible array with a length before it. */
export function bounded(element: CType, field: string, unit: Bound["unit"]): Member {
  return { type: array(element), bound: { field, unit } };
}

/** A struct with natural alignment. A member whose name begins with `_anonymous` has no name. */
export function struct(name: string, members: Readonly<Record<string, Member>>): RecordType {
  const fields: Field[] = [];
  let end = 0;
  for (const [key, member] of Object.entries(members)) {
    const { type, ...more } = parts(member);
    const shares = more.bits !== undefined && more.bits.shift > 0;
    const offset = shares ? fields.at(-1)!.offset : roundUp(end, type.align);
    fields.push({ name: fieldName(key), offset, type, ...more });
    end = Math.max(end, offset + type.size);
  }
  const align = Math.max(1, ...fields.map(({ type }) => type.align));
  return { kind: "struct", name, size: roundUp(end, align), align, fields };
}

export function union(name: string, members: Readonly<Record<string, Member>>): RecordType {
  const fields = Object.entries(members).map(([key, member]) => ({
    name: fieldName(key),
    offset: 0,
    ...parts(member),
  }));
  const align = Math.max(1, ...fields.map(({ type }) => type.align));
  const size = roundUp(Math.max(0, ...fields.map(({ type }) => type.size)), align);
  return { kind: "union", name, size, align, fields };
}

function parts(member: Member): Pick<Field, "type" | "bits" | "bound"> {
  return "type" in member ? member : { type: member };
}

function fieldName(key: string): string {
  return key.startsWith("_anonymous") ? "" : key;
}

function roundUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}

/** The struct in the driver's report.h. */
export const NETWORKREPORT = struct("Networkreport", {
  type: LONG,
  address: ULONG,
  buffer_data_len: ULONG,
  buffer_data: bounded(CHAR, "buffer_data_len", "bytes"),
});
