/**
 * The type at the beginning of a declaration: a name, or a struct, union or enum with its body.
 *
 * @module
 */

import type { Node } from "web-tree-sitter";
import type { Mark } from "./annotations.ts";
import { wellKnown } from "./basic_types.ts";
import { BadInputError } from "../../errors.ts";
import { type Constant, wrap } from "./constants.ts";
import { declare, type Declared, isFunction, MAX_SIZE, nameIn } from "./declarators.ts";
import { type DeclaredNames, forwardEnum, invalidType } from "./declared_names.ts";
import { type Environment, evaluate } from "./expressions.ts";
import { checkExtent } from "./extent.ts";
import { structFields, unionFields } from "./flexible.ts";
import { layOut, type MemberDeclaration } from "./msvc_layout.ts";
import { headerError } from "./source_location.ts";
import type { Syntax } from "./syntax.ts";
import { TAG_KEYWORDS, type Token } from "./tokens.ts";
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

  readonly #failed: (error: BadInputError) => void;

  /** @param failed Receives the reason why a typedef has no layout. */
  constructor(names: DeclaredNames, syntax: Syntax, failed: (error: BadInputError) => void) {
    this.#names = names;
    this.#syntax = syntax;
    this.#failed = failed;
  }

  /**
   * The type at a node.
   *
   * @param name The name of a record without a tag.
   * @throws {BadInputError} when a record that is defined here cannot be laid out; its tag then throws the same.
   */
  typeOf(node: Node, name = "", align: Mark["align"] = undefined): AnyType {
    const body = node.childForFieldName("body");
    if (node.type === "template_type") throw templateError(this.#syntax.tokenAt(node));
    if (body === null && this.#syntax.refusal !== undefined) throw this.#syntax.refusal;
    if (body === null) return this.#named(node);
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

  /** The type that a node names, `ULONG` or `enum E : UCHAR`; the latter may declare `E` before its definition. */
  #named(node: Node): AnyType {
    const base = node.type === "enum_specifier" ? node.childForFieldName("base") : null;
    const name = node.childForFieldName("name");
    if (base === null || name === null) return this.#names.type(this.#syntax.tokensOf(node).map(({ text }) => text));
    const token = this.#syntax.tokenAt(name);
    const type = { ...forwardEnum(token.text), ...this.#underlying(base) };
    if (this.#names.tag(token.text) === undefined) this.#names.define(token, type);
    return type;
  }

  /** What an enum is, from the type after its colon. */
  #underlying(node: Node | null): Pick<EnumType, "size" | "align" | "signed"> {
    if (node === null) return { size: 4, align: 4, signed: true };
    const at = this.#syntax.tokenAt(node);
    const type = this.#names.complete(this.#names.type(this.#syntax.tokensOf(node).map(({ text }) => text)), at);
    if (type.kind === "integer") return { size: type.size, align: type.size, signed: type.signed };
    if (type.kind === "character") return { size: type.size, align: type.size, signed: type.size === 1 };
    throw headerError(at, "an enum of another type", "expected an integer type after the colon");
  }

  #enumOf(node: Node, body: Node, name: string): EnumType {
    const underlying = node.childForFieldName("base");
    const shape = this.#underlying(underlying);
    const bits = shape.size === 8 ? 64 : 32;
    const isScoped = TAG_KEYWORDS.has(this.#syntax.tokensOf(node)[1]?.text ?? "");
    const members = new Map<number, string>();
    const own = new Map<string, Constant>();
    const environment: Environment = {
      bits: this.#names.bits,
      constant: (name) => own.get(name) ?? this.#names.constant(name),
      cast: (words) => this.#names.cast(words),
      call: (name, args) => this.#names.call(name, args),
    };
    let next = 0n;
    for (const child of body.namedChildren) {
      const label = child?.childForFieldName("name");
      if (child?.type !== "enumerator" || !label) continue;
      const token = this.#syntax.tokenAt(label);
      const value = child.childForFieldName("value");
      if (value !== null) next = evaluate(this.#syntax.tokensOf(value), environment, token).value;
      if (BigInt.asIntN(bits, next) !== next && BigInt.asUintN(bits, next) !== next) {
        throw headerError(token, `the value ${next} in an enum`, `expected a number of ${bits} bits`);
      }
      const signed = shape.signed || underlying === null;
      const constant = wrap(next, bits, signed); // as in MSVC: an enum is int, and 0xFFFFFFFF in it is -1
      own.set(token.text, constant);
      if (!isScoped) this.#names.addConstant(token.text, constant);
      if (!members.has(Number(constant.value))) members.set(Number(constant.value), token.text);
      next = constant.value + 1n;
    }
    return { kind: "enum", name, ...shape, members };
  }

  #recordOf(node: Node, body: Node, name: string, outer: Mark["align"]): RecordType {
    const kind = node.type === "union_specifier" ? "union" : "struct";
    const at = this.#syntax.tokenAt(node);
    const own = this.#syntax.marksInside(node, body).align;
    const align = Math.max(this.#alignment(own, at), this.#alignment(outer, at));
    const tag = node.childForFieldName("name");
    const scope = tag === null ? [] : [this.#syntax.tokenAt(tag).text];
    const bases = this.#basesOf(node);
    this.#names.isCpp ||= bases.length > 0 || body.namedChildren.some(isOfCpp);
    const members = this.#names.within(scope, () => [
      ...bases.filter(({ type }) => type.kind !== "struct" || type.baseSize !== 0),
      ...body.namedChildren.flatMap((field) => field === null ? [] : this.#membersOf(field)),
    ]);
    if (members.length === 0 && kind === "struct" && align === 0 && this.#names.isCpp) {
      return { kind, name, size: 1, align: 1, baseSize: 0, hasEmpty: true, fields: [] };
    }
    this.#names.isReadAsC ||= members.length === 0 && !this.#names.isCpp;
    this.#checkMembers(members, kind, at);
    const rules = { pack: this.#syntax.packOf(body), align, pointerSize: this.#names.pointerSize };
    const record = layOut(kind, name, members, rules);
    if (record.size === 0) throw headerError(at, `a ${kind} without a size`, "give it a member with one");
    if (record.size > MAX_SIZE) {
      throw headerError(at, `a ${kind} of ${record.size} bytes`, `expected at most ${MAX_SIZE} bytes`);
    }
    checkExtent(record, at);
    const fields = kind === "union" ? unionFields(record.fields) : structFields(record.fields);
    return { ...record, fields, ...this.#hasEmpty(bases, members) };
  }

  /** The base classes, each as an anonymous first member. */
  #basesOf(node: Node): LocatedMember[] {
    const clause = node.namedChildren.find((child) => child?.type === "base_class_clause");
    if (!clause) return [];
    const virtual = this.#syntax.tokensOf(clause).find(({ text }) => text === "virtual");
    if (virtual !== undefined) throw headerError(virtual, "a virtual base class", NO_VTABLE);
    const types = clause.namedChildren.filter((child) => child !== null && /identifier|_type$/.test(child.type));
    return types.map((child) => {
      const token = this.#syntax.tokenAt(child!);
      if (child!.type === "template_type") throw templateError(token);
      const words = this.#syntax.tokensOf(child!).map(({ text }) => text);
      const type = this.#names.complete(this.#names.type(words), token);
      if (type.kind !== "struct") throw headerError(token, `a base class that is a ${type.kind}`, "expected a struct");
      if (type.hasEmpty && types.length > 1) {
        throw headerError(token, "an empty struct in one of several base classes", "give it a member");
      }
      return { name: "", type, token, isBase: true };
    });
  }

  /** Whether an empty struct is inside, which moves the other bases of a record that has this one. */
  #hasEmpty(bases: readonly LocatedMember[], members: readonly LocatedMember[]): { hasEmpty?: true } {
    const has = [...bases, ...members].some(({ type }) => {
      const inner = elementOf(type);
      return isRecord(inner) && inner.hasEmpty;
    });
    return has ? { hasEmpty: true } : {};
  }

  #checkMembers(members: readonly LocatedMember[], kind: "struct" | "union", at: Token): void {
    if (members.length === 0) throw headerError(at, `a ${kind} without members`, "give it one; C has no such thing");
    const seen = new Set<string>();
    for (const [index, { name, type, token, isBase }] of members.entries()) {
      for (const inner of name === "" ? namesIn(type) : [name]) {
        if (seen.has(inner)) throw headerError(token, `a second member "${inner}"`, "rename one");
        seen.add(inner);
      }
      if (kind === "struct" && index < members.length - 1 && isFlexible(type) && !isBase) {
        throw headerError(token, `"${name}" has no length and is not the last member`, "give it a length");
      }
    }
  }

  /** Whether a child of a record's body takes no room: methods, access specifiers, static members, types. */
  #isWithoutRoom(field: Node): boolean {
    const at = this.#syntax.tokenAt(field);
    const tokens = this.#syntax.tokensOf(field);
    const virtual = tokens.slice(0, 8).find(({ text }) => text === "virtual");
    if (virtual !== undefined) throw headerError(virtual, "a virtual function, which makes a vtable", NO_VTABLE);
    switch (field.type) {
      case "access_specifier":
      case "friend_declaration":
      case "function_definition":
      case "using_declaration":
      case "static_assert_declaration":
        return true;
      case "type_definition":
        this.addTypedef(field);
        return true;
      case "alias_declaration":
        this.addAlias(field);
        return true;
      case "template_declaration":
        if (tokens.some(({ text }) => text === "(")) return true;
        throw templateError(at);
      case "declaration":
        return field.childForFieldName("declarator")?.type === "function_declarator";
    }
    const isStatic = field.children.some((child) =>
      child?.type === "storage_class_specifier" && child.text === "static"
    );
    if (isStatic) this.#addConstant(field);
    return isStatic;
  }

  /** `static const ULONG N = 4;` in a record. */
  #addConstant(field: Node): void {
    const [name, value] = [field.childForFieldName("declarator"), field.childForFieldName("default_value")];
    if (name?.type !== "field_identifier" || value === null) return;
    const token = this.#syntax.tokenAt(name);
    const tokens = this.#syntax.tokensOf(value).filter(({ text }) => text !== "{" && text !== "}");
    try {
      this.#names.addConstant(token.text, evaluate(tokens, this.#names, token));
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error; // it is not an integer
    }
  }

  /** `typedef T A, *B;` */
  addTypedef(node: Node): void {
    const typeNode = node.childForFieldName("type");
    if (typeNode === null) throw headerError(this.#syntax.tokenAt(node), "a declaration without a type", "add it");
    const declarators = node.childrenForFieldName("declarator").filter((child) => child !== null);
    const direct = declarators.find((child) => child.type === "type_identifier");
    const align = this.alignBefore(node, typeNode, declarators.at(-1));
    const base = this.#attempt(direct?.text ?? "", () => this.typeOf(typeNode, direct?.text, align));
    for (const declarator of declarators) {
      const { type, token } = this.#declared(declarator, base);
      this.#names.addTypedef(token, type);
    }
  }

  /** `using A = T;` */
  addAlias(node: Node): void {
    const [nameNode, descriptor] = [node.childForFieldName("name"), node.childForFieldName("type")];
    const typeNode = descriptor?.childForFieldName("type");
    if (nameNode === null || !descriptor || !typeNode) return;
    const token = this.#syntax.tokenAt(nameNode);
    const declarator = descriptor.childForFieldName("declarator");
    const type = this.#attempt(token.text, () => {
      const base = this.typeOf(typeNode, declarator === null ? token.text : "");
      return declarator === null ? base : declare(declarator, base, this.#names, this.#syntax).type;
    });
    this.#names.addTypedef(token, type);
  }

  /**
   * The alignment that stands before a record with a body and belongs to it, as in MSVC.
   *
   * @throws {BadInputError} when the type has no body: compilers differ on what that means.
   */
  alignBefore(node: Node, typeNode: Node, declarator: Node = typeNode): Mark["align"] {
    const before = this.#syntax.marksAt(node).align ?? this.#syntax.marksAt(typeNode).align;
    const after = this.#syntax.marksBetween(typeNode, declarator).align;
    if (after === undefined && (before === undefined || typeNode.childForFieldName("body") !== null)) return before;
    throw headerError(
      this.#syntax.tokenAt(node),
      "alignment of a typedef",
      'put it after the word "struct", as Windows headers do',
    );
  }

  #declared(declarator: Node, base: AnyType): Declared {
    try {
      return declare(declarator, base, this.#names, this.#syntax);
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      const token = nameIn(declarator, this.#syntax);
      return { name: token.text, token, type: invalidType(token.text, error) };
    }
  }

  #attempt(name: string, read: () => AnyType): AnyType {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      this.#failed(error);
      return invalidType(name, error);
    }
  }

  /** The members declared by `ULONG a : 3, *b, c[4];`; `struct { … };` is one without a name. */
  #membersOf(field: Node): LocatedMember[] {
    if (this.#isWithoutRoom(field)) return [];
    const at = this.#syntax.tokenAt(field);
    const typeNode = field.childForFieldName("type");
    if (field.type !== "field_declaration" || typeNode === null) {
      throw headerError(at, `cannot parse "${at.text}" here`, "expected a member");
    }
    const declarators = declaratorsOf(field, typeNode);
    const type = this.typeOf(typeNode, "", this.#syntax.marksAt(field).align);
    if (declarators.length > 0) {
      return declarators.flatMap((one) => this.#memberOf(one, field, typeNode, type) ?? []);
    }
    if (type.kind === "enum" || isForward(typeNode)) return [];
    if (typeNode.childForFieldName("name") !== null) {
      if (this.#names.isCpp) return []; // a type, and no member
      this.#names.isReadAsC = true;
    }
    const record = this.#names.complete(type, at);
    if (!isRecord(record)) {
      throw headerError(at, "a member without a name", "give it one");
    }
    return [{ name: "", type: record, token: at, ...this.#alignOf(this.#syntax.marksBefore(field, typeNode), at) }];
  }

  #memberOf(
    { declarator, bits }: MemberDeclarator,
    field: Node,
    typeNode: Node,
    base: AnyType,
  ): LocatedMember | undefined {
    const token = this.#syntax.tokenAt(declarator ?? bits ?? field);
    const mark = this.#syntax.marksBefore(field, typeNode, declarator);
    const named = declarator === undefined
      ? { name: "", type: base }
      : declare(declarator, base, this.#names, this.#syntax);
    if (isFunction(named.type)) return undefined; // a method
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
    const tokens = this.#syntax.tokensOf(clause).slice(1);
    const initialiser = tokens.findIndex(({ text }) => text === "=" || text === "{");
    const width = evaluate(initialiser < 0 ? tokens : tokens.slice(0, initialiser), this.#names, at).value;
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

const NO_VTABLE = "only structs without virtual functions and bases can be read";

function templateError(at: Token): Error {
  return headerError(at, "a template", "write the struct out; templates are not read");
}

/** `struct X;` inside a record, which declares X and no member. */
function isForward({ type }: Node): boolean {
  return type === "class_specifier";
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
  let isValue = false;
  for (const child of field.children) {
    if (child === null || child.endIndex <= typeNode.endIndex) continue;
    if (isValue || child.type === "=") {
      isValue = child.type === "="; // the default of the member
      continue;
    }
    if (child.type === "initializer_list") continue;
    if (child.type === "," || child.type === ";") {
      if (current.declarator !== undefined || current.bits !== undefined) all.push(current);
      current = {};
    } else if (child.type === "bitfield_clause") current = { ...current, bits: child };
    else if (!child.isMissing && !child.type.endsWith("qualifier")) current = { ...current, declarator: child };
  }
  return all;
}

function elementOf(type: CType): CType {
  return type.kind === "array" ? elementOf(type.element) : type;
}

/** Whether C has no such thing in a struct. */
function isOfCpp(child: Node | null): boolean {
  return child !== null && (CPP_CHILDREN.has(child.type) || child.childForFieldName("default_value") !== null ||
    child.childForFieldName("declarator")?.type === "function_declarator");
}

const CPP_CHILDREN = new Set(
  "access_specifier function_definition friend_declaration using_declaration alias_declaration template_declaration"
    .split(" "),
);

/** The names that the members of an anonymous record add to the enclosing one. */
function namesIn(type: CType): string[] {
  if (!isRecord(type)) return [];
  return type.fields.flatMap((field) => field.name === "" ? namesIn(field.type) : [field.name]);
}

/** The integer type that a bit-field of a character type is shown as. */
function asInteger({ name, size, align }: CType & { kind: "character" }): IntegerType {
  return { kind: "integer", name, size, align, signed: size === 1, shown: "number" };
}
