/**
 * Where in a frame a path leads: `type`, `header.size`, `entries[2].name`.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import { MAX_FRAME_SIZE } from "../../frame/frame.ts";
import type { CType, Field, RecordType } from "../header/types.ts";

/** A flexible array on the way, and where the record is that it ends. */
export interface OpenArray {
  /** The array, with its bound if it has one. */
  readonly field: Field;
  /** Its record. */
  readonly record: RecordType;
  /** Where that begins in the frame. */
  readonly at: number;
  /** Where the element ends that the path goes into: elements are whole. */
  readonly end: number;
}

/** What a path names. */
export interface Place {
  readonly type: CType;
  /** Its offset in the frame; for a bit-field, that of its allocation unit. */
  readonly at: number;
  /** The field, where it is a bit-field. */
  readonly bitField?: Field & { readonly bits: NonNullable<Field["bits"]> };
  /** The flexible arrays that it lies in, or is. */
  readonly open: readonly OpenArray[];
}

/** Follows a path into a record. @throws {UsageError} when there is no such place. */
export function findPlace(record: RecordType, path: string): Place {
  const steps = [...path.matchAll(/(?:^|\.)([^.[\]]+)|\[(\d+)\]/gy)];
  if (steps.map(([step]) => step).join("") !== path) throw lost(path, "it is no path", "as in type or entries[2].name");
  return steps.reduce<Place>(
    (place, [, name, index]) => name === undefined ? element(place, Number(index), path) : member(place, name, path),
    { type: record, at: 0, open: [] },
  );
}

function member({ type, at, open }: Place, name: string, path: string): Place {
  if (!isRecord(type)) throw lost(path, `what "${name}" is to be a field of is no struct`, "shorten the path");
  const found = find(type, name, at);
  if (found === undefined) throw lost(path, `there is no field "${name}"`, `there is ${namesOf(type).join(", ")}`);
  const { field, record, recordAt } = found;
  const place = { type: field.type, at: recordAt + field.offset };
  if (field.bits !== undefined) return { ...place, bitField: { ...field, bits: field.bits }, open };
  if (!isFlexible(field.type)) return { ...place, open };
  return { ...place, open: [...open, { field, record, at: recordAt, end: place.at }] };
}

function element({ type, at, open }: Place, index: number, path: string): Place {
  if (type.kind !== "array") throw lost(path, `what [${index}] is to be an element of is no array`, "shorten the path");
  if (index >= (type.length ?? Infinity)) throw lost(path, `the array has ${type.length} elements`, "count from 0");
  const start = at + index * type.element.size;
  const end = start + type.element.size;
  if (end > MAX_FRAME_SIZE) throw lost(path, "no frame is so large", "lower the index");
  const whole = isFlexible(type) ? [...open.slice(0, -1), { ...open.at(-1)!, end }] : open;
  return { type: type.element, at: start, open: whole };
}

/** A field of the record, or of its anonymous structs and unions. */
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

function isRecord(type: CType): type is RecordType {
  return type.kind === "struct" || type.kind === "union";
}

function isFlexible(type: CType): boolean {
  return type.kind === "array" && type.length === null;
}

function lost(path: string, why: string, hint: string): UsageError {
  return new UsageError(`Cannot set "${path}": ${why} (${hint})`);
}
