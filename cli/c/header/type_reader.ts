/**
 * The type at the beginning of a declaration: a name, or a struct, union or enum with its body.
 *
 * @module
 */

import type { Node } from "web-tree-sitter";
import type { Mark } from "./annotations.ts";
import { wellKnown } from "./basic_types.ts";
import { int } from "./constants.ts";
import { declare, MAX_SIZE } from "./declarators.ts";
import type { DeclaredNames } from "./declared_names.ts";
import { evaluate } from "./expressions.ts";
import { checkExtent } from "./extent.ts";
import { structFields, unionFields } from "./flexible.ts";
import { layOut, type MemberDeclaration } from "./msvc_layout.ts";
import { headerError } from "./source_location.ts";
import type { Syntax } from "./syntax.ts";
import type { Token } from "./tokens.ts";
import {
  type AnyType,
  type CType,
  type EnumType,
  type IntegerType,
  isFlexible,
  isRecord,
  type RecordType,
} from "./types.ts";

/** A member and its location in the header. */
type LocatedMember = MemberDeclaration & { readonly token: Token };

/** Reads the types of one declaration, and adds what they define to `names`. */
export class TypeReader {
  readonly #names: DeclaredNames;
  readonly #syntax: Syntax;

  constructor(names: DeclaredNames, syntax: Syntax) {
    this.#names = names;
    this.#syntax = syntax;
  }

  /**
   * The type at a node.
   *
   * @param name The name of a record without a tag.
   * @throws {BadInputError} when a record that is defined here cannot be laid out; its tag then throws the same.
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
      if (tagToken !== undefined && error instanceof Error) this.#names.invalidateTag(tagToken, error);
      throw error;
    }
  }

  #enumOf(node: Node, body: Node, name: string): EnumType {
    const underlying = node.childForFieldName("underlying_type");
    if (underlying !== null) {
      throw headerError(
        this.#syntax.tokenAt(underlying),
        "an enum that is not int",
        "remove the type after the colon",
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
        throw headerError(token, `the value ${next} in an enum`, "expected a number of 32 bits");
      }
      const constant = int(next); // as in MSVC: an enum is int, and 0xFFFFFFFF in it is -1
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
    if (record.size === 0) throw headerError(at, `a ${kind} without a size`, "give it a member with one");
    if (record.size > MAX_SIZE) {
      throw headerError(at, `a ${kind} of ${record.size} bytes`, `expected at most ${MAX_SIZE} bytes`);
    }
    checkExtent(record, at);
    return { ...record, fields: kind === "union" ? unionFields(record.fields) : structFields(record.fields) };
  }

  #checkMembers(members: readonly LocatedMember[], kind: "struct" | "union", at: Token): void {
    if (members.length === 0) throw headerError(at, `a ${kind} without members`, "give it one");
    const seen = new Set<string>();
    for (const [index, { name, type, token }] of members.entries()) {
      for (const inner of name === "" ? namesIn(type) : [name]) {
        if (seen.has(inner)) throw headerError(token, `a second member "${inner}"`, "rename one");
        seen.add(inner);
      }
      if (kind === "struct" && index < members.length - 1 && isFlexible(type)) {
        throw headerError(token, `"${name}" has no length and is not the last member`, "give it a length");
      }
    }
  }

  /** The members declared by `ULONG a : 3, *b, c[4];`; `struct { … };` is one without a name. */
  #membersOf(field: Node): LocatedMember[] {
    const at = this.#syntax.tokenAt(field);
    const typeNode = field.childForFieldName("type");
    if (field.type !== "field_declaration" || typeNode === null) {
      throw headerError(at, `cannot parse "${at.text}" here`, "expected a member");
    }
    const type = this.typeOf(typeNode);
    const declarators = declaratorsOf(field, typeNode);
    if (declarators.length > 0) return declarators.map((one) => this.#memberOf(one, field, typeNode, type));
    if (type.kind === "enum") return [];
    const record = this.#names.complete(type, at);
    if (!isRecord(record)) {
      throw headerError(at, "a member without a name", "give it one");
    }
    return [{ name: "", type: record, token: at, ...this.#alignOf(this.#syntax.marksBefore(field, typeNode), at) }];
  }

  #memberOf({ declarator, bits }: MemberDeclarator, field: Node, typeNode: Node, base: AnyType): LocatedMember {
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
      throw headerError(at, "a bit-field that is not an integer", "expected an integer type");
    }
    const width = evaluate(this.#syntax.tokensOf(clause).slice(1), this.#names, at).value;
    if (width < 0n || width > BigInt(integer.size * 8)) {
      throw headerError(at, `a bit-field of ${width} bits in a type of ${integer.size * 8}`, "make it narrower");
    }
    if (width === 0n && name !== "") throw headerError(at, "a bit-field of 0 bits with a name", "remove the name");
    return { type: integer, width: Number(width) };
  }

  #alignOf({ align }: Mark, at: Token): { align?: number } {
    return align === undefined ? {} : { align: this.#alignment(align, at) };
  }

  #alignment(expression: Mark["align"], at: Token): number {
    if (expression === undefined) return 0;
    const bytes = Number(evaluate(expression, this.#names, at).value);
    if (bytes >= 1 && bytes <= 8192 && Number.isInteger(Math.log2(bytes))) return bytes;
    throw headerError(at, `an alignment of ${bytes}`, "expected a power of two from 1 to 8192");
  }
}

/** A member in a declaration of several: its name with `*` and `[ ]`, and the width of a bit-field. */
interface MemberDeclarator {
  readonly declarator?: Node;
  readonly bits?: Node;
}

/** Splits a declaration at its commas. An unnamed bit-field has no declarator, or one that is missing. */
function declaratorsOf(field: Node, typeNode: Node): MemberDeclarator[] {
  const all: MemberDeclarator[] = [];
  let current: MemberDeclarator = {};
  for (const child of field.children) {
    if (child === null || child.equals(typeNode)) continue;
    if (child.type === "," || child.type === ";") {
      if (current.declarator !== undefined || current.bits !== undefined) all.push(current);
      current = {};
    } else if (child.type === "bitfield_clause") current = { ...current, bits: child };
    else if (!child.isMissing) current = { ...current, declarator: child };
  }
  return all;
}

/** The names that the members of an anonymous record add to the enclosing one. */
function namesIn(type: CType): string[] {
  if (!isRecord(type)) return [];
  return type.fields.flatMap((field) => field.name === "" ? namesIn(field.type) : [field.name]);
}

/** The integer type that a bit-field of a character type is shown as. */
function asInteger({ name, size, align }: CType & { kind: "character" }): IntegerType {
  return { kind: "integer", name, size, align, signed: size === 1, shown: "number" };
}
