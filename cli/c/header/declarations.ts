/**
 * The declarations of a header in order: each adds the names it declares.
 *
 * A type that cannot be laid out is not an error by itself, since driver headers are full of types that never go over a
 * wire. The reason is kept with the name, and thrown when the type is used.
 *
 * @module
 */

import type { Node, Parser } from "web-tree-sitter";
import { BadInputError } from "../../errors.ts";
import { declare, type Declared, nameIn } from "./declarators.ts";
import { type DeclaredNames, invalidType } from "./declared_names.ts";
import { evaluate } from "./expressions.ts";
import type { External } from "./external.ts";
import { splitArguments } from "./parentheses.ts";
import { headerError } from "./source_location.ts";
import { Syntax } from "./syntax.ts";
import type { Token } from "./tokens.ts";
import { TypeReader } from "./type_reader.ts";
import type { AnyType } from "./types.ts";

/** Reads declarations in C's order: a type must be declared before it is used. */
export class Declarations {
  /** The reason for each type that cannot be laid out. */
  get failures(): readonly BadInputError[] {
    return [...this.#failures];
  }
  /** A set, since the types that contain an invalid record fail with the same error. */
  readonly #failures = new Set<BadInputError>();
  readonly #names: DeclaredNames;
  readonly #parser: Parser;

  constructor(parser: Parser, names: DeclaredNames) {
    this.#parser = parser;
    this.#names = names;
  }

  /** @throws {BadInputError} when it is not valid C, or an assertion fails. */
  add(external: External): void {
    if (external.kind === "assertion") return this.#check(external.tokens);
    using syntax = new Syntax(external, this.#parser);
    for (const node of syntax.nodes) {
      const type = node.type === "type_definition" || node.type === "declaration"
        ? node.childForFieldName("type")
        : node;
      if (type === null) throw headerError(syntax.tokenAt(node), "a declaration without a type", "add it");
      if (node.type === "type_definition") this.#addTypedef(node, type, syntax);
      else if (type.childForFieldName("body") !== null) this.#addTag(node, type, syntax);
    }
  }

  #addTypedef(node: Node, typeNode: Node, syntax: Syntax): void {
    const declarators = node.childrenForFieldName("declarator").filter((child) => child !== null);
    const direct = declarators.find((child) => child.type === "type_identifier");
    const mark = syntax.marksBefore(node, typeNode, declarators.at(-1)).align ??
      syntax.marksBefore(typeNode, typeNode).align;
    if (mark !== undefined) {
      throw headerError(
        syntax.tokenAt(node),
        "alignment of a typedef",
        'put it after the word "struct", as Windows headers do',
      );
    }
    const base = this.#attempt(
      direct?.text ?? "",
      () => new TypeReader(this.#names, syntax).typeOf(typeNode, direct?.text),
    );
    for (const declarator of declarators) {
      const { type, token } = this.#declared(declarator, base, syntax);
      this.#names.addTypedef(token, type);
    }
  }

  #declared(declarator: Node, base: AnyType, syntax: Syntax): Declared {
    try {
      return declare(declarator, base, this.#names, syntax);
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      const token = nameIn(declarator, syntax);
      return { name: token.text, token, type: invalidType(token.text, error) };
    }
  }

  /** `struct X { … };`, or followed by variables, which are ignored. */
  #addTag(node: Node, type: Node, syntax: Syntax): void {
    const declares = node.type === "declaration";
    const align = declares ? undefined : syntax.marksBefore(type, type).align;
    this.#attempt("", () => new TypeReader(this.#names, syntax).typeOf(type, "", align));
  }

  #attempt(name: string, read: () => AnyType): AnyType {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      this.#failures.add(error);
      return invalidType(name, error);
    }
  }

  /** Checks `C_ASSERT(sizeof(X) == 12)`, unless it names something unknown. */
  #check(tokens: readonly Token[]): void {
    const [assertion] = tokens;
    const [condition] = splitArguments(tokens.slice(2, tokens.findLastIndex(({ text }) => text === ")")));
    if (assertion === undefined || condition === undefined) return;
    let holds: boolean;
    try {
      holds = evaluate(condition, this.#names, assertion).value !== 0n;
    } catch (error) {
      if (error instanceof BadInputError) return;
      throw error;
    }
    if (!holds) {
      throw headerError(
        assertion,
        "the assertion fails",
        "see pipelisten layout; the header may be for another --arch",
      );
    }
  }
}
