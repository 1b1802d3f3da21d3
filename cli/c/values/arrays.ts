/**
 * Readers of arrays: text, bytes, and lists of anything else.
 *
 * @module
 */

import { TextEncoding } from "../../frame/text_encoding.ts";
import { SymbolicValue, TextValue, type Value } from "../../frame/value.ts";
import type { ArrayType, Bound, CharacterType, CType } from "../header/types.ts";
import type { DecodeContext } from "./decode_context.ts";
import type { ReadNumber, ReadValue } from "./scalars.ts";

/** The elements of an array. */
export interface Elements {
  readonly type: CType;
  /** Reads one element. */
  readonly read: ReadValue;
  /** Whether an element ends with a flexible array, which must be kept from extending to the end of the frame. */
  readonly isOpen: boolean;
}

/** Reads the elements between two positions. A list may extend beyond the frame, and reports where it was cut. */
type ReadSpan = (context: DecodeContext, from: number, to: number) => Value;

/** Makes the reader of an array of fixed length. If the frame ends inside it, the part in the frame is read. */
export function arrayReader({ size }: ArrayType, elements: Elements, encoding: TextEncoding): ReadValue {
  const read = spanReader(elements, encoding);
  const isList = !isText(elements.type) && !isByte(elements.type);
  return (context, at) => {
    const end = at + size;
    if (end > context.end && at >= context.end) return context.cut(end);
    if (end <= context.end || isList) return read(context, at, end);
    const value = read(context, at, context.end);
    context.cut(end);
    return value;
  };
}

/** An array that extends to its length, or to the end of the frame. */
export interface FlexibleArray {
  /** From the start of its record. */
  readonly offset: number;
  /** Undefined if nothing tells it. */
  readonly length: Length | undefined;
  readonly elements: Elements;
  /** How many elements its record has room for. */
  readonly declared: number;
  /** Its path from the outermost record; undefined in an array, whose elements don't extend to the end of the frame. */
  readonly path: string | undefined;
}

/** The length of a flexible array, held by another field of its record. */
export interface Length extends Bound {
  /** Reads it; called with the start of the record. */
  readonly read: ReadNumber;
}

/** Makes the reader of a flexible array; it is called with the start of the record. */
export function flexibleReader(array: FlexibleArray, encoding: TextEncoding): ReadValue {
  const { offset, length, elements } = array;
  const read = spanReader(elements, encoding);
  const end = isText(elements.type) ? endOfText : endOf(array);
  return (context, record) => {
    const from = record + offset;
    if (from > context.end) return context.cut(from);
    const to = length === undefined
      ? end(context, from)
      : from + boundedSize(context, record, from, length, elements.type.size);
    const value = read(context, from, to);
    context.skip(to, context.limit);
    return value;
  };
}

/** Text ends at its NUL. */
function endOfText({ limit }: DecodeContext): number {
  return limit;
}

/**
 * Makes the function that finds the end of an array without a length. The zeros at the end of the frame may be its
 * elements or the padding of the frame: they are counted, and not shown.
 */
function endOf({ elements: { type: { size } }, declared, path }: FlexibleArray) {
  return (context: DecodeContext, from: number): number => {
    const { limit, end } = context;
    if (path === undefined || limit < end || size === 0) return limit;
    const shown = Math.max(declared, Math.ceil((context.significantEnd(from) - from) / size));
    const omitted = Math.floor((limit - from) / size) - shown;
    if (omitted <= 0) return limit;
    context.omit(path, omitted);
    return from + shown * size;
  };
}

/** The size of the array in bytes by its length field, or what is left of the frame if the field exceeds that. */
function boundedSize(
  context: DecodeContext,
  record: number,
  from: number,
  length: Length,
  elementSize: number,
): number {
  const room = Math.max(0, context.limit - from);
  const said = length.read(context, record) ?? 0;
  const size = Number(said) * (length.unit === "bytes" ? 1 : elementSize);
  if (size >= 0 && size <= room) {
    const rest = size % Math.max(1, elementSize);
    if (rest > 0) context.fail(`${length.field} says ${said} bytes, not a multiple of ${elementSize}`);
    return size - rest;
  }
  const has = length.unit === "bytes" ? room : Math.floor(room / Math.max(1, elementSize));
  const where = context.limit === context.end ? "the frame has" : "there is room for";
  context.fail(`${length.field} says ${said} ${length.unit}, ${where} ${has}`);
  return size < 0 ? 0 : room;
}

function spanReader(elements: Elements, encoding: TextEncoding): ReadSpan {
  const { type } = elements;
  if (isText(type)) return textReader(type.size === 1 ? encoding : new TextEncoding("utf-16le"));
  if (isByte(type)) {
    return (context, from, to) => new SymbolicValue(context.memory.subarray(from, to).toHex(), null);
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
  return (context, from, to) => {
    const values: Value[] = [];
    const { limit } = context;
    let at = from;
    for (; size > 0 && at + size <= to && at < context.end; at += size) {
      const { failed } = context;
      if (isOpen) context.limit = Math.min(limit, at + size);
      const value = read(context, at);
      if (!failed && context.failed) context.locate(`[${(at - from) / size}]`);
      if (value !== undefined) values.push(value);
    }
    context.limit = limit;
    if (size > 0 && at + size <= to) context.cut(to);
    else context.skip(at, to);
    return values;
  };
}

function textReader(encoding: TextEncoding): ReadSpan {
  if (!encoding.asciiCompatible) return (context, from, to) => otherText(context, from, to, encoding);
  return (context, from, to) => {
    const { memory } = context;
    let at = from;
    let seen = 0;
    for (; at < to; at++) {
      const byte = memory[at]!;
      if (byte === 0) break;
      seen |= byte;
    }
    if (seen >= 0x80) return otherText(context, from, to, encoding);
    context.skip(at, to);
    return new TextValue(memory, from, at, encoding);
  };
}

function otherText(context: DecodeContext, from: number, to: number, encoding: TextEncoding): TextValue {
  const bytes = context.memory.subarray(from, to);
  const end = encoding.end(bytes);
  const text = encoding.decode(bytes.subarray(0, end));
  if (text === null || !encoding.isFaithful(text)) context.complete = false;
  context.skip(from + end, to);
  return new TextValue(context.memory, from, from + end, encoding, text);
}
