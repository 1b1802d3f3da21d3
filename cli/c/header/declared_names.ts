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
import { type AnyType, type CType, type EnumType, isRecord, type OpaqueType } from "./types.ts";

/** The names of a header, and those that were declared before it. */
export class DeclaredNames implements Environment {
  readonly bits = 32;
  readonly pointerSize: 4 | 8;
  /** Every typedef and tag, in order of declaration. */
  readonly declared: { readonly isTag: boolean; readonly token: Token; readonly name: string }[] = [];
  readonly #typedefs = new Map<string, AnyType>();
  readonly #tags = new Map<string, AnyType>();
  readonly constants = new Map<string, Constant>();
  /** The names whose types cannot be laid out, each with the reason. */
  readonly invalid: { readonly token: Token; readonly why: Error }[] = [];
  /** The includes that were not found, as they are written; for the hints of errors. */
  readonly missing: string[] = [];
  /** Whether it is C++ by what was declared until now. */
  isCpp = false;
  /** Whether something was read as C that C++ reads otherwise: an empty struct, or one with a tag inside another. */
  isReadAsC = false;
  readonly #known: DeclaredNames | undefined;
  /** Declares a name that is looked up and has no type; false if it cannot. */
  onDemand: ((name: string) => boolean) | undefined;
  /** The namespaces and records around the declaration, outermost first. */
  #scopes: readonly string[] = [];
  /** Those of `using namespace`. */
  readonly #used = new Set<string>();

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
    const key = this.#key(tag.text);
    const before = this.#tags.get(key);
    if (before !== undefined && before.kind !== "opaque" && !isForwardEnum(before)) {
      throw headerError(
        tag,
        `a second definition of "${tag.text}"`,
        "guard the header with #pragma once, or rename one",
      );
    }
    this.#tags.set(key, type);
    // In C, and for short, the name of a nested record is known outside, too
    for (let at = this.#scopes.length - 1; at >= 0; at--) {
      const outer = this.#key(tag.text, at);
      if (!this.#tags.has(outer) || this.#tags.get(outer)?.kind === "opaque") this.#tags.set(outer, type);
    }
    const isShort = this.#tags.get(tag.text) === type;
    this.declared.push({ isTag: true, token: tag, name: isShort ? tag.text : key });
  }

  /** Calls `read` in a scope: the names it declares belong to a namespace or a record. */
  within<T>(scope: readonly string[], read: () => T): T {
    const before = this.#scopes;
    this.#scopes = [...before, ...scope];
    try {
      return read();
    } finally {
      this.#scopes = before;
    }
  }

  /** `using namespace N;` */
  useNamespace(name: string): void {
    this.#used.add(name);
  }

