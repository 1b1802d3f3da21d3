/**
 * How large a record is for those who walk through it: a few lines of a header can nest a billion fields.
 *
 * @module
 */

import { complaint, type Place } from "./source.ts";
import type { CType, RecordType } from "./types.ts";

/** C asks compilers for 63 levels (C11, 5.2.4.1). */
const MOST_LEVELS = 64;
/** With those of nested records, each as often as it is a member. */
const MOST_FIELDS = 65_536;

/** The levels and fields of a type. */
interface Extent {
  readonly levels: number;
  readonly fields: number;
}

const extents = new WeakMap<CType, Extent>();

/** @throws {BadInputError} when a record is nested too deeply or has too many fields. */
export function checkExtent(record: RecordType, place: Place): void {
  const { levels, fields } = extentOf(record);
  if (levels > MOST_LEVELS) throw complaint(place, `a record of ${levels} levels`, `expected at most ${MOST_LEVELS}`);
  if (fields > MOST_FIELDS) throw complaint(place, `a record of ${fields} fields`, `expected at most ${MOST_FIELDS}`);
}

function extentOf(type: CType): Extent {
  if (type.kind === "array") {
    const { levels, fields } = extentOf(type.element);
    return { levels: levels + 1, fields };
  }
  if (type.kind !== "struct" && type.kind !== "union") return { levels: 0, fields: 1 };
  const known = extents.get(type);
  if (known !== undefined) return known;
  const inner = type.fields.map((field) => extentOf(field.type));
  const levels = 1 + inner.reduce((most, extent) => Math.max(most, extent.levels), 0);
  const fields = inner.reduce((sum, extent) => sum + extent.fields, 0);
  extents.set(type, { levels, fields });
  return { levels, fields };
}
