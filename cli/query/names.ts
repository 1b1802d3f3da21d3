/**
 * The names that expressions and templates may use: properties of a frame, and fields of its struct.
 *
 * @module
 */

import type { RecordType } from "../c/header/types.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import { argumentValue, LOG_NAMES, unknownLogName } from "./log_names.ts";
import { fieldNames, findField, type Step } from "./field_path.ts";
import { Mistake, suggestion } from "./mistake.ts";
import type { Get, Kind, NamedValue } from "./named_value.ts";

/** Where names are looked up. */
export interface Scope {
  /** The structs that frames may be decoded as; empty without --struct. */
  readonly records: readonly RecordType[];
  /** The encoding of `text`. */
  readonly encoding: TextEncoding;
}

/** A name: `size`, `kernel.pid`, `header.stamp`, `list[2].x`, `fields.size`. */
export const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*|\[\d+\])*/uy;

/**
 * Finds the value of a name. A property of the frame takes precedence over a field of the same name, which is still
 * available as `fields.NAME`.
 *
 * @param at The position of the name in the text of the option.
 * @throws {Mistake} if there is no such name.
 */
export function findName(name: string, at: number, scope: Scope): NamedValue {
  const known = properties(scope.encoding);
  const property = known.get(name);
  if (property !== undefined) return property;
  const argument = argumentValue(name);
  if (argument !== undefined) return argument;
  const steps = stepsOf(name, at);
  const path = steps.length > 1 && steps[0]!.key === "fields" ? steps.slice(1) : steps;
  const [first] = path as [Step];
  const fields = fieldNames(scope.records);
  if (fields.includes(String(first.key))) return findField(path, scope.records);
  if (path.length > 1 && first.key === "log") throw unknownLogName(name, at);
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

function properties(encoding: TextEncoding): ReadonlyMap<string, NamedValue> {
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
    ["error", property(["string", "null"], ({ decoded, log }) => decoded?.error ?? log?.error ?? null)],
    ["kernel.sequence", property(["number"], ({ kernel }) => kernel?.sequence)],
    ["kernel.dropped", property(["number"], ({ kernel }) => kernel?.dropped)],
    ["kernel.processor", property(["number"], ({ kernel }) => kernel?.processor)],
    ["kernel.pid", property(["number"], ({ kernel }) => kernel?.pid)],
    ["kernel.tid", property(["number"], ({ kernel }) => kernel?.tid)],
    ["kernel.type", property(["number"], ({ kernel }) => kernel?.type)],
    ...LOG_NAMES,
  ]);
}

function property(kinds: readonly Kind[], get: Get): NamedValue {
  return { kinds: new Set(kinds), get };
}
