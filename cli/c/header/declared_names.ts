/**
 * The names of a header: typedefs, tags and constants, with one map for each of C's name spaces.
 *
 * @module
 */

import { basicType, pointerTo, renamed } from "./basic_types.ts";
import { type Constant, wrap } from "./constants.ts";
import { type Environment, evaluate } from "./expressions.ts";
import { sizeOf } from "./msvc_layout.ts";
import type { Architecture } from "./predefined.ts";
import { headerError } from "./source_location.ts";
import { TAG_KEYWORDS, type Token } from "./tokens.ts";
import { type AnyType, type CType, isRecord, type OpaqueType } from "./types.ts";

/** The names of a header, and those that were declared before it. */
export class DeclaredNames implements Environment {
  readonly bits = 32;
  readonly pointerSize: 4 | 8;
  /** Every typedef and tag, in order of declaration. */
  readonly declared: { readonly isTag: boolean; readonly token: Token }[] = [];
  readonly #typedefs = new Map<string, AnyType>();
  readonly #tags = new Map<string, AnyType>();
  readonly constants = new Map<string, Constant>();
  readonly #known: DeclaredNames | undefined;

  constructor(arch: Architecture, known?: DeclaredNames) {
    this.pointerSize = arch === "x64" ? 8 : 4;
    this.#known = known;
  }

  /**
   * Defines a tag.
   *
   * @throws {BadInputError} when it is defined already: C allows one definition.
   */
  define(tag: Token, type: CType): void {
    const before = this.#tags.get(tag.text);
    if (before !== undefined && before.kind !== "opaque") {
      throw headerError(
        tag,
        `a second definition of "${tag.text}"`,
        "guard the header with #pragma once, or rename one",
      );
    }
    this.#tags.set(tag.text, type);
    this.declared.push({ isTag: true, token: tag });
  }

  /** Keeps the reason why a tag has no type. */
  invalidateTag(tag: Token, why: Error): void {
    if (!this.#tags.has(tag.text)) this.#tags.set(tag.text, invalidType(tag.text, why));
  }

  /** Adds a typedef. C allows it to be repeated. */
  addTypedef(name: Token, type: AnyType): void {
    if (!this.#typedefs.has(name.text)) this.declared.push({ isTag: false, token: name });
    this.#typedefs.set(name.text, type.kind === "opaque" ? type : renamed(type, name.text));
  }

  /** The type of a typedef. A struct that was only declared then may be defined by now. */
  typedef(name: string): AnyType | undefined {
    const type = this.#typedefs.get(name);
    if (type === undefined) return this.#known?.typedef(name);
    if (type.kind !== "opaque" || type.tag === undefined) return type;
    const now = this.tag(type.tag);
    return now === undefined || now.kind === "opaque" ? now ?? type : renamed(now, name);
  }

  /** The type of a tag. */
  tag(name: string): AnyType | undefined {
    return this.#tags.get(name) ?? this.#known?.tag(name);
  }

  /** A type by its words, without a body: `ULONG`, `unsigned long`, `struct _X`. An unknown type is opaque. */
  type(words: readonly string[]): AnyType {
    const [first = "", second = ""] = words;
    if (TAG_KEYWORDS.has(first)) return this.tag(second) ?? incomplete(first, second);
    const basic = words.length === 1 ? this.typedef(first) : undefined;
    return basic ?? basicType(words) ?? (first === "void" ? VOID : unknown(words.join(" ")));
  }

  /**
   * The type as one that a member can have; `at` is where it is used.
   *
   * @throws {BadInputError} when it is opaque.
   */
  complete(type: AnyType, at: Token): CType {
    if (type.kind !== "opaque") return type;
    const now = type.tag === undefined ? undefined : this.tag(type.tag);
    if (now !== undefined && now !== type) return this.complete(now, at);
    throw typeof type.why === "string" ? headerError(at, type.why, type.hint) : type.why;
  }

  /** See {@linkcode Environment.constant}. */
  constant(name: string): Constant | undefined {
    return this.constants.get(name) ?? this.#known?.constant(name);
  }

  /** See {@linkcode Environment.cast}. */
  cast(words: readonly Token[]): { bits: number; signed: boolean } | undefined {
    const type = this.#typeNamed(words);
    if (type?.kind === "integer") return { bits: type.size * 8, signed: type.signed };
    if (type?.kind === "character") return { bits: type.size * 8, signed: type.size === 1 };
    return type?.kind === "enum" ? { bits: 32, signed: type.signed } : undefined;
  }

  /** See {@linkcode Environment.call}: `sizeof(type)`, and the macros of Windows that are based on it. */
  call({ text }: Token, [words, path, ...rest]: readonly (readonly Token[])[]): Constant | undefined {
    const type = words === undefined || rest.length > 0 ? undefined : this.#typeNamed(words);
    if (type === undefined) return undefined;
    if (path === undefined) return text === "sizeof" ? this.#sizeT(sizeOf(type)) : undefined;
    const member = this.#member(type, path);
    switch (member === undefined ? "" : text) {
      case "FIELD_OFFSET":
        return wrap(BigInt(member!.offset), 32, true);
      case "UFIELD_OFFSET":
        return wrap(BigInt(member!.offset), 32, false);
      case "offsetof":
        return this.#sizeT(member!.offset);
      case "RTL_FIELD_SIZE":
        return this.#sizeT(sizeOf(member!.type));
      case "RTL_SIZEOF_THROUGH_FIELD":
        return this.#sizeT(member!.offset + sizeOf(member!.type));
    }
    return undefined;
  }

  #sizeT(bytes: number): Constant {
    return wrap(BigInt(bytes), this.pointerSize === 8 ? 64 : 32, false);
  }

  /** `ULONG`, `struct _X *`; undefined if the words do not name a complete type. */
  #typeNamed(words: readonly Token[]): CType | undefined {
    if (words.length === 0 || words.length > 8) return undefined;
    const all = words.map(({ text }) => text);
    const stars = all.indexOf("*");
    const type = this.type(stars < 0 ? all : all.slice(0, stars));
    if (stars >= 0) {
      const isPointer = all.slice(stars).every((word) => word === "*") && !(type.kind === "opaque" && type.unknown);
      return isPointer ? pointerTo(type.kind, this.pointerSize) : undefined;
    }
    return type.kind === "opaque" ? undefined : type;
  }

