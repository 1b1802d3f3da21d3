/**
 * Layouts of structs as pahole prints them: each field with its offset and size in bytes, and the holes between fields.
 *
 *     struct Networkreport {             // offset  size
 *         LONG   type;                   //      0     4
 *         ULONG  address;                //      4     4
 *         ULONG  buffer_data_len;        //      8     4
 *         CHAR   buffer_data[];          //     12     0  buffer_data_len bytes
 *     };                                 // size 12, align 4
 *
 * Offsets count from the start of the outermost struct. For a bit-field, the size is that of its unit, followed by its
 * bits, as `4  bits 3..7`. Of a union, a member has the value of the union's tag that it is shown for, as `if Kind is
 * KIND_READ`. An array at the end has the member that its length is read from, or `to the end` of the frame.
 *
 * @module
 */

import { type CType, type Field, isFlexible, type RecordType, type UnionTag } from "../c/header/types.ts";

/** A line of the output: a C declaration and the comment after it. */
interface LayoutLine {
  readonly level: number;
  readonly type: string;
  readonly name: string;
  readonly comment: string;
}

/** The texts on the first and the last line of a record. */
interface RecordTexts {
  /** The comment on the first line. */
  readonly head: string;
  /** The name of the member whose type the record is, or "". */
  readonly name: string;
  /** The end of the comment on the last line. */
  readonly after: string;
  /** What says which member of the union a frame has. */
  readonly tag?: UnionTag | undefined;
}

/** The last column that comments are aligned at; a longer declaration moves its own comment. */
const MAX_COMMENT_COLUMN = 60;
const INDENT = 4;

/** The layout as lines of text, ending in a newline. */
export function layoutText(record: RecordType): string {
  const lines = [...recordLines(record, 0, 0, { head: "offset  size", name: "", after: "" })];
  const typeWidth = maxOf(lines.map(({ level, type, name }) => name === "" ? 0 : level * INDENT + type.length));
  const left = lines.map(({ level, type, name }) => {
    const start = " ".repeat(level * INDENT) + type;
    return name === "" ? start : `${start.padEnd(Math.min(typeWidth, MAX_COMMENT_COLUMN / 2))}  ${name}`;
  });
  const width = Math.min(maxOf(left.map(({ length }) => length)), MAX_COMMENT_COLUMN);
  return lines.map(({ comment }, at) => `${left[at]!.padEnd(width)}  // ${comment}`.trimEnd() + "\n").join("");
}

/** Math.max() for more numbers than a call can have arguments. */
function maxOf(widths: readonly number[]): number {
  return widths.reduce((a, b) => Math.max(a, b), 0);
}

function* recordLines(
  record: RecordType,
  start: number,
  level: number,
  { head, name, after, tag }: RecordTexts,
): Generator<LayoutLine> {
  const title = record.name === "" ? record.kind : `${record.kind} ${record.name}`;
  yield { level, type: `${title} {`, name: "", comment: head };
  let end = 0;
  for (const [at, field] of record.fields.entries()) {
    if (record.kind === "struct") yield* gapLines(start, end, record.fields[at - 1], field, level + 1);
    yield* fieldLines(field, start, level + 1, caseText(field, tag));
    end = Math.max(end, field.offset + roomOf(field.type));
  }
  if (record.kind === "struct") yield* gapLines(start, end, record.fields.at(-1), undefined, level + 1);
  if (end < record.size) yield note(level + 1, start + end, record.size - end, "padding");
  const closing = `}${name === "" ? "" : ` ${name}`};`;
  yield { level, type: closing, name: "", comment: `size ${record.size}, align ${record.align}${after}` };
}

function* fieldLines(field: Field, start: number, level: number, when: string): Generator<LayoutLine> {
  const { tag } = field;
  const { element, dimensions } = unwrap(field.type);
  const length = lengthText(field);
  if (element.kind === "struct" || element.kind === "union") {
    const head = `${place(start + field.offset, field.type.size)}${when}`;
    const after = dimensions === "" ? "" : ` each${length}`;
    yield* recordLines(element, start + field.offset, level, { head, name: field.name + dimensions, after, tag });
    return;
  }
  const bits = field.bits === undefined ? "" : `  ${bitsText(field.bits.shift, field.bits.width)}`;
  const width = field.bits === undefined ? "" : ` : ${field.bits.width}`;
  yield {
    level,
    type: typeName(element),
    name: `${field.name}${dimensions}${width};`,
    comment: `${place(start + field.offset, field.type.size)}${bits}${length}${when}`,
  };
}

