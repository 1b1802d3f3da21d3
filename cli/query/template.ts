/**
 * Templates: `{time} {client} {fields.type:04x} {fields.buffer_data}\n`.
 *
 *     template    = { text | escape | "{{" | "}}" | "{" name [ ":" spec ] "}" }
 *     spec        = [ "<" | ">" ] [ "0" ] [ width ] [ "d" | "x" | "X" ]
 *     escape      = "\n" | "\r" | "\t" | "\0" | "\\" | "\"" | "\'" | "\xNN" | "\uNNNN"
 *
 * @module
 */

import { Mistake, readOptionText } from "./mistake.ts";
import type { Get, Kind } from "./named_value.ts";
import { findName, NAME, type Scope } from "./names.ts";
import { unescape } from "./strings.ts";

/** A part of a template: text, or a placeholder for a value. */
export type TemplatePart = string | Placeholder;

/** A placeholder, replaced by a value of each frame. */
export interface Placeholder {
  /** Reads the value of a frame. */
  readonly get: Get;
  /** What the value can be. */
  readonly kinds: ReadonlySet<Kind>;
  /** How the value is written. */
  readonly spec: Spec;
}

/** How a value is written. */
export interface Spec {
  /** The alignment within the width: `<` left, `>` right; undefined: numbers right, all else left. */
  readonly align: "<" | ">" | undefined;
  /** Whether to pad with zeros instead of spaces. */
  readonly zeros: boolean;
  /** The minimum width, in characters. */
  readonly width: number;
  /** As a decimal number, or a hexadecimal one in lower or upper case; undefined: as in text output. */
  readonly as: "d" | "x" | "X" | undefined;
}

/** Compiles a template. @throws {UsageError} if it has a mistake, showing where. */
export function readTemplate(source: string, scope: Scope): TemplatePart[] {
  return readOptionText("format", source, () => {
    const parts: TemplatePart[] = [];
    for (let at = 0; at < source.length;) {
      PIECE.lastIndex = at;
      const piece = PIECE.exec(source)?.[0];
      if (piece === undefined) throw new Mistake(unmatched(source[at]!), at);
      parts.push(templatePart(piece, at, scope));
      at += piece.length;
    }
    return parts;
  });
}

/** A doubled brace, a placeholder, or text up to the next brace. */
const PIECE = /\{\{|\}\}|\{[^{}]*\}|[^{}]+/y;
const SPEC = /^([<>])?(0)?(\d{1,3})?([dxX])?$/;

function unmatched(brace: string): string {
  return brace === "{" ? "{ has no } (write {{ for a brace)" : "} has no { (write }} for a brace)";
}

function templatePart(piece: string, at: number, scope: Scope): TemplatePart {
  if (piece === "{{" || piece === "}}") return piece[0]!;
  return piece.startsWith("{") ? placeholder(piece, at, scope) : unescape(piece, at);
}

function placeholder(piece: string, at: number, scope: Scope): Placeholder {
  const inside = piece.slice(1, -1);
  NAME.lastIndex = 0;
  const name = NAME.exec(inside)?.[0] ?? "";
  const rest = inside.slice(name.length);
  if (name === "") throw new Mistake("expected a name, as in {seq}", at + 1);
  const restAt = at + 1 + name.length;
  if (rest !== "" && !rest.startsWith(":")) throw new Mistake("expected : or } after the name", restAt);
  const { get, kinds } = findName(name, at + 1, scope);
  return { get, kinds, spec: readSpec(rest.slice(1), kinds, restAt + 1) };
}

function readSpec(text: string, kinds: ReadonlySet<Kind>, at: number): Spec {
  const [matched, align, zeros, width, as] = SPEC.exec(text) ?? [];
  if (matched === undefined) {
    throw new Mistake("expected a width up to 999 and d, x or X, as in {size:>8} {pid:04x}", at);
  }
  if ((zeros ?? as) !== undefined && !kinds.has("number")) {
    throw new Mistake(`${as ?? zeros} needs a number`, at);
  }
  return {
    align: align as Spec["align"],
    zeros: zeros !== undefined,
    width: Number(width ?? 0),
    as: as as Spec["as"],
  };
}