  /** `a.b[2].c` in a record. */
  #member(type: CType, path: readonly Token[]): { offset: number; type: CType } | undefined {
    let found: { offset: number; type: CType } | undefined = { offset: 0, type };
    for (let at = 0; at < path.length && found !== undefined; at++) {
      const word = path[at]!;
      if (word.text === ".") continue;
      if (word.text === "[") {
        const end = path.findIndex(({ text }, index) => index > at && text === "]");
        if (found.type.kind !== "array" || end < 0) return undefined;
        const index = Number(evaluate(path.slice(at + 1, end), this, word).value);
        found = { offset: found.offset + index * sizeOf(found.type.element), type: found.type.element };
        at = end;
      } else found = step(found, word.text);
    }
    return found;
  }
}

/** The member of that name, also inside an anonymous record. */
function step(from: { offset: number; type: CType }, name: string): { offset: number; type: CType } | undefined {
  if (!isRecord(from.type)) return undefined;
  for (const field of from.type.fields) {
    const here = { offset: from.offset + field.offset, type: field.type };
    const found = field.name === ""
      ? step(here, name)
      : field.name === name && field.bits === undefined
      ? here
      : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const VOID: OpaqueType = { kind: "opaque", name: "void", why: "a member of type void", hint: "make it a pointer" };

function incomplete(keyword: string, tag: string): OpaqueType {
  const name = `${keyword} ${tag}`;
  return {
    kind: "opaque",
    name,
    tag,
    why: `${name} is not defined here`,
    hint: "a record cannot contain itself; define others before it",
  };
}

/** The type of a name whose definition cannot be laid out. */
export function invalidType(name: string, why: Error): OpaqueType {
  return { kind: "opaque", name, why, hint: "" };
}

function unknown(name: string): OpaqueType {
  const hint = `define it in the header, or -D ${name.split(" ")[0]}=ULONG`;
  return { kind: "opaque", name, unknown: true, why: `unknown type "${name}"`, hint };
}