/** The holes between two fields of a struct, or after the last one: unnamed bits of a unit, and bytes. */
function* gapLines(
  start: number,
  end: number,
  before: Field | undefined,
  field: Field | undefined,
  level: number,
): Generator<LayoutLine> {
  const used = before?.bits === undefined ? 0 : before.bits.shift + before.bits.width;
  const joins = used > 0 && field?.bits !== undefined && field.offset === before?.offset;
  if (used > 0 && !joins) yield* bitLines(start, before!, used, before!.type.size * 8, level);
  if (field === undefined) return;
  if (field.offset > end) yield note(level, start + end, field.offset - end, "hole");
  if (field.bits !== undefined) yield* bitLines(start, field, joins ? used : 0, field.bits.shift, level);
}

/** The bits from..to of a unit, if there are any. */
function* bitLines(
  start: number,
  { offset, type }: Field,
  from: number,
  to: number,
  level: number,
): Generator<LayoutLine> {
  if (from === to) return;
  const comment = `${place(start + offset, type.size)}  ${bitsText(from, to - from)}  hole`;
  yield { level, type: "", name: "", comment };
}

function note(level: number, offset: number, size: number, what: string): LayoutLine {
  return { level, type: "", name: "", comment: `${place(offset, size)}  ${what}` };
}

function place(offset: number, size: number): string {
  return `${String(offset).padStart(6)}${String(size).padStart(6)}`;
}

function bitsText(shift: number, width: number): string {
  return width === 1 ? `bit ${shift}` : `bits ${shift}..${shift + width - 1}`;
}

/** The values for which a member of a union is shown. */
function caseText({ name }: Field, tag: UnionTag | undefined): string {
  const values = constantsFor(name, tag);
  return tag === undefined || values.length === 0 ? "" : `  if ${tag.path} is ${values.join(", ")}`;
}

function constantsFor(member: string, tag: UnionTag | undefined): string[] {
  return tag?.cases.filter((one) => one.member === member).map(({ constant }) => constant) ?? [];
}

/** What an array at the end of a struct extends to. */
function lengthText({ type, bound }: Field): string {
  if (!isFlexible(type)) return "";
  return bound === undefined ? "  to the end" : `  ${bound.field} ${bound.unit}`;
}

/** The layout as a line of JSON, ending in a newline. */
export function layoutJson(record: RecordType, arch: string): string {
  const { kind, name, size, align } = record;
  return `${JSON.stringify({ kind, name, arch, size, align, fields: jsonFields(record, 0) })}\n`;
}

function jsonFields(record: RecordType, start: number): unknown[] {
  return record.fields.map(({ name, offset, type, bits, bound, tag }) => {
    const { element, dimensions } = unwrap(type);
    const isRecord = element.kind === "struct" || element.kind === "union";
    return {
      name,
      offset: start + offset,
      size: type.size,
      type: typeName(element) + dimensions,
      ...bits === undefined ? {} : { bits },
      ...isFlexible(type) ? { bound: bound ?? null } : {},
      ...tag === undefined ? {} : { tag: jsonTag(tag) },
      ...isRecord ? { fields: jsonFields(element, start + offset) } : {},
    };
  });
}

/** `{"field":"Kind","members":{"Read":["KIND_READ"]}}` */
function jsonTag(tag: UnionTag): unknown {
  const members = new Set(tag.cases.map(({ member }) => member));
  return {
    field: tag.path,
    members: Object.fromEntries([...members].map((name) => [name, constantsFor(name, tag)])),
  };
}

/** An array's innermost element, and `[2][3]`. */
function unwrap(type: CType): { element: CType; dimensions: string } {
  if (type.kind !== "array") return { element: type, dimensions: "" };
  const { element, dimensions } = unwrap(type.element);
  return { element, dimensions: `[${type.length ?? type.declared ?? ""}]${dimensions}` };
}

function typeName(type: CType): string {
  if (type.kind === "array") return typeName(type.element);
  if (type.kind === "enum") return type.name === "" ? "enum" : type.name;
  return type.name === "" ? type.kind : type.name;
}

/** How many bytes of its record a field takes; also for a flexible `[1]` at its end, whose type has size 0. */
function roomOf(type: CType): number {
  return type.kind === "array" && type.length === null ? (type.declared ?? 0) * type.element.size : type.size;
}
