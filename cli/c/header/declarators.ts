/**
 * Declarators (C11, 6.7.6): what `*`, `[3]` and `(…)` around a name make of the type before it.
 *
 * @module
 */

import type { Node } from "web-tree-sitter";
import { pointerTo } from "./basic_types.ts";
import { evaluate } from "./expressions.ts";
import { checkExtent } from "./extent.ts";
import { closed, isFlexible } from "./flexible.ts";
import { sizeOf } from "./msvc_layout.ts";
import type { Names } from "./declared_names.ts";
import type { AnyType, Opaque } from "./opaque.ts";
import { complaint } from "./source.ts";
import type { Syntax } from "./syntax.ts";
import type { Token } from "./tokens.ts";
import type { ArrayType } from "./types.ts";

/** MSVC's limit on the size of any object, in bytes. */
export const LARGEST_SIZE = 0x7fff_ffff;

/** C asks compilers for 12 (C11, 5.2.4.1). */
const MOST_PARTS = 100;

/** A name and its type. */
export interface Declared {
  readonly name: string;
  readonly type: AnyType;
  readonly token: Token;
}

/** Reads a declarator from the outside in: the outermost part applies to the type first. */
export function declare(declarator: Node, base: AnyType, names: Names, syntax: Syntax): Declared {
  let type = base;
  let parts = 0;
  for (let node = declarator;;) {
    const token = syntax.tokenAt(node);
    if (++parts > MOST_PARTS) throw complaint(token, "this is nested too deeply", "make it simpler");
    switch (node.type) {
      case "identifier":
      case "field_identifier":
      case "type_identifier":
      case "primitive_type": // `typedef unsigned char uint8_t;`: the grammar knows the name already
        return { name: token.text, type, token };
      case "pointer_declarator":
        type = pointerTo(type.kind === "array" ? "array" : type.name, names.pointerSize);
        break;
      case "function_declarator":
        type = FUNCTION;
        break;
      case "array_declarator":
        type = arrayOf(node, type, names, syntax);
        break;
      case "parenthesized_declarator":
        break;
      default:
        throw complaint(token, `no telling what "${token.text}" declares`, "expected a name with *, [ ] and ( )");
    }
    const inner = within(node);
    if (inner === undefined) throw complaint(token, "the declaration has no name", "add it");
    node = inner;
  }
}

/** The name in a declarator that {@linkcode declare} can't make out. */
export function nameIn(declarator: Node, syntax: Syntax): Token {
  let node = declarator;
  for (let inner = within(node); inner !== undefined; inner = within(node)) node = inner;
  return syntax.tokenAt(node);
}

function within(node: Node): Node | undefined {
  return node.childForFieldName("declarator") ?? node.namedChildren[0] ?? undefined;
}

const FUNCTION: Opaque = {
  kind: "opaque",
  name: "function",
  why: "a member that is a function",
  hint: "make it a pointer to one",
};

function arrayOf(node: Node, base: AnyType, names: Names, syntax: Syntax): AnyType {
  const at = syntax.tokenAt(node);
  const element = closed(names.complete(base, at));
  if (isFlexible(names.complete(base, at))) {
    throw complaint(at, "an array of arrays without length", "only the first dimension can be left out");
  }
  const size = node.childForFieldName("size");
  const length = size === null ? 0n : evaluate(syntax.tokensOf(size), names, at).value;
  if (length < 0n) throw complaint(at, `an array of ${length} elements`, "expected 0 or more");
  const bytes = length * BigInt(sizeOf(element));
  if (length > LARGEST_SIZE || bytes > LARGEST_SIZE) {
    throw complaint(at, `an array of ${length} elements, ${bytes} bytes`, `expected at most ${LARGEST_SIZE} bytes`);
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
