/**
 * The declarations of a header, one after another: each adds the names it declares.
 *
 * What can't be laid out is no error by itself, as driver headers are full of what never goes over a wire. The name is
 * remembered with the reason, and whoever asks for it is told.
 *
 * @module
 */

import type { Node, Parser } from "web-tree-sitter";
import { BadInputError } from "../../errors.ts";
import { declare, type Declared, nameIn } from "./declarators.ts";
import { evaluate, splitArguments } from "./expressions.ts";
import type { External } from "./external.ts";
import { broken, type Names } from "./declared_names.ts";
import type { AnyType } from "./opaque.ts";
import { complaint } from "./source.ts";
import { Syntax } from "./syntax.ts";
import type { Token } from "./tokens.ts";
import { TypeReader } from "./type_reader.ts";

/** Reads declarations as C does: a type must be there before it is used. */
export class Declarations {
  /** Why each of the types that can't be laid out can't be. */
  get failures(): readonly BadInputError[] {
    return [...this.#failures];
  }
  /** A record that can't be laid out takes others with it: the same error for all of them. */
  readonly #failures = new Set<BadInputError>();
  readonly #names: Names;
  readonly #parser: Parser;

  constructor(parser: Parser, names: Names) {
    this.#parser = parser;
    this.#names = names;
  }

  /** @throws {BadInputError} when it isn't C, or an assertion doesn't hold. */
  add(external: External): void {
    if (external.kind === "assertion") return this.#check(external.tokens);
    using syntax = new Syntax(external, this.#parser);
    for (const node of syntax.nodes) {
      const type = node.type === "type_definition" || node.type === "declaration"
        ? node.childForFieldName("type")
        : node;
      if (type === null) throw complaint(syntax.tokenAt(node), "a declaration without a type", "add it");
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
      throw complaint(
        syntax.tokenAt(node),
        "align of a typedef",
        'put it behind the word "struct", as Windows\' headers do',
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
      return { name: token.text, token, type: broken(token.text, error) };
    }
  }

  /** `struct X { … };`, or with variables behind it, which are nothing to us. */
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
      return broken(name, error);
    }
  }

  /** `C_ASSERT(sizeof(X) == 12)` is checked where all that it names is known here. */
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
      throw complaint(
        assertion,
        "the assertion does not hold",
        "see pipelisten layout; is it made for another --arch?",
      );
    }
  }
}
