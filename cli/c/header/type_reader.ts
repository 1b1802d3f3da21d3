/**
 * The type that a declaration begins with: a name, or a struct, union or enum with its body.
 *
 * @module
 */

import type { Node } from "web-tree-sitter";
import type { Mark } from "./annotations.ts";
import { wellKnown } from "./basic_types.ts";
import { int } from "./constants.ts";
import { declare, LARGEST_SIZE } from "./declarators.ts";
import { evaluate } from "./expressions.ts";
import { checkExtent } from "./extent.ts";
import { isFlexible, ofUnion, withFlexibleEnd } from "./flexible.ts";
import { layOut, type Member } from "./msvc_layout.ts";
import type { Names } from "./declared_names.ts";
import type { AnyType } from "./opaque.ts";
import { complaint } from "./source.ts";
import type { Syntax } from "./syntax.ts";
import type { Token } from "./tokens.ts";
import type { CType, EnumType, IntegerType, RecordType } from "./types.ts";

/** A member, and where the header declares it. */
type Placed = Member & { readonly token: Token };

/** Reads one declaration's types; what they define is added to `names`. */
export class TypeReader {
  readonly #names: Names;
  readonly #syntax: Syntax;

  constructor(names: Names, syntax: Syntax) {
    this.#names = names;
    this.#syntax = syntax;
  }

