/**
 * How large a record is for those who walk through it: a few lines of a header can nest a billion fields.
 *
 * @module
 */

import { complaint, type Place } from "./source.ts";
import type { ArrayType, CType, RecordType } from "./types.ts";

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

/**
 * To be asked of every record and array when it is made: so nobody meets one that is too deep for the stack.
 *
 * @throws {BadInputError} when it is nested too deeply or has too many fields.
 */
export function checkExtent(type: RecordType | ArrayType, place: Place): void {
  const { levels, fields } = extentOf(type);
  if (levels > MOST_LEVELS) {
    throw complaint(place, `${type.kind}s of ${levels} levels`, `expected at most ${MOST_LEVELS}`);
  }
  if (fields > MOST_FIELDS) {
    throw complaint(place, `a ${type.kind} of ${fields} fields`, `expected at most ${MOST_FIELDS}`);
  }
}

function extentOf(type: CType): Extent {
  const known = extents.get(type);
  if (known !== undefined) return known;
  const inner = type.kind === "array"
    ? [type.element]
    : type.kind === "struct" || type.kind === "union"
    ? type.fields.map(({ type }) => type)
    : [];
  const extent = { levels: inner.length === 0 ? 0 : 1, fields: inner.length === 0 ? 1 : 0 };
  for (const { levels, fields } of inner.map(extentOf)) {
    extent.levels = Math.max(extent.levels, levels + 1);
    extent.fields += fields;
  }
  extents.set(type, extent);
  return extent;
}
