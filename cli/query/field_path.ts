/**
 * Fields of structs by their paths: `header.list[2].x`.
 *
 * @module
 */

import { type ArrayType, type CType, type Field, isRecord, type RecordType } from "../c/header/types.ts";
import type { Frame } from "../frame/frame.ts";
import { StructValue, type Value } from "../frame/value.ts";
import { Mistake, suggestion } from "./mistake.ts";
import type { Kind, NamedValue } from "./named_value.ts";

/** One step of a path: the name of a field, or an index. */
export interface Step {
  readonly key: string | number;
  /** Its position in the text of the option. */
  readonly at: number;
}

/** The names of all fields of these structs, without nested ones. */
export function fieldNames(records: readonly RecordType[]): string[] {
  return [...new Set(records.flatMap((record) => shownFields(record).map(({ name }) => name)))];
}

/** Finds a field in the structs that have it. @throws {Mistake} if none has. */
export function findField(path: readonly Step[], records: readonly RecordType[]): NamedValue {
  const found: CType[] = [];
  let mistake: Mistake | undefined;
  for (const record of records) {
    const type = follow(record, path);
    if (!(type instanceof Mistake)) found.push(type);
    else if (mistake === undefined || type.at > mistake.at) mistake = type;
  }
  if (found.length === 0 && mistake !== undefined) throw mistake;
  const words = found.map(wordsOf);
  return {
    kinds: new Set(found.flatMap(kindsOf)),
    ...(words.some((some) => some === undefined) ? {} : { words: words.flatMap((some) => some ?? []) }),
    get: getter(path.map(({ key }) => key)),
  };
}

/** Makes the function that follows a path; it returns undefined if the frame has no such field. */
function getter(keys: readonly (string | number)[]): NamedValue["get"] {
  return ({ decoded }: Frame) => {
    let value: Value | undefined = decoded?.fields;
    for (const key of keys) {
      if (value instanceof StructValue && typeof key === "string") value = value.get(key);
      else if (Array.isArray(value) && typeof key === "number") value = value[key];
      else return undefined;
    }
    return value;
  };
}

/** The fields of a record, including those of its anonymous members. */
function shownFields(record: RecordType): Field[] {
  return record.fields.flatMap((field) => {
    if (field.name !== "") return [field];
    return isRecord(field.type) ? shownFields(field.type) : [];
  });
}

function follow(record: RecordType, path: readonly Step[]): CType | Mistake {
  let type: CType = record;
  let before = record.name;
  for (const { key, at } of path) {
    const next: CType | string = typeof key === "number" ? element(type, key) : member(type, key);
    if (typeof next === "string") return new Mistake(`${before} ${next}`, at);
    type = next;
    before = isRecord(type) && type.name !== "" ? type.name : typeof key === "number" ? `${before}[${key}]` : key;
  }
  return type;
}

/** The type of a field; or a message if there is none. */
function member(type: CType, name: string): CType | string {
  if (type.kind === "array") return "is an array (give an index, as in list[0])";
  if (!isRecord(type)) return `is not a struct, and has no "${name}"`;
  const fields = shownFields(type);
  const found = fields.find((field) => field.name === name);
  return found?.type ?? `has no "${name}" (${suggestion(name, fields.map(({ name }) => name))})`;
}

/** The type of an element; or a message if there is none. */
function element(type: CType, index: number): CType | string {
  if (type.kind !== "array" || isOneValue(type)) return "is not an array";
  if (type.length === null || index < type.length) return type.element;
  return `has ${type.length} elements, from 0 to ${type.length - 1}`;
}

/** Whether an array is one value: text or bytes. */
function isOneValue({ element }: ArrayType): boolean {
  return element.kind === "character" || (element.kind === "integer" && element.shown === "byte");
}

function kindsOf(type: CType): Kind[] {
  switch (type.kind) {
    case "integer":
      return type.shown === "boolean"
        ? ["boolean", "number"]
        : type.shown === "hex"
        ? ["number", "string"]
        : ["number"];
    case "pointer":
    case "enum":
      return ["number", "string"];
    case "wellKnown":
      return type.shown === "guid" ? ["string"] : ["number"];
    case "array":
      return type.element.kind === "character" ? ["string", "null"] : isOneValue(type) ? ["string"] : [];
    case "struct":
    case "union":
      return [];
    default:
      return ["number"];
  }
}

function wordsOf(type: CType): readonly string[] | undefined {
  return type.kind === "enum" ? [...type.members.values()] : undefined;
}
