/**
 * Readers of bit-fields: some bits of an integer that several of them share.
 *
 * @module
 */

import type { Value } from "../../frame/value.ts";
import type { EnumType, Field, IntegerType } from "../header/types.ts";
import { isSigned, numberReader, type ReadNumber, type ReadValue, shownAs } from "./scalars.ts";

/** A field that is a bit-field. */
export type BitField = Field & { readonly bits: NonNullable<Field["bits"]> };

/** Makes the reader of a bit-field, shown by its type. Up to 32 bits are a number, whatever the size of the unit. */
export function bitFieldReader(field: BitField): ReadValue {
  const read = bitsReader(field);
  // Hex spellings have the width of the whole type, which a few bits of it do not: a bit-field is never a handle.
  const show = field.type.kind === "integer" && field.type.shown === "hex" ? undefined : shownAs(unit(field));
  return (context, at): Value | undefined => {
    const value = read(context, at);
    return value === undefined || show === undefined ? value : show(value);
  };
}

/** Makes the reader of the number in a bit-field. */
export function bitsReader(field: BitField): ReadNumber {
  const { shift, width } = field.bits;
  const type = unit(field);
  const signed = isSigned(type);
  const readUnit = numberReader(type.size, false);
  return (context, at) => {
    const unit = readUnit(context, at);
    if (unit === undefined) return undefined;
    if (typeof unit === "number") return narrow(unit, shift, width, signed);
    const bits = BigInt.asUintN(width, unit >> BigInt(shift));
    const value = signed ? BigInt.asIntN(width, bits) : bits;
    return width <= 32 ? Number(value) : value;
  };
}

/** From a unit of at most 32 bits: shifted to the top, and back down with the sign or zeros. */
function narrow(unit: number, shift: number, width: number, signed: boolean): number {
  const top = unit << (32 - width - shift);
  return signed ? top >> (32 - width) : top >>> (32 - width);
}

function unit({ type }: Field): IntegerType | EnumType {
  if (type.kind === "integer" || type.kind === "enum") return type;
  throw new TypeError(`Cannot read bits of a ${type.kind}: the layout is wrong`);
}