  /**
   * The type at a node.
   *
   * @param name What a record without a tag is called.
   * @throws {BadInputError} when a record that is defined here can't be laid out. Its tag then stands for that error.
   */
  typeOf(node: Node, name = "", align: Mark["align"] = undefined): AnyType {
    const body = node.childForFieldName("body");
    if (body === null && this.#syntax.refusal !== undefined) throw this.#syntax.refusal;
    if (body === null) return this.#names.type(this.#syntax.tokensOf(node).map(({ text }) => text));
    const tag = node.childForFieldName("name");
    const tagToken = tag === null ? undefined : this.#syntax.tokenAt(tag);
    const title = name === "" ? tagToken?.text ?? "" : name;
    try {
      if (this.#syntax.refusal !== undefined) throw this.#syntax.refusal;
      const type = node.type === "enum_specifier"
        ? this.#enumOf(node, body, title)
        : this.#recordOf(node, body, title, align);
      if (tagToken !== undefined) this.#names.define(tagToken, type);
      return type.kind === "enum" ? type : wellKnown(type, title);
    } catch (error) {
      if (tagToken !== undefined && error instanceof Error) this.#names.breakTag(tagToken, error);
      throw error;
    }
  }

  #enumOf(node: Node, body: Node, name: string): EnumType {
    const underlying = node.childForFieldName("underlying_type");
    if (underlying !== null) {
      throw complaint(
        this.#syntax.tokenAt(underlying),
        "an enum that is not int",
        "leave out the type behind the colon",
      );
    }
    const members = new Map<number, string>();
    let next = 0n;
    for (const child of body.namedChildren) {
      const label = child?.childForFieldName("name");
      if (child?.type !== "enumerator" || !label) continue;
      const token = this.#syntax.tokenAt(label);
      const value = child.childForFieldName("value");
      if (value !== null) next = evaluate(this.#syntax.tokensOf(value), this.#names, token).value;
      if (BigInt.asIntN(32, next) !== next && BigInt.asUintN(32, next) !== next) {
        throw complaint(token, `the value ${next} in an enum`, "expected one of 32 bits");
      }
      const constant = int(next); // as MSVC has it: an enum is int, and 0xFFFFFFFF in it is -1
      this.#names.constants.set(token.text, constant);
      if (!members.has(Number(constant.value))) members.set(Number(constant.value), token.text);
      next = constant.value + 1n;
    }
    return { kind: "enum", name, size: 4, align: 4, signed: true, members };
  }

  #recordOf(node: Node, body: Node, name: string, outer: Mark["align"]): RecordType {
    const kind = node.type === "union_specifier" ? "union" : "struct";
    const at = this.#syntax.tokenAt(node);
    const own = this.#syntax.marksInside(node, body).align;
    const align = Math.max(this.#alignment(own, at), this.#alignment(outer, at));
    const members = body.namedChildren.flatMap((field) => field === null ? [] : this.#membersOf(field));
    this.#checkMembers(members, kind, at);
    const rules = { pack: this.#syntax.packOf(body), align, pointerSize: this.#names.pointerSize };
    const record = layOut(kind, name, members, rules);
    if (record.size === 0) throw complaint(at, `a ${kind} without a size`, "give it a member that has one");
    if (record.size > LARGEST_SIZE) {
      throw complaint(at, `a ${kind} of ${record.size} bytes`, `expected at most ${LARGEST_SIZE} bytes`);
    }
    checkExtent(record, at);
    return { ...record, fields: kind === "union" ? ofUnion(record.fields) : withFlexibleEnd(record.fields) };
  }

  #checkMembers(members: readonly Placed[], kind: "struct" | "union", at: Token): void {
    if (members.length === 0) throw complaint(at, `a ${kind} without members`, "give it one");
    const seen = new Set<string>();
    for (const [index, { name, type, token }] of members.entries()) {
      for (const inner of name === "" ? namesIn(type) : [name]) {
        if (seen.has(inner)) throw complaint(token, `a second member "${inner}"`, "rename one");
        seen.add(inner);
      }
      if (kind === "struct" && index < members.length - 1 && isFlexible(type)) {
        throw complaint(token, `"${name}" has no length and is not the last member`, "give it a length");
      }
    }
  }

  /** The members that `ULONG a : 3, *b, c[4];` declares; `struct { … };` is one without a name. */
  #membersOf(field: Node): Placed[] {
    const at = this.#syntax.tokenAt(field);
    const typeNode = field.childForFieldName("type");
    if (field.type !== "field_declaration" || typeNode === null) {
      throw complaint(at, `no telling what "${at.text}" declares`, "expected a member");
    }
    const type = this.typeOf(typeNode);
    const parts = partsOf(field, typeNode);
    if (parts.length > 0) return parts.map((part) => this.#memberOf(part, field, typeNode, type));
    if (type.kind === "enum") return [];
    const record = this.#names.complete(type, at);
    if (record.kind !== "struct" && record.kind !== "union") {
      throw complaint(at, "a member without a name", "give it one");
    }
    return [{ name: "", type: record, token: at, ...this.#alignOf(this.#syntax.marksBefore(field, typeNode), at) }];
  }

  #memberOf({ declarator, bits }: Part, field: Node, typeNode: Node, base: AnyType): Placed {
    const token = this.#syntax.tokenAt(declarator ?? bits ?? field);
    const mark = this.#syntax.marksBefore(field, typeNode, declarator);
    const named = declarator === undefined
      ? { name: "", type: base }
      : declare(declarator, base, this.#names, this.#syntax);
    const type = this.#names.complete(named.type, this.#syntax.tokenAt(typeNode));
    const shared = { name: named.name, token, ...this.#alignOf(mark, token) };
    if (bits === undefined) return { ...shared, type, ...mark.bound === undefined ? {} : { bound: mark.bound } };
    return { ...shared, ...this.#bitsOf(bits, type, named.name) };
  }

  #bitsOf(clause: Node, type: CType, name: string): { type: IntegerType | EnumType; width: number } {
    const at = this.#syntax.tokenAt(clause);
    const integer = type.kind === "character" ? asInteger(type) : type;
    if (integer.kind !== "integer" && integer.kind !== "enum") {
      throw complaint(at, "a bit-field that is no integer", "expected an integer type");
    }
    const width = evaluate(this.#syntax.tokensOf(clause).slice(1), this.#names, at).value;
    if (width < 0n || width > BigInt(integer.size * 8)) {
      throw complaint(at, `a bit-field of ${width} bits in a type of ${integer.size * 8}`, "make it narrower");
    }
    if (width === 0n && name !== "") throw complaint(at, "a bit-field of 0 bits with a name", "leave out the name");
    return { type: integer, width: Number(width) };
  }

  #alignOf({ align }: Mark, at: Token): { align?: number } {
    return align === undefined ? {} : { align: this.#alignment(align, at) };
  }

  #alignment(expression: Mark["align"], at: Token): number {
    if (expression === undefined) return 0;
    const bytes = Number(evaluate(expression, this.#names, at).value);
    if (bytes >= 1 && bytes <= 8192 && Number.isInteger(Math.log2(bytes))) return bytes;
    throw complaint(at, `an alignment of ${bytes}`, "expected a power of two from 1 to 8192");
  }
}

/** One of the things that a declaration declares. */
interface Part {
  readonly declarator?: Node;
  readonly bits?: Node;
}

/** Cuts a declaration at its commas. An unnamed bit-field has a declarator of no length, if any. */
function partsOf(field: Node, typeNode: Node): Part[] {
  const parts: Part[] = [];
  let part: Part = {};
  for (const child of field.children) {
    if (child === null || child.equals(typeNode)) continue;
    if (child.type === "," || child.type === ";") {
      if (part.declarator !== undefined || part.bits !== undefined) parts.push(part);
      part = {};
    } else if (child.type === "bitfield_clause") part = { ...part, bits: child };
    else if (!child.isMissing) part = { ...part, declarator: child };
  }
  return parts;
}

/** The names that an anonymous record lends to the one around it. */
function namesIn(type: CType): string[] {
  if (type.kind !== "struct" && type.kind !== "union") return [];
  return type.fields.flatMap((field) => field.name === "" ? namesIn(field.type) : [field.name]);
}

/** The bits of a character are a number. */
function asInteger({ name, size, align }: CType & { kind: "character" }): IntegerType {
  return { kind: "integer", name, size, align, signed: size === 1, shown: "number" };
}
