/**
 * Reads which member of a union a frame has.
 *
 * @module
 */

import type { Field } from "../header/types.ts";
import { bitsReader } from "./bit_fields.ts";
import type { DecodeContext } from "./decode_context.ts";
import { isSigned, numberReader } from "./scalars.ts";

/** The name of the member of the union at `at`; undefined if all are to be shown. */
export type ChooseMember = (context: DecodeContext, at: number) => string | undefined;

/** Makes the function for a field with a tag; undefined for any other. */
export function memberChooser({ offset, tag }: Field): ChooseMember | undefined {
  if (tag === undefined) return undefined;
  const { type, bits } = tag;
  const read = bits === undefined
    ? numberReader(type.size, isSigned(type))
    : bitsReader({ name: "", offset: tag.offset, type, bits });
  const members = new Map<number | bigint | undefined, string>();
  for (const { value, member } of tag.cases) {
    for (const number of numbersOf(value, bits?.width ?? 8 * type.size, isSigned(type))) members.set(number, member);
  }
  const fromUnion = tag.offset - offset;
  return (context, at) => {
    const place = at + fromUnion;
    return place + type.size > context.end ? undefined : members.get(read(context, place));
  };
}

/** A constant as it is read from a number of so many bits: nothing if it doesn't fit in. */
function numbersOf(value: bigint, width: number, signed: boolean): (number | bigint)[] {
  if (BigInt.asUintN(width, value) !== value && BigInt.asIntN(width, value) !== value) return [];
  const read = signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);
  return [read, ...Number.isSafeInteger(Number(read)) ? [Number(read)] : []];
}
