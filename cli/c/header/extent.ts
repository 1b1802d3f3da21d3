/**
 * Limits on the depth and the number of fields of a type: a few lines of a header can nest a billion fields.
 *
 * @module
 */

import { headerError, type SourceLocation } from "./source_location.ts";
import { type ArrayType, type CType, isRecord, type RecordType } from "./types.ts";

/** C requires compilers to accept 63 levels (C11, 5.2.4.1). */
const MAX_LEVELS = 64;
/** Including those of nested records, each as often as it is a member. */
const MAX_FIELDS = 65_536;

interface Extent {
  readonly levels: number;
  readonly fields: number;
}

const extents = new WeakMap<CType, Extent>();

/**
 * To be called for every new record and array, so that no later stage overflows the stack.
 *
 * @throws {BadInputError} when it is nested too deeply or has too many fields.
 */
export function checkExtent(type: RecordType | ArrayType, location: SourceLocation): void {
  const { levels, fields } = extentOf(type);
  if (levels > MAX_LEVELS) {
    throw headerError(location, `${type.kind}s nested ${levels} levels deep`, `expected at most ${MAX_LEVELS}`);
  }
  if (fields > MAX_FIELDS) {
    throw headerError(location, `a ${type.kind} of ${fields} fields`, `expected at most ${MAX_FIELDS}`);
  }
}

function extentOf(type: CType): Extent {
  const known = extents.get(type);
  if (known !== undefined) return known;
  const inner = type.kind === "array" ? [type.element] : isRecord(type) ? type.fields.map(({ type }) => type) : [];
  const extent = { levels: inner.length === 0 ? 0 : 1, fields: inner.length === 0 ? 1 : 0 };
  for (const { levels, fields } of inner.map(extentOf)) {
    extent.levels = Math.max(extent.levels, levels + 1);
    extent.fields += fields;
  }
  extents.set(type, extent);
  return extent;
}
