/**
 * Builds a frame of a C struct from values for some of its fields: the inverse of the reader.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import type { RecordType } from "../header/types.ts";
import { type FieldPlace, findPlace, type OpenArray } from "./field_place.ts";
import { expectedValue, valueBits, valueBytes } from "./value_bytes.ts";

/** A value for a field, as given on the command line. */
export interface Setting {
  /** `type`, `header.size`, `entries[2].name`. */
  readonly path: string;
  /** In the decoder's notation; text is UTF-8 in arrays of char and UTF-16 in arrays of WCHAR. */
  readonly value: string;
}

/**
 * The bytes of a struct with these values; all else is zero. The struct grows with its flexible array, and the field with
 * the length of the array is filled in unless it was set.
 *
 * @throws {UsageError} when there is no such field, or the value does not fit it.
 */
export function writeStruct(record: RecordType, settings: readonly Setting[]): Uint8Array {
  const writer = new StructWriter(record);
  for (const { path, value } of settings) writer.set(path, value);
  return writer.finish();
}

class StructWriter {
  readonly #record: RecordType;
  #bytes: Uint8Array<ArrayBuffer>;
  /** The places that were set, by {@linkcode key}. */
  readonly #set = new Set<string>();
  /** The flexible arrays that were set, by their start, and their current end. */
  readonly #open = new Map<number, { readonly array: OpenArray; end: number }>();

  constructor(record: RecordType) {
    this.#record = record;
    this.#bytes = new Uint8Array(record.size);
  }

  set(path: string, value: string): void {
    const place = findPlace(this.#record, path);
    this.#write(place, value, path);
    this.#set.add(key(place));
  }

  /** Fills in the lengths, outer ones last since inner ones may make them longer. */
  finish(): Uint8Array {
    for (const { array: { field, record, at }, end } of this.#open.values()) {
      const { bound, type } = field;
      if (bound === undefined || type.kind !== "array") continue;
      const length = findPlace(record, bound.field);
      const place = { ...length, at: at + length.at };
      if (this.#set.has(key(place))) continue;
      const bytes = end - at - field.offset;
      const value = bound.unit === "bytes" ? bytes : Math.ceil(bytes / Math.max(1, type.element.size));
      this.#write(place, String(value), bound.field);
    }
    return this.#bytes;
  }

  #write(place: FieldPlace, value: string, path: string): void {
    const { type, at, bitField, open } = place;
    const bytes = bitField === undefined ? valueBytes(type, value) : this.#withBits(bitField, at, value);
    if (bytes === undefined) {
      throw new UsageError(
        `Cannot set "${path}" to "${value}": expected ${expectedValue(type, bitField?.bits.width)}`,
      );
    }
    const room = bitField === undefined && type.kind === "array" ? Math.max(type.size, bytes.length) : bytes.length;
    const end = Math.max(at + room, ...open.map(({ end }) => end));
    this.#grow(end);
    this.#bytes.fill(0, at, at + room); // it may have been set to something longer before
    this.#bytes.set(bytes, at);
    for (const array of open) this.#extend(array, Math.max(at + room, array.end));
  }

  /** The allocation unit of a bit-field with this value in it. */
  #withBits(field: NonNullable<FieldPlace["bitField"]>, at: number, value: string): Uint8Array | undefined {
    const { bits: { shift, width }, type: { size } } = field;
    const bits = valueBits(field, width, value);
    if (bits === undefined) return undefined;
    this.#grow(at + size);
    const unit = new Uint8Array(8);
    unit.set(this.#bytes.subarray(at, at + size));
    const view = new DataView(unit.buffer);
    const mask = ((1n << BigInt(width)) - 1n) << BigInt(shift);
    view.setBigUint64(0, (view.getBigUint64(0, true) & ~mask) | (bits << BigInt(shift)), true);
    return unit.subarray(0, size);
  }

  #grow(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = new Uint8Array(size);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #extend(array: OpenArray, end: number): void {
    const start = array.at + array.field.offset;
    const known = this.#open.get(start);
    this.#open.set(start, { array, end: Math.max(known?.end ?? start, end) });
  }
}

function key({ at, bitField }: FieldPlace): string {
  return `${at}.${bitField?.bits.shift ?? 0}`;
}
