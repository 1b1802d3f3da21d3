/**
 * The bytes of a value in the decoder's own notation: `3`, `0xC0000005`, `RUNNING`, `true`, a text, `00ff7f`.
 *
 * @module
 */

import { countOf } from "../../frame/count_of.ts";
import { readHex } from "../../frame/hex.ts";
import type { ArrayType, CType, EnumType, Field } from "../header/types.ts";
import { isSigned } from "./scalars.ts";

const DECIMAL = /^-?\d+$/;
const HEX = /^0x[\da-f]+$/i;
const GUID = /^\{?([\da-f]{8})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})-([\da-f]{12})\}?$/i;

/** The bytes of a value of this type; undefined if `text` is not one. Arrays are not padded to their length. */
export function valueBytes(type: CType, text: string): Uint8Array | undefined {
  switch (type.kind) {
    case "array":
      return arrayBytes(type, text);
    case "float":
      return floatBytes(type.size, text);
    case "wellKnown":
      if (type.shown === "guid") return guidBytes(text);
      return integerBytes(readInteger(text, 64, type.shown === "int64"), 8);
    case "struct":
    case "union":
      return undefined;
    default:
      return integerBytes(integerOf(type, text, 8 * type.size), type.size);
  }
}

/** The bits of the value of a bit-field, from bit 0; undefined if `text` is not one or has more bits. */
export function valueBits({ type }: Field, width: number, text: string): bigint | undefined {
  const value = integerOf(type, text, width);
  return value === undefined ? undefined : BigInt.asUintN(width, value);
}

/** What {@linkcode valueBytes} accepts, in words for an error. */
export function expectedValue(type: CType, width = 8 * type.size): string {
  switch (type.kind) {
    case "array":
      return expectedArray(type);
    case "struct":
    case "union":
      return "a path to one of its fields";
    case "float":
      return "a number";
    case "wellKnown":
      return type.shown === "guid" ? "a GUID like {00020401-0000-0000-C000-000000000046}" : "a number of 64 bits";
    case "enum":
      return `${[...type.members.values()].join(", ")}, or a number`;
    default: {
      const bits = `a number of ${countOf(width, "bit")}, decimal or 0x…`;
      return type.kind === "integer" && type.shown === "boolean" ? `true, false, or ${bits}` : bits;
    }
  }
}

function integerOf(type: CType, text: string, bits: number): bigint | undefined {
  switch (type.kind) {
    case "enum":
      return memberOf(type, text) ?? readInteger(text, bits, type.signed);
    case "integer":
      if (type.shown === "boolean" && (text === "true" || text === "false")) return text === "true" ? 1n : 0n;
      return readInteger(text, bits, isSigned(type));
    case "character":
    case "pointer":
      return readInteger(text, bits, isSigned(type));
    default:
      return undefined;
  }
}

function memberOf(type: EnumType, text: string): bigint | undefined {
  for (const [value, name] of type.members) if (name === text) return BigInt(value);
  return undefined;
}

/** A decimal number may be negative if the type is signed; 0x… gives the bits themselves. */
function readInteger(text: string, bits: number, signed: boolean): bigint | undefined {
  if (!DECIMAL.test(text) && !HEX.test(text)) return undefined;
  const value = BigInt(text);
  if (HEX.test(text)) return value === BigInt.asUintN(bits, value) ? value : undefined;
  return value === (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) ? value : undefined;
}

function integerBytes(value: bigint | undefined, size: number): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return bytes.subarray(0, size);
}

function floatBytes(size: 4 | 8, text: string): Uint8Array | undefined {
  const value = Number(text);
  if (text.trim() === "" || (Number.isNaN(value) && text !== "NaN")) return undefined;
  const view = new DataView(new ArrayBuffer(size));
  if (size === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return new Uint8Array(view.buffer);
}

/** The first three groups are little-endian numbers, the rest bytes. */
function guidBytes(text: string): Uint8Array | undefined {
  const groups = GUID.exec(text)?.slice(1).map((group) => Uint8Array.fromHex(group));
  if (groups === undefined) return undefined;
  return Uint8Array.of(...groups.flatMap((group, index) => index < 3 ? [...group.toReversed()] : [...group]));
}

function arrayBytes({ element, length, size }: ArrayType, text: string): Uint8Array | undefined {
  const bytes = element.kind === "character"
    ? textBytes(text, element.size)
    : element.kind === "integer" && element.shown === "byte"
    ? readHex(text)
    : undefined;
  return bytes !== undefined && (length === null || bytes.length <= size) ? bytes : undefined;
}

/** UTF-8 for char, UTF-16LE for WCHAR. */
function textBytes(text: string, unit: 1 | 2): Uint8Array {
  if (unit === 1) return new TextEncoder().encode(text);
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true);
  return new Uint8Array(view.buffer);
}

function expectedArray({ element, length, size }: ArrayType): string {
  const most = length === null ? "" : ` of at most ${size} bytes`;
  if (element.kind === "character") return `a text${most} in ${element.size === 1 ? "UTF-8" : "UTF-16"}`;
  if (element.kind === "integer" && element.shown === "byte") return `pairs of hexadecimal digits${most}`;
  return "a path to one of its elements, like name[0]";
}