  /** Adds a constant. */
  addConstant(name: string, value: Constant): void {
    for (let at = this.#scopes.length; at >= 0; at--) {
      const key = this.#key(name, at);
      if (at === this.#scopes.length || !this.constants.has(key)) this.constants.set(key, value);
    }
  }

  #key(name: string, depth = this.#scopes.length): string {
    return [...this.#scopes.slice(0, depth), name].join("::");
  }

  /** Looks a name up from the innermost scope outwards. */
  #find<V>(map: ReadonlyMap<string, V>, name: string): V | undefined {
    if (this.#scopes.length === 0 && this.#used.size === 0) {
      return map.get(name.startsWith("::") ? name.slice(2) : name);
    }
    if (name.startsWith("::")) return map.get(name.slice(2));
    for (let depth = this.#scopes.length; depth >= 0; depth--) {
      const found = map.get(this.#key(name, depth));
      if (found !== undefined) return found;
    }
    for (const used of this.#used) {
      const found = map.get(`${used}::${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Keeps the reason why a tag has no type. */
  invalidateTag(tag: Token, why: Error): void {
    const key = this.#key(tag.text);
    this.invalid.push({ token: tag, why });
    if (!this.#tags.has(key) || this.#tags.get(key)?.kind === "opaque") this.#tags.set(key, invalidType(tag.text, why));
  }

  /** The same for any name, a tag or a typedef's, unless it has a type already. */
  invalidate(name: Token, why: Error): void {
    this.invalidateTag(name, why);
    const key = this.#key(name.text);
    if (!this.#typedefs.has(key)) this.#typedefs.set(key, invalidType(name.text, why));
  }

  /** Adds a typedef. C allows it to be repeated. */
  addTypedef(name: Token, type: AnyType): void {
    if (type.kind === "opaque" && type.why instanceof Error) this.invalid.push({ token: name, why: type.why });
    const made = type.kind === "opaque" ? type : renamed(type, name.text);
    const key = this.#key(name.text);
    const isNew = !this.#typedefs.has(key) || this.#typedefs.get(key)?.kind === "opaque";
    for (let at = this.#scopes.length; at >= 0; at--) {
      const outer = this.#key(name.text, at);
      if (at === this.#scopes.length || !this.#typedefs.has(outer)) this.#typedefs.set(outer, made);
    }
    const isShort = this.#typedefs.get(name.text) === made;
    if (isNew) this.declared.push({ isTag: false, token: name, name: isShort ? name.text : key });
  }

  /** The type of a typedef. A struct that was only declared then may be defined by now. */
  typedef(name: string): AnyType | undefined {
    const type = this.#find(this.#typedefs, name);
    if (type === undefined) return this.onDemand?.(name) ? this.typedef(name) : this.#known?.typedef(name);
    if (type.kind !== "opaque" || type.tag === undefined) return type;
    const now = this.tag(type.tag);
    return now === undefined || now.kind === "opaque" ? now ?? type : renamed(now, name);
  }

  /** The type of a tag. */
  tag(name: string): AnyType | undefined {
    const type = this.#find(this.#tags, name);
    if (type !== undefined) return type;
    return this.onDemand?.(name) ? this.tag(name) : this.#known?.tag(name);
  }

  /** A type by its words, without a body: `ULONG`, `unsigned long`, `struct _X`. An unknown type is opaque. */
  type(words: readonly string[]): AnyType {
    const [first = "", second = ""] = words;
    if (TAG_KEYWORDS.has(first)) {
      const scoped = first === "enum" && TAG_KEYWORDS.has(second) ? 2 : 1;
      const name = words.slice(scoped).join("");
      return this.tag(name) ?? (first === "enum" ? forwardEnum(name) : incomplete(first, name));
    }
    const name = words.includes("::") ? words.join("").replace(STD, "") : first;
    const isName = words.length === 1 || name !== first;
    const defined = isName ? this.typedef(name) : undefined;
    if (isName && defined === undefined && this.#find(this.#tags, name) !== undefined) this.isCpp = true; // not `struct X`
    const basic = defined ?? (isName ? this.tag(name) : undefined);
    if (words.includes("<")) return TEMPLATE;
    return basic ?? basicType(words) ?? (first === "void" ? VOID : unknown(words.join(" "), this.missing));
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
    const own = this.#find(this.constants, name) ?? this.#enumerator(name);
    if (own !== undefined) return own;
    return this.onDemand?.(name) ? this.constant(name) : this.#known?.constant(name);
  }

  /** `E::A` */
  #enumerator(name: string): Constant | undefined {
    const at = name.lastIndexOf("::");
    const type = at <= 0 ? undefined : this.type([name.slice(0, at)]);
    if (type?.kind !== "enum") return undefined;
    for (const [value, label] of type.members) {
      if (label === name.slice(at + 2)) return wrap(BigInt(value), type.size === 8 ? 64 : 32, type.signed);
    }
    return undefined;
  }

  /** See {@linkcode Environment.cast}. */
  cast(words: readonly Token[]): { bits: number; signed: boolean } | undefined {
    const type = this.#typeNamed(words);
    if (type?.kind === "integer") return { bits: type.size * 8, signed: type.signed };
    if (type?.kind === "character") return { bits: type.size * 8, signed: type.size === 1 };
    return type?.kind === "enum" ? { bits: 32, signed: type.signed } : undefined;
  }

  /** See {@linkcode Environment.call}: `sizeof(type)`, and the macros of Windows that are based on it. */
  call(name: Token, args: readonly (readonly Token[])[]): Constant | undefined {
    const [words, path, ...rest] = args;
    const { text } = name;
    if (text === "CTL_CODE") return this.#controlCode(name, args);
    if (COUNTS.has(text) && words !== undefined && path === undefined) return this.#countOf(words);
    if (text === "sizeof" && words !== undefined && path === undefined) return this.#sizeOf(words);
    if ((text === "__alignof" || text === "alignof" || text === "_Alignof") && words !== undefined) {
      const type = this.#typeNamed(words);
      return type === undefined ? undefined : this.#sizeT(type.align);
    }
    const type = words === undefined || rest.length > 0 ? undefined : this.#typeNamed(words);
    if (type === undefined) return undefined;
    if (path === undefined) return undefined;
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

  /** `sizeof(T)`, `sizeof(T[3])`, `sizeof("text")`, `sizeof(((T *)0)->m)`. */
  #sizeOf(words: readonly Token[]): Constant | undefined {
    const [first] = words;
    if (words.length === 1 && first?.kind === "string") return this.#sizeT(stringSize(first.text));
    if (words.some(({ text }) => text === "->")) {
      const member = this.#memberOfNull(words);
      return member === undefined ? undefined : this.#sizeT(sizeOf(member));
    }
    const bracket = words.findIndex(({ text }) => text === "[");
    if (bracket > 0 && words.at(-1)?.text === "]") {
      const element = this.#typeNamed(words.slice(0, bracket));
      const length = evaluate(words.slice(bracket + 1, -1), this, words[bracket]!).value;
      return element === undefined ? undefined : this.#sizeT(sizeOf(element) * Number(length));
    }
    const type = this.#typeNamed(words);
    return type === undefined ? undefined : this.#sizeT(sizeOf(type));
  }

  /** `RTL_NUMBER_OF(((T *)0)->m)` */
  #countOf(words: readonly Token[]): Constant | undefined {
    const type = this.#memberOfNull(words);
    return type?.kind === "array" && type.length !== null ? this.#sizeT(type.length) : undefined;
  }

  /** The type of `((T *)0)->m`. */
  #memberOfNull(words: readonly Token[]): CType | undefined {
    const arrow = words.findIndex(({ text }) => text === "->");
    const inside = words.slice(0, arrow).filter(({ text }) => text !== "(" && text !== ")" && text !== "*");
    if (arrow <= 0 || inside.at(-1)?.text !== "0") return undefined;
    const record = this.#typeNamed(inside.slice(0, -1));
    return record === undefined ? undefined : this.#member(record, words.slice(arrow + 1))?.type;
  }

  /** `CTL_CODE(DeviceType, Function, Method, Access)`, which every header of a driver uses, and some do not define. */
  #controlCode(at: Token, args: readonly (readonly Token[])[]): Constant | undefined {
    if (args.length !== 4) return undefined;
    const [device = 0n, code = 0n, method = 0n, access = 0n] = args.map((arg) => evaluate(arg, this, at).value);
    return wrap((device << 16n) | (access << 14n) | (code << 2n) | method, 32, true);
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

/** The size of a string literal with its NUL. */
function stringSize(text: string): number {
  const characters = text.slice(text.indexOf('"') + 1, -1).replace(/\\(?:x[\da-fA-F]+|[0-7]{1,3}|.)/g, ".").length + 1;
  return text.startsWith("L") || text.startsWith('u"') ? 2 * characters : characters;
}

/** An enum that is only declared: its size is known. */
export function forwardEnum(name: string): EnumType {
  return { kind: "enum", name, size: 4, align: 4, signed: true, members: new Map() };
}

function isForwardEnum(type: AnyType): boolean {
  return type.kind === "enum" && type.members.size === 0;
}

/** `std::` before the names that <cstdint> and <cstddef> share with C. */
const STD = /^(?:::)?std::(?=(?:u?int(?:\d+|ptr|max)|size|ptrdiff)_t$)/;
/** Macros for the number of elements of an array. */
const COUNTS = new Set(["RTL_NUMBER_OF", "ARRAYSIZE", "_countof", "COUNT_OF"]);

const TEMPLATE: OpaqueType = {
  kind: "opaque",
  name: "template",
  why: "a template",
  hint: "write the struct out; templates are not read",
};

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

/** Its hint must not lead to a wrong layout: a number in place of a pointer or a struct would. */
function unknown(name: string, missing: readonly string[]): OpaqueType {
  const word = name.split(" ").at(-1) ?? name;
  const [first] = missing;
  const hint = /^L?P[A-Z]/.test(word)
    ? `if it is a pointer, -D ${word}=PVOID`
    : first !== undefined
    ? `${first} was not found: give its folder with -I DIR`
    : `define it in the header, or in another one for --include`;
  return { kind: "opaque", name, unknown: true, why: `unknown type "${name}"`, hint };
}
