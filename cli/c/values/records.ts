/**
 * Readers of structs and unions, and of their members.
 *
 * A record is open when a flexible array ends it: then all up to the limit of the reading belongs to it.
 *
 * @module
 */

import { StructValue, type Value } from "../../frame/value.ts";
import type { TextEncoding } from "../../frame/text_encoding.ts";
import { arrayReader, type Elements, flexibleReader, type Length } from "./arrays.ts";
import { type BitField, bitFieldReader, bitsReader } from "./bit_fields.ts";
import { paddingSkipper } from "./padding.ts";
import type { Reading } from "./reading.ts";
import { isSigned, numberReader, type ReadValue, scalarReader } from "./scalars.ts";
import type { Bound, CType, Field, RecordType } from "../header/types.ts";

/** How to read a record. */
export interface RecordReader {
  /** The names of its fields, those of its anonymous members among them. */
  readonly names: readonly string[];
  /** Whether a flexible array ends it. */
  readonly isOpen: boolean;
  /** Reads the record at `at` into as many values as it has names, from `slot` on. */
  readonly fill: Fill;
}

type Fill = (reading: Reading, at: number, values: (Value | undefined)[], slot: number) => void;

/** Makes the reader of a struct or union. */
export function recordReader(record: RecordType, encoding: TextEncoding): RecordReader {
  const fields = record.fields.filter(({ name, type }) => name !== "" || isRecord(type));
  const last = fields.reduce((last, { offset }) => Math.max(last, offset), 0);
  const members = fields.map((field) => {
    const mayBeOpen = record.kind === "union" || field.offset === last;
    return member(field, record, mayBeOpen, encoding);
  });
  const isOpen = members.some((member) => member.isOpen);
  const fill = record.kind === "union" ? fillUnion(record, members, isOpen) : fillStruct(members, record.size);
  return { names: members.flatMap(({ names }) => names), isOpen, fill };
}

/** Makes the reader of any type that isn't a flexible array. */
function valueReader(type: CType, encoding: TextEncoding): Omit<Elements, "type"> {
  if (type.kind === "array") {
    return { read: arrayReader(type, elementsOf(type.element, encoding), encoding), isOpen: false };
  }
  if (!isRecord(type)) return { read: scalarReader(type), isOpen: false };
  const { names, fill, isOpen } = recordReader(type, encoding);
  const read: ReadValue = (reading, at) => {
    const values: (Value | undefined)[] = new Array(names.length).fill(undefined);
    fill(reading, at, values, 0);
    return new StructValue(names, values);
  };
  return { read, isOpen };
}

function elementsOf(type: CType, encoding: TextEncoding): Elements {
  return { type, ...valueReader(type, encoding) };
}

/** A field, or the fields of an anonymous member, as their record reads them. */
interface Member extends RecordReader {
  readonly field: Field;
}

function member(field: Field, record: RecordType, mayBeOpen: boolean, encoding: TextEncoding): Member {
  const { name, offset, type } = field;
  if (name === "" && isRecord(type)) {
    const { names, fill, isOpen } = recordReader(type, encoding);
    const shifted: Fill = (reading, at, values, slot) => fill(reading, at + offset, values, slot);
    return heldBack({ field, names, isOpen, fill: shifted }, mayBeOpen);
  }
  if (type.kind === "array" && type.length === null) {
    const length = field.bound === undefined ? undefined : lengthOf(field.bound, record);
    const read = flexibleReader(offset, length, elementsOf(type.element, encoding), encoding);
    const fill: Fill = (reading, at, values, slot) => values[slot] = read(reading, at);
    return heldBack({ field, names: [name], isOpen: true, fill }, mayBeOpen);
  }
  const { read, isOpen } = isBitField(field)
    ? { read: bitFieldReader(field), isOpen: false }
    : valueReader(type, encoding);
  const fill: Fill = (reading, at, values, slot) => values[slot] = read(reading, at + offset);
  return heldBack({ field, names: [name], isOpen, fill }, mayBeOpen);
}

/** C lets something follow a record that a flexible array ends; that then stays within its own size. */
function heldBack(member: Member, mayBeOpen: boolean): Member {
  if (!member.isOpen || mayBeOpen) return member;
  const { field: { offset, type: { size } }, fill } = member;
  return {
    ...member,
    isOpen: false,
    fill: (reading, at, values, slot) => {
      const { limit } = reading;
      reading.limit = Math.min(limit, at + offset + size);
      fill(reading, at, values, slot);
      reading.limit = limit;
    },
  };
}

function fillStruct(members: readonly Member[], size: number): Fill {
  const open = members.find(({ isOpen }) => isOpen);
  const skipPadding = paddingSkipper(members.map(({ field }) => field), open?.field.offset ?? size);
  const fillAll = inOrder(members);
  if (skipPadding === undefined) return fillAll;
  return (reading, at, values, slot) => {
    fillAll(reading, at, values, slot);
    skipPadding(reading, at);
  };
}

function inOrder(members: readonly Member[]): Fill {
  return (reading, at, values, slot) => {
    for (const { field, names, fill } of members) {
      const { failed } = reading;
      fill(reading, at, values, slot);
      if (!failed && reading.failed) reading.locate(field.name);
      slot += names.length;
    }
  };
}

/** Every member of a union is a view of the same bytes: one that shows them all is enough. */
function fillUnion(record: RecordType, members: readonly Member[], isOpen: boolean): Fill {
  const views = members.map((member) => ({
    size: member.names.length,
    isOpen: member.isOpen,
    end: member.field.offset + member.field.type.size,
    fill: fillStruct([member], member.field.offset + member.field.type.size),
  }));
  return (reading, at, values, slot) => {
    const end = isOpen ? reading.limit : at + record.size;
    if (views.length === 0) reading.skip(at, end);
    const { complete } = reading;
    let isShown = views.length === 0;
    for (const view of views) {
      reading.complete = true;
      view.fill(reading, at, values, slot);
      if (!view.isOpen) reading.skip(at + view.end, end);
      isShown ||= reading.complete;
      slot += view.size;
    }
    reading.complete = complete && isShown;
  };
}

function lengthOf(bound: Bound, record: RecordType): Length {
  const field = record.fields.find(({ name }) => name === bound.field);
  if (field === undefined || (field.type.kind !== "integer" && field.type.kind !== "enum")) {
    throw new TypeError(`Cannot bound an array by "${bound.field}": the layout is wrong`);
  }
  const read = isBitField(field) ? bitsReader(field) : numberReader(field.type.size, isSigned(field.type));
  return { ...bound, read: (reading, at) => read(reading, at + field.offset) };
}

function isRecord(type: CType): type is RecordType {
  return type.kind === "struct" || type.kind === "union";
}

function isBitField(field: Field): field is BitField {
  return field.bits !== undefined;
}
