/**
 * Where in a frame the field of a path is: `type`, `header.size`, `entries[2].name`.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import { MAX_FRAME_SIZE } from "../../frame/frame.ts";
import { type CType, type Field, isFlexible, isRecord, type RecordType } from "../header/types.ts";

/** A flexible array that a path goes through, and the record that it ends. */
export interface OpenArray {
  /** The array, with its bound if it has one. */
  readonly field: Field;
  readonly record: RecordType;
  /** The offset of the record in the frame. */
  readonly at: number;
  /** The end of the element that the path goes into: elements are never cut. */
  readonly end: number;
}

/** What a path refers to. */
export interface FieldPlace {
  readonly type: CType;
  /** Its offset in the frame; for a bit-field, that of its allocation unit. */
  readonly at: number;
  /** The field, where it is a bit-field. */
  readonly bitField?: Field & { readonly bits: NonNullable<Field["bits"]> };
  /** The flexible arrays that it is in, or is. */
  readonly open: readonly OpenArray[];
}

/** Follows a path into a record. @throws {UsageError} when there is no such field. */
export function findPlace(record: RecordType, path: string): FieldPlace {
  const steps = [...path.matchAll(/(?:^|\.)([^.[\]]+)|\[(\d+)\]/gy)];
  if (steps.map(([step]) => step).join("") !== path) {
    throw pathError(path, "not a path", "write it as type or entries[2].name");
  }
  return steps.reduce<FieldPlace>(
    (place, [, name, index]) => name === undefined ? element(place, Number(index), path) : member(place, name, path),
    { type: record, at: 0, open: [] },
  );
}

function member({ type, at, open }: FieldPlace, name: string, path: string): FieldPlace {
  if (!isRecord(type)) throw pathError(path, `"${name}" is not in a struct`, "shorten the path");
  const found = find(type, name, at);
  if (found === undefined) {
    throw pathError(path, `there is no field "${name}"`, `there are ${namesOf(type).join(", ")}`);
  }
  const { field, record, recordAt } = found;
  const place = { type: field.type, at: recordAt + field.offset };
  if (field.bits !== undefined) return { ...place, bitField: { ...field, bits: field.bits }, open };
  if (!isFlexible(field.type)) return { ...place, open };
  return { ...place, open: [...open, { field, record, at: recordAt, end: place.at }] };
}

function element({ type, at, open }: FieldPlace, index: number, path: string): FieldPlace {
  if (type.kind !== "array") throw pathError(path, `[${index}] is not in an array`, "shorten the path");
  if (index >= (type.length ?? Infinity)) {
    throw pathError(path, `the array has ${type.length} elements`, "count from 0");
  }
  const start = at + index * type.element.size;
  const end = start + type.element.size;
  if (end > MAX_FRAME_SIZE) throw pathError(path, "the frame would exceed 64 MiB", "lower the index");
  const whole = isFlexible(type) ? [...open.slice(0, -1), { ...open.at(-1)!, end }] : open;
  return { type: type.element, at: start, open: whole };
}

/** Finds a field of the record, or of its anonymous structs and unions. */
function find(
  record: RecordType,
  name: string,
  at: number,
): { readonly field: Field; readonly record: RecordType; readonly recordAt: number } | undefined {
  for (const field of record.fields) {
    if (field.name === name && name !== "") return { field, record, recordAt: at };
    const inner = field.name === "" && isRecord(field.type) ? find(field.type, name, at + field.offset) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function namesOf(record: RecordType): string[] {
  return record.fields.flatMap(({ name, type }) => name !== "" ? [name] : isRecord(type) ? namesOf(type) : []);
}

function pathError(path: string, why: string, hint: string): UsageError {
  return new UsageError(`Cannot set "${path}": ${why} (${hint})`);
}
