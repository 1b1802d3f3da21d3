/**
 * Flexible arrays: `[]`, `[0]` and `[1]` as the last member of a record.
 *
 * @module
 */

import { lengthOfArray } from "./array_length.ts";
import { type CType, type Field, isFlexible, isRecord } from "./types.ts";

/** The fields of a struct, of which only the last one may be flexible; a last `[1]` is. */
export function structFields(fields: readonly Field[]): Field[] {
  const last = fields.length - 1;
  return fields.map((field, at) => {
    if (at < last) return { ...field, type: closed(field.type) };
    const type = opened(field.type);
    const bound = isFlexible(type) ? lengthOfArray(field, fields.slice(0, at)) : undefined;
    const { bound: _, ...rest } = field;
    return { ...rest, type, ...bound === undefined ? {} : { bound } };
  });
}

/** The fields of a union. Its own member `[1]` is an array of one; a struct in it may end with a flexible array. */
export function unionFields(fields: readonly Field[]): Field[] {
  return fields.map(({ bound: _, ...field }) => field);
}

/** The type where something follows it: every array has its declared length. */
export function closed(type: CType): CType {
  if (isFlexible(type)) {
    const length = type.declared ?? 0;
    return { kind: "array", element: type.element, length, size: length * type.element.size, align: type.align };
  }
  if (!isRecord(type)) return type;
  const fields = type.fields.map(({ bound: _, ...field }) => ({ ...field, type: closed(field.type) }));
  return fields.some((field, at) => field.type !== type.fields[at]?.type) ? { ...type, fields } : type;
}

function opened(type: CType): CType {
  if (type.kind !== "array" || type.length !== 1) return type;
  return { kind: "array", element: type.element, length: null, size: 0, align: type.align, declared: 1 };
}
