/**
 * Declarators (C11, 6.7.6): the type that `*`, `[3]` and `(…)` around a name make of the type before it.
 *
 * @module
 */

import type { Node } from "web-tree-sitter";
import type { Mark } from "./annotations.ts";
import { pointerTo } from "./basic_types.ts";
import type { DeclaredNames } from "./declared_names.ts";
import { evaluate } from "./expressions.ts";
import { checkExtent } from "./extent.ts";
import { closed } from "./flexible.ts";
import { sizeOf } from "./msvc_layout.ts";
import { headerError } from "./source_location.ts";
import type { Syntax } from "./syntax.ts";
import type { Token } from "./tokens.ts";
import { type AnyType, type ArrayType, isFlexible, type OpaqueType } from "./types.ts";

/** The size that MSVC allows an object to have, in bytes. */
export const MAX_SIZE = 0x7fff_ffff;

/** In one declaration; C requires compilers to accept 12 (C11, 5.2.4.1). */
const MAX_DECLARATORS = 100;

/** A name and its type. */
export interface Declared {
  readonly name: string;
  readonly type: AnyType;
  readonly token: Token;
}

/** Reads a declarator from the outside in: the outermost part applies to the type first. */
export function declare(declarator: Node, base: AnyType, names: DeclaredNames, syntax: Syntax): Declared {
  let type = base;
  let parts = 0;
  let pointed: Token | undefined;
  const width = base.kind === "pointer" ? syntax.markOf(nameIn(declarator, syntax)).pointer?.size : undefined;
  if (base.kind === "pointer" && width !== undefined && !syntax.tokensOf(declarator).some(({ text }) => text === "*")) {
    pointed = nameIn(declarator, syntax);
    type = { ...base, size: width, align: width }; // `PVOID POINTER_32 p`
  }
  for (let node = declarator;;) {
    const token = syntax.tokenAt(node);
    if (++parts > MAX_DECLARATORS) throw headerError(token, "the declaration is nested too deeply", "make it simpler");
    switch (node.type) {
      case "identifier":
      case "field_identifier":
      case "type_identifier":
      case "primitive_type": // `typedef unsigned char uint8_t;`: the name is built into the grammar
        if (token !== pointed) checkWidth(syntax.markOf(token));
        return { name: token.text, type, token };
      case "pointer_declarator":
      case "reference_declarator":
      case "abstract_pointer_declarator":
      case "abstract_reference_declarator":
        type = pointerTo(type.kind === "array" ? "array" : type.name, widthOf(node, names, syntax));
        break;
      case "function_declarator":
      case "abstract_function_declarator":
        type = FUNCTION;
        break;
      case "array_declarator":
      case "abstract_array_declarator":
        type = arrayOf(node, type, names, syntax);
        break;
      case "parenthesized_declarator":
      case "abstract_parenthesized_declarator":
        break;
      case "operator_name":
      case "destructor_name":
      case "qualified_identifier":
        return { name: "", type, token }; // only a function has such a name
      default:
        throw headerError(token, `cannot parse "${token.text}" as a declarator`, "expected a name with *, [ ] and ( )");
    }
    const inner = within(node);
    if (inner === undefined && node.type.startsWith("abstract_")) return { name: "", type, token };
    if (inner === undefined) throw headerError(token, "the declaration has no name", "add it");
    if (node.type === "pointer_declarator") pointed = syntax.tokenAt(inner); // whose width is considered
    node = inner;
  }
}

/** The name in a declarator for which {@linkcode declare} failed. */
export function nameIn(declarator: Node, syntax: Syntax): Token {
  let node = declarator;
  for (let inner = within(node); inner !== undefined; inner = within(node)) node = inner;
  return syntax.tokenAt(node);
}

function within(node: Node): Node | undefined {
  const inner = node.childForFieldName("declarator");
  if (inner !== null || node.type.startsWith("abstract_") && node.type !== "abstract_parenthesized_declarator") {
    return inner ?? undefined;
  }
  return node.namedChildren.find((child) => child !== null && !child.type.endsWith("qualifier")) ?? undefined;
}

/** The size of a pointer, which `__ptr32` or `__ptr64` may decide. */
function widthOf(pointer: Node, names: DeclaredNames, syntax: Syntax): 4 | 8 {
  const inner = within(pointer);
  const mark = inner === undefined ? undefined : syntax.markOf(syntax.tokenAt(inner)).pointer;
  return mark?.size ?? names.pointerSize;
}

function checkWidth({ pointer }: Mark): void {
  if (pointer === undefined) return;
  throw headerError(
    pointer.at,
    "a pointer of another width than the architecture's",
    `write it after a *, or declare it as ${pointer.size === 4 ? "ULONG" : "ULONG64"}`,
  );
}

/** Whether it is a function, which is not part of a record's layout. */
export function isFunction(type: AnyType): boolean {
  return type === FUNCTION;
}

const FUNCTION: OpaqueType = {
  kind: "opaque",
  name: "function",
  why: "a member that is a function",
  hint: "make it a pointer to one",
};

function arrayOf(node: Node, base: AnyType, names: DeclaredNames, syntax: Syntax): AnyType {
  const at = syntax.tokenAt(node);
  const element = closed(names.complete(base, at));
  if (isFlexible(names.complete(base, at))) {
    throw headerError(at, "an array of arrays without length", "only the first dimension can be left out");
  }
  const size = node.childForFieldName("size");
  const length = size === null ? 0n : evaluate(syntax.tokensOf(size), names, at).value;
  if (length < 0n) throw headerError(at, `an array of ${length} elements`, "expected 0 or more");
  const bytes = length * BigInt(sizeOf(element));
  if (length > MAX_SIZE || bytes > MAX_SIZE) {
    throw headerError(at, `an array of ${length} elements, ${bytes} bytes`, `expected at most ${MAX_SIZE} bytes`);
  }
  if (length === 0n) return { kind: "array", element, length: null, size: 0, align: element.align };
  const array: ArrayType = {
    kind: "array",
    element,
    length: Number(length),
    size: Number(bytes),
    align: element.align,
  };
  checkExtent(array, at);
  return array;
}
