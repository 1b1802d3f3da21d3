/**
 * Flexible arrays: `[]`, `[0]` and `[1]` as a record's last member, and what their length is read from.
 *
 * @module
 */

import type { Bound, CType, Field } from "./types.ts";

/** The fields of a struct, in which only the last one may be flexible. A last `[1]` is. */
export function withFlexibleEnd(fields: readonly Field[]): Field[] {
  const last = fields.length - 1;
  return fields.map((field, at) => {
    if (at < last) return { ...field, type: closed(field.type) };
    const type = opened(field.type);
    const bound = isFlexible(type) ? boundOf(field, fields.slice(0, at)) : undefined;
    const { bound: _, ...rest } = field;
    return { ...rest, type, ...bound === undefined ? {} : { bound } };
  });
}

/** The fields of a union. A member `[1]` is an array of one, and a struct in it may have a flexible end. */
export function ofUnion(fields: readonly Field[]): Field[] {
  return fields.map(({ bound: _, ...field }) => field);
}

/** The type as it is where something follows it: every array as long as it is declared. */
export function closed(type: CType): CType {
  if (isFlexible(type)) {
    const length = type.declared ?? 0;
    return { kind: "array", element: type.element, length, size: length * type.element.size, align: type.align };
  }
  if (type.kind !== "struct" && type.kind !== "union") return type;
  const fields = type.fields.map(({ bound: _, ...field }) => ({ ...field, type: closed(field.type) }));
  return fields.some((field, at) => field.type !== type.fields[at]?.type) ? { ...type, fields } : type;
}

function opened(type: CType): CType {
  if (type.kind !== "array" || type.length !== 1) return type;
  return { kind: "array", element: type.element, length: null, size: 0, align: type.align, declared: 1 };
}

/** Whether it is an array that goes on as far as its bound, or the frame. */
export function isFlexible(type: CType): type is CType & { kind: "array"; length: null } {
  return type.kind === "array" && type.length === null;
}

/** What SAL says, if that is a member, or the member that has the array's name and says that it is a length. */
function boundOf({ name, bound }: Field, before: readonly Field[]): Bound | undefined {
  const lengths = before.filter(({ type, bits }) => type.kind === "integer" && bits === undefined);
  if (bound !== undefined && lengths.some(({ name }) => name === bound.field)) return bound;
  for (const [suffixes, unit] of [[BYTES, "bytes"], [ELEMENTS, "elements"]] as const) {
    const wanted = suffixes.map((suffix) => plain(name) + suffix);
    const field = lengths.find(({ name }) => wanted.includes(plain(name)))?.name;
    if (field !== undefined) return { field, unit };
  }
  return undefined;
}

const BYTES = ["len", "length", "size"];
const ELEMENTS = ["count"];

/** `buffer_data_len` and `BufferDataLen` are one name. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
