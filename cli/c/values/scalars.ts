/**
 * Readers of single values: integers, enums, pointers, floats and the well-known 8 and 16 byte types.
 *
 * @module
 */

import { SymbolicValue, type Value } from "../../frame/value.ts";
import type { CharacterType, EnumType, FloatType, IntegerType, PointerType, WellKnownType } from "../header/types.ts";
import type { DecodeContext } from "./decode_context.ts";

/** Reads the value at `at` in the memory of the context; undefined if the frame ends before its end. */
export type ReadValue = (context: DecodeContext, at: number) => Value | undefined;

/** The types of single values. */
export type ScalarType = IntegerType | CharacterType | FloatType | PointerType | EnumType | WellKnownType;

/** Makes the reader of a scalar. */
export function scalarReader(type: ScalarType): ReadValue {
  switch (type.kind) {
    case "float":
      return floatReader(type.size);
    case "wellKnown":
      return type.shown === "guid" ? readGuid : numberReader(8, type.shown === "int64");
    default: {
      const show = shownAs(type);
      const read = numberReader(type.size, isSigned(type));
      if (show === undefined) return read;
      return (context, at) => {
        const value = read(context, at);
        return value === undefined ? undefined : show(value);
      };
    }
  }
}

/** Reads the integer at `at` as a plain number; a bigint if it has 8 bytes. */
export type ReadNumber = (context: DecodeContext, at: number) => number | bigint | undefined;

/** Makes the reader of an integer. */
export function numberReader(size: 1 | 2 | 4 | 8, signed: boolean): ReadNumber {
  switch (size) {
    case 1:
      if (signed) return (r, at) => at + 1 > r.end ? r.cut(at + 1) : r.view.getInt8(at);
      return (r, at) => at + 1 > r.end ? r.cut(at + 1) : r.view.getUint8(at);
    case 2:
      if (signed) return (r, at) => at + 2 > r.end ? r.cut(at + 2) : r.view.getInt16(at, true);
      return (r, at) => at + 2 > r.end ? r.cut(at + 2) : r.view.getUint16(at, true);
    case 4:
      if (signed) return (r, at) => at + 4 > r.end ? r.cut(at + 4) : r.view.getInt32(at, true);
      return (r, at) => at + 4 > r.end ? r.cut(at + 4) : r.view.getUint32(at, true);
    case 8:
      if (signed) return (r, at) => at + 8 > r.end ? r.cut(at + 8) : r.view.getBigInt64(at, true);
      return (r, at) => at + 8 > r.end ? r.cut(at + 8) : r.view.getBigUint64(at, true);
  }
}

/** Whether a number of this type may be negative. One shown in hex is not: 0xC0000005 is a positive number. */
export function isSigned(type: IntegerType | CharacterType | EnumType | PointerType): boolean {
  switch (type.kind) {
    case "integer":
      return type.signed && type.shown !== "hex";
    case "enum":
      return type.signed;
    case "character":
      return type.size === 1;
    case "pointer":
      return false;
  }
}

/** How a number of this type is shown; undefined if as a plain number. */
export function shownAs(
  type: IntegerType | CharacterType | EnumType | PointerType,
): ((value: number | bigint) => Value) | undefined {
  if (type.kind === "pointer" || (type.kind === "integer" && type.shown === "hex")) {
    const digits = 2 * type.size;
    return (value) => new SymbolicValue(`0x${value.toString(16).toUpperCase().padStart(digits, "0")}`, value);
  }
  if (type.kind === "enum") {
    const names = new Map([...type.members].map(([value, name]) => [value, new SymbolicValue(name, value)]));
    return (value) => names.get(Number(value)) ?? value;
  }
  if (type.kind === "integer" && type.shown === "boolean") {
    return (value) => value === 0 || value === 0n ? false : Number(value) === 1 ? true : value;
  }
  return undefined;
}

function floatReader(size: 4 | 8): ReadValue {
  return (context, at) => {
    if (at + size > context.end) return context.cut(at + size);
    const value = size === 4 ? context.view.getFloat32(at, true) : context.view.getFloat64(at, true);
    // All the different NaNs are shown the same.
    if (Number.isNaN(value)) context.complete = false;
    return value;
  };
}

/** `{00020401-0000-0000-C000-000000000046}`: the first three groups are little-endian numbers, the rest bytes. */
function readGuid(context: DecodeContext, at: number): SymbolicValue | undefined {
  if (at + 16 > context.end) return context.cut(at + 16);
  const { view, memory } = context;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
  const groups = [
    hex(view.getUint32(at, true), 8),
    hex(view.getUint16(at + 4, true), 4),
    hex(view.getUint16(at + 6, true), 4),
    memory.subarray(at + 8, at + 10).toHex(),
    memory.subarray(at + 10, at + 16).toHex(),
  ];
  return new SymbolicValue(`{${groups.join("-").toUpperCase()}}`, null);
}
