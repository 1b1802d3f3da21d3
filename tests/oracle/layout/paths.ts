/** Fields and values by their path in C: `a.b[1].c`. */
import type { StructValue, Value } from "../../../cli/frame/value.ts";
import type { CType, Field } from "../../../cli/c/header/types.ts";

/** A field of a record, or of a nested one. */
export interface Place {
  /** From the start of the outermost record. */
  readonly offset: number;
  readonly type: CType;
  readonly bits?: Field["bits"];
}

/** Where a field is. */
export function placeOf(record: CType, path: string): Place {
  return steps(path).reduce<Place>(
    (place, step) => typeof step === "number" ? element(place, step) : member(place, step) ?? fail(path),
    { offset: 0, type: record },
  );
}

/** The `sizeof` of a field; -1 for `[]`, which has none. */
export function sizeOfField({ type }: Place): number {
  if (type.kind !== "array" || type.length !== null) return type.size;
  return type.declared === undefined ? -1 : type.element.size;
}

/** The decoded value of a field. */
export function valueOf(fields: StructValue, path: string): Value | undefined {
  return steps(path).reduce<Value | undefined>(
    (value, step) => typeof step === "string" ? (value as StructValue).get(step) : (value as readonly Value[])[step],
    fields,
  );
}

function steps(path: string): (string | number)[] {
  return [...path.matchAll(/\w+/g)].map(([word]) => /^\d/.test(word) ? Number(word) : word);
}

function element({ offset, type }: Place, index: number): Place {
  if (type.kind !== "array") return fail(`[${index}]`);
  return { offset: offset + index * type.element.size, type: type.element };
}

function member({ offset, type }: Place, name: string): Place | undefined {
  if (type.kind !== "struct" && type.kind !== "union") return undefined;
  for (const field of type.fields) {
    const here = { ...field, offset: offset + field.offset };
    if (field.name === name) return here;
    const inner = field.name === "" ? member(here, name) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function fail(path: string): never {
  throw new Error(`there is no field ${path}`);
}
