/**
 * The names that expressions and templates may use, and what they stand for in a frame.
 *
 * @module
 */

import type { Value } from "../frame/value.ts";
import type { Frame } from "../frame/frame.ts";
import type { RecordType } from "../c/header/types.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import { fieldNames, findField, type Step } from "./field_path.ts";
import { Mistake, suggestion } from "./mistake.ts";

/** What a value can be compared as; `null` where it may be null. */
export type Kind = "number" | "string" | "boolean" | "time" | "null";

/** A value in a frame; undefined where the frame has no such thing, null where it has and nobody knows it. */
export type Get = (frame: Frame) => Value | string | null | undefined;

/** What a name stands for. */
export interface Name {
  /** What its value can be compared as; nothing for a whole struct or array. A time is a number of microseconds. */
  readonly kinds: ReadonlySet<Kind>;
  /** All strings that it can be; undefined where that may be any. */
  readonly words?: readonly string[];
  /** Its value in a frame. */
  readonly get: Get;
}

/** What is needed to know all names. */
export interface Scope {
  /** The structs that frames may be decoded as; none without --struct. */
  readonly records: readonly RecordType[];
  /** How `text` is encoded. */
  readonly encoding: TextEncoding;
}

/** A name: `size`, `kernel.pid`, `header.stamp`, `list[2].x`, `fields.size`. */
export const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*|\[\d+\])*/uy;

/**
 * Finds what a name stands for. A property of the frame comes before a field of the same name, which is then reached as
 * `fields.NAME`.
 *
 * @param at Where the name stands in the text that it was found in.
 * @throws {Mistake} where nothing has this name.
 */
export function findName(name: string, at: number, scope: Scope): Name {
  const known = properties(scope.encoding);
  const property = known.get(name);
  if (property !== undefined) return property;
  const steps = stepsOf(name, at);
  const path = steps.length > 1 && steps[0]!.key === "fields" ? steps.slice(1) : steps;
  const [first] = path as [Step];
  const fields = fieldNames(scope.records);
  if (fields.includes(String(first.key))) return findField(path, scope.records);
  const hint = scope.records.length === 0 ? "; fields of a struct need --struct" : "";
  throw new Mistake(
    `there is no "${first.key}" (${suggestion(String(first.key), [...known.keys(), ...fields])}${hint})`,
    first.at,
  );
}

function stepsOf(name: string, at: number): Step[] {
  return [...name.matchAll(/[^.[\]]+/g)].map(({ 0: key, index }) => ({
    key: name[index - 1] === "[" ? Number(key) : key,
    at: at + index,
  }));
}

function properties(encoding: TextEncoding): ReadonlyMap<string, Name> {
  return new Map([
    ["seq", property(["number"], ({ seq }) => seq)],
    ["time", property(["time", "null"], ({ time }) => time)],
    ["client", property(["number", "null"], ({ client }) => client)],
    ["pid", property(["number", "null"], ({ pid }) => pid)],
    ["image", property(["string", "null"], ({ image }) => image ?? null)],
    ["size", property(["number"], ({ bytes }) => bytes.length)],
    ["truncated", property(["boolean"], ({ truncated }) => truncated !== undefined)],
    ["text", property(["string", "null"], ({ bytes }) => encoding.decode(bytes.subarray(0, encoding.end(bytes))))],
    ["struct", property(["string", "null"], ({ decoded }) => decoded?.struct ?? null)],
    ["error", property(["string", "null"], ({ decoded }) => decoded?.error ?? null)],
    ["kernel.sequence", property(["number"], ({ kernel }) => kernel?.sequence)],
    ["kernel.dropped", property(["number"], ({ kernel }) => kernel?.dropped)],
    ["kernel.processor", property(["number"], ({ kernel }) => kernel?.processor)],
    ["kernel.pid", property(["number"], ({ kernel }) => kernel?.pid)],
    ["kernel.tid", property(["number"], ({ kernel }) => kernel?.tid)],
    ["kernel.type", property(["number"], ({ kernel }) => kernel?.type)],
  ]);
}

function property(kinds: readonly Kind[], get: Get): Name {
  return { kinds: new Set(kinds), get };
}
