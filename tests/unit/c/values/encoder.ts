/** The inverse of decoding: the bytes of fields from their JSON, written independently of the reader. */
import type { CType, Field, RecordType } from "../../../../cli/c/header/types.ts";
import { utf16 } from "../../items.ts";

/** A value in JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The bytes being filled. Members of a union fill the same ones, so bits are only ever set. */
class Bytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Something was shown that doesn't tell its bytes: null for text, "NaN". */
  vague = false;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  add(at: number, bytes: Uint8Array): void {
    bytes.forEach((byte, i) => this.bytes[at + i]! |= byte);
  }

  number(at: number, value: bigint, size: number): void {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setBigUint64(0, BigInt.asUintN(64, value), true);
    this.add(at, new Uint8Array(bytes.buffer, 0, size));
  }
}

/** The bytes of a frame of `size` bytes with these fields, and whether the fields determine all of them. */
export function encode(record: RecordType, fields: Json, size: number): { bytes: Uint8Array; vague: boolean } {
  const into = new Bytes(size);
  fill(into, record, fields, 0);
  return { bytes: into.bytes, vague: into.vague };
}

function fill(into: Bytes, record: RecordType, fields: Json, at: number): void {
  for (const field of record.fields) {
    if (field.name === "") {
      fill(into, field.type as RecordType, fields, at + field.offset);
    } else if (Object.hasOwn(fields as object, field.name)) {
      fillField(into, field, (fields as Record<string, Json>)[field.name]!, at + field.offset);
    }
  }
}

function fillField(into: Bytes, { type, bits }: Field, value: Json, at: number): void {
  if (bits === undefined) return fillValue(into, type, value, at);
  const whole = BigInt.asUintN(bits.width, integer(type, value));
  into.number(at, whole << BigInt(bits.shift), type.size);
}

function fillValue(into: Bytes, type: CType, value: Json, at: number): void {
  switch (type.kind) {
    case "struct":
    case "union":
      return fill(into, type, value, at);
    case "array":
      return fillArray(into, type.element, value, at);
    case "float":
      return fillFloat(into, type.size, value, at);
    case "wellKnown":
      if (type.shown === "guid") return into.add(at, guid(value as string));
      return into.number(at, BigInt(value as string), 8);
    default:
      return into.number(at, integer(type, value), type.size);
  }
}

function fillArray(into: Bytes, element: CType, value: Json, at: number): void {
  if (element.kind === "character") {
    if (value === null) into.vague = true;
    else into.add(at, element.size === 1 ? new TextEncoder().encode(value as string) : utf16(value as string, true));
  } else if (element.kind === "integer" && element.shown === "byte") {
    into.add(at, Uint8Array.fromHex(value as string));
  } else {
    (value as Json[]).forEach((one, i) => fillValue(into, element, one, at + i * element.size));
  }
}

function fillFloat(into: Bytes, size: 4 | 8, value: Json, at: number): void {
  const view = new DataView(new ArrayBuffer(size));
  if (value === "NaN") into.vague = true;
  else if (size === 4) view.setFloat32(0, Number(value), true);
  else view.setFloat64(0, Number(value), true);
  into.add(at, new Uint8Array(view.buffer));
}

function integer(type: CType, value: Json): bigint {
  if (type.kind === "enum") {
    for (const [number, name] of type.members) if (name === value) return BigInt(number);
  }
  return BigInt(value as string | number | boolean);
}

function guid(text: string): Uint8Array {
  const [, first, second, third, fourth, fifth] = /^\{(.{8})-(.{4})-(.{4})-(.{4})-(.{12})\}$/.exec(text)!;
  const reversed = (hex: string) => Uint8Array.fromHex(hex).reverse();
  const groups = [reversed(first!), reversed(second!), reversed(third!)];
  return Uint8Array.of(...groups.flatMap((group) => [...group]), ...Uint8Array.fromHex(fourth! + fifth!));
}
