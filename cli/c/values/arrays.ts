/**
 * Readers of arrays: of text, of bytes, and of anything else.
 *
 * @module
 */

import { SymbolicValue, TextValue, type Value } from "../../frame/value.ts";
import { TextEncoding } from "../../frame/text_encoding.ts";
import type { Reading } from "./reading.ts";
import type { ReadNumber, ReadValue } from "./scalars.ts";
import type { ArrayType, Bound, CharacterType, CType } from "../header/types.ts";

/** What the reader of an array needs to know of its elements. */
export interface Elements {
  /** Their type. */
  readonly type: CType;
  /** Reads one of them. */
  readonly read: ReadValue;
  /** Whether one would go on to the end of the frame, were it not held back at its own end. */
  readonly isOpen: boolean;
}

/** Reads the elements between two positions. A list may go beyond the frame, and says where it was cut. */
type ReadSpan = (reading: Reading, from: number, to: number) => Value;

/** Makes the reader of an array that has a length. What of it the frame still has is read. */
export function arrayReader({ size }: ArrayType, elements: Elements, encoding: TextEncoding): ReadValue {
  const read = spanReader(elements, encoding);
  const isList = !isText(elements.type) && !isByte(elements.type);
  return (reading, at) => {
    const end = at + size;
    if (end > reading.end && at >= reading.end) return reading.cut(end);
    if (end <= reading.end || isList) return read(reading, at, end);
    const value = read(reading, at, reading.end);
    reading.cut(end);
    return value;
  };
}

/** The length of a flexible array as another field of its record tells it. */
export interface Length extends Bound {
  /** Reads it, from the start of the record. */
  readonly read: ReadNumber;
}

/** Makes the reader of a flexible array at `offset` of its record; it is called with the start of the record. */
export function flexibleReader(
  offset: number,
  length: Length | undefined,
  elements: Elements,
  encoding: TextEncoding,
): ReadValue {
  const read = spanReader(elements, encoding);
  return (reading, record) => {
    const from = record + offset;
    if (from > reading.end) return reading.cut(from);
    const to = length === undefined ? reading.limit : from + claimed(reading, record, from, length, elements.type.size);
    const value = read(reading, from, to);
    reading.skip(to, reading.limit);
    return value;
  };
}

/** How many bytes the array has by its length; as many as there are where that can't be. */
function claimed(reading: Reading, record: number, from: number, length: Length, elementSize: number): number {
  const room = Math.max(0, reading.limit - from);
  const said = length.read(reading, record) ?? 0;
  const size = Number(said) * (length.unit === "bytes" ? 1 : elementSize);
  if (size >= 0 && size <= room) return size;
  const has = length.unit === "bytes" ? room : Math.floor(room / Math.max(1, elementSize));
  const where = reading.limit === reading.end ? "the frame has" : "there is room for";
  reading.fail(`${length.field} says ${said} ${length.unit}, ${where} ${has}`);
  return size < 0 ? 0 : room;
}

function spanReader(elements: Elements, encoding: TextEncoding): ReadSpan {
  const { type } = elements;
  if (isText(type)) return textReader(type.size === 1 ? encoding : new TextEncoding("utf-16le"));
  if (isByte(type)) {
    return (reading, from, to) => new SymbolicValue(reading.memory.subarray(from, to).toHex(), null);
  }
  return listReader(elements);
}

function isText(element: CType): element is CharacterType {
  return element.kind === "character";
}

function isByte(element: CType): boolean {
  return element.kind === "integer" && element.shown === "byte";
}

function listReader({ type, read, isOpen }: Elements): ReadSpan {
  const { size } = type;
  return (reading, from, to) => {
    const values: Value[] = [];
    const { limit } = reading;
    let at = from;
    for (; size > 0 && at + size <= to && at < reading.end; at += size) {
      const { failed } = reading;
      if (isOpen) reading.limit = Math.min(limit, at + size);
      const value = read(reading, at);
      if (!failed && reading.failed) reading.locate(`[${(at - from) / size}]`);
      if (value !== undefined) values.push(value);
    }
    reading.limit = limit;
    if (size > 0 && at + size <= to) reading.cut(to);
    else reading.skip(at, to);
    return values;
  };
}

function textReader(encoding: TextEncoding): ReadSpan {
  if (!encoding.asciiCompatible) return (reading, from, to) => otherText(reading, from, to, encoding);
  return (reading, from, to) => {
    const { memory } = reading;
    let at = from;
    let seen = 0;
    for (; at < to; at++) {
      const byte = memory[at]!;
      if (byte === 0) break;
      seen |= byte;
    }
    if (seen >= 0x80) return otherText(reading, from, to, encoding);
    reading.skip(at, to);
    return new TextValue(memory, from, at, encoding);
  };
}

function otherText(reading: Reading, from: number, to: number, encoding: TextEncoding): TextValue {
  const bytes = reading.memory.subarray(from, to);
  const end = encoding.end(bytes);
  const text = encoding.decode(bytes.subarray(0, end));
  if (text === null || !encoding.isFaithful(text)) reading.complete = false;
  reading.skip(from + end, to);
  return new TextValue(reading.memory, from, from + end, encoding, text);
}
