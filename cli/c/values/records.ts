/**
 * Readers of structs and unions, and of their members.
 *
 * A record that ends with a flexible array is open: it extends to the limit of the context.
 *
 * @module
 */

import type { TextEncoding } from "../../frame/text_encoding.ts";
import { StructValue, type Value } from "../../frame/value.ts";
import { type Bound, type CType, type Field, isFlexible, isRecord, type RecordType } from "../header/types.ts";
import { arrayReader, type Elements, flexibleReader, type Length } from "./arrays.ts";
import { type BitField, bitFieldReader, bitsReader } from "./bit_fields.ts";
import type { DecodeContext } from "./decode_context.ts";
import { findPlace } from "./field_place.ts";
import { type ChooseMember, memberChooser } from "./union_member.ts";
import { paddingSkipper } from "./padding.ts";
import { isSigned, numberReader, type ReadValue, scalarReader } from "./scalars.ts";

export interface RecordReader {
  /** The names of its fields, including those of its anonymous members. */
  readonly names: readonly string[];
  /** Whether it ends with a flexible array. */
  readonly isOpen: boolean;
  /** Reads the record at `at` into as many values as it has names, from `slot` on. */
  readonly fill: Fill;
}

type Fill = (context: DecodeContext, at: number, values: (Value | undefined)[], slot: number) => void;

/** Where a record is. */
interface Place {
  readonly encoding: TextEncoding;
  /** Its path in the outermost record, `""` for that itself; undefined in an array. */
  readonly path: string | undefined;
}

/** Makes the reader of a struct or union. @param choose Finds the member of a union that is shown. */
export function recordReader(record: RecordType, place: Place, choose?: ChooseMember): RecordReader {
  const fields = record.fields.filter(({ name, type }) => name !== "" || isRecord(type));
  const last = fields.reduce((last, { offset }) => Math.max(last, offset), 0);
  const members = fields.map((field) => {
    const mayBeOpen = record.kind === "union" || field.offset === last;
    return member(field, record, mayBeOpen, inside(place, field.name));
  });
  const isOpen = members.some((member) => member.isOpen);
  const fill = record.kind === "union" ? fillUnion(record, members, isOpen, choose) : fillStruct(members, record.size);
  return { names: members.flatMap(({ names }) => names), isOpen, fill };
}

/** The place of a member; without a name, it is that of its record. */
function inside({ encoding, path }: Place, name: string): Place {
  return { encoding, path: path === undefined || name === "" ? path : path === "" ? name : `${path}.${name}` };
}

/** Makes the reader of any type but a flexible array. */
function valueReader(type: CType, place: Place, choose?: ChooseMember): Omit<Elements, "type"> {
  if (type.kind === "array") {
    return { read: arrayReader(type, elementsOf(type.element, place), place.encoding), isOpen: false };
  }
  if (!isRecord(type)) return { read: scalarReader(type), isOpen: false };
  const { names, fill, isOpen } = recordReader(type, place, choose);
  const read: ReadValue = (context, at) => {
    const values: (Value | undefined)[] = new Array(names.length).fill(undefined);
    fill(context, at, values, 0);
    return new StructValue(names, values);
  };
  return { read, isOpen };
}

function elementsOf(type: CType, { encoding }: Place): Elements {
  return { type, ...valueReader(type, { encoding, path: undefined }) };
}

/** Reads a field, or the fields of an anonymous member; called with the start of the enclosing record. */
interface MemberReader extends RecordReader {
  readonly field: Field;
}

function member(field: Field, record: RecordType, mayBeOpen: boolean, place: Place): MemberReader {
  const { name, offset, type } = field;
  const choose = memberChooser(field);
  if (name === "" && isRecord(type)) {
    const { names, fill, isOpen } = recordReader(type, place, choose);
    const shifted: Fill = (context, at, values, slot) => fill(context, at + offset, values, slot);
    return confined({ field, names, isOpen, fill: shifted }, mayBeOpen);
  }
  if (isFlexible(type)) {
    const read = flexibleReader({
      offset,
      length: field.bound === undefined ? undefined : lengthOf(field.bound, record),
      elements: elementsOf(type.element, place),
      declared: type.declared ?? 0,
      path: place.path,
    }, place.encoding);
    const fill: Fill = (context, at, values, slot) => values[slot] = read(context, at);
    return confined({ field, names: [name], isOpen: true, fill }, mayBeOpen);
  }
  const { read, isOpen } = isBitField(field)
    ? { read: bitFieldReader(field), isOpen: false }
    : valueReader(type, place, choose);
  const fill: Fill = (context, at, values, slot) => values[slot] = read(context, at + offset);
  return confined({ field, names: [name], isOpen, fill }, mayBeOpen);
}

/** C allows members after a record with a flexible array; the record is then confined to its own size. */
function confined(member: MemberReader, mayBeOpen: boolean): MemberReader {
  if (!member.isOpen || mayBeOpen) return member;
  const { field: { offset, type: { size } }, fill } = member;
  return {
    ...member,
    isOpen: false,
    fill: (context, at, values, slot) => {
      const { limit } = context;
      context.limit = Math.min(limit, at + offset + size);
      fill(context, at, values, slot);
      context.limit = limit;
    },
  };
}

function fillStruct(members: readonly MemberReader[], size: number): Fill {
  const open = members.find(({ isOpen }) => isOpen);
  const skipPadding = paddingSkipper(members.map(({ field }) => field), open?.field.offset ?? size);
  const fillAll = inOrder(members);
  if (skipPadding === undefined) return fillAll;
  return (context, at, values, slot) => {
    fillAll(context, at, values, slot);
    skipPadding(context, at);
  };
}

function inOrder(members: readonly MemberReader[]): Fill {
  return (context, at, values, slot) => {
    for (const { field, names, fill } of members) {
      const { failed } = context;
      fill(context, at, values, slot);
      if (!failed && context.failed) context.locate(field.name);
      slot += names.length;
    }
  };
}

/** Every member of a union is a view of the same bytes: it is complete if one of those shown shows them all. */
function fillUnion(
  record: RecordType,
  members: readonly MemberReader[],
  isOpen: boolean,
  choose: ChooseMember | undefined,
): Fill {
  const views = members.map((member) => ({
    field: member.field,
    size: member.names.length,
    isOpen: member.isOpen,
    end: member.field.offset + member.field.type.size,
    fill: fillStruct([member], member.field.offset + member.field.type.size),
  }));
  return (context, at, values, slot) => {
    const end = isOpen ? context.limit : at + record.size;
    if (views.length === 0) context.skip(at, end);
    const chosen = choose?.(context, at);
    const { complete } = context;
    let isShown = views.length === 0;
    for (const view of views) {
      if (chosen === undefined || view.field.name === chosen) {
        context.complete = true;
        view.fill(context, at, values, slot);
        if (!view.isOpen) context.skip(at + view.end, end);
        isShown ||= context.complete;
      }
      slot += view.size;
    }
    context.complete = complete && isShown;
  };
}

function lengthOf(bound: Bound, record: RecordType): Length {
  const { type, at: offset, bitField } = findPlace(record, bound.field);
  if (type.kind !== "integer" && type.kind !== "enum") {
    throw new TypeError(`Cannot bound an array by "${bound.field}": the layout is wrong`);
  }
  const read = bitField === undefined ? numberReader(type.size, isSigned(type)) : bitsReader(bitField);
  return { ...bound, read: (context, at) => read(context, at + offset) };
}

function isBitField(field: Field): field is BitField {
  return field.bits !== undefined;
}
