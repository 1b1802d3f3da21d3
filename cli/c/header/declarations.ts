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
import { stripAnnotations } from "./annotations.ts";
import type { DeclaredNames } from "./declared_names.ts";
import { converted, evaluate } from "./expressions.ts";
import type { External } from "./external.ts";
import { splitArguments } from "./parentheses.ts";
import { headerError } from "./source_location.ts";
import { Syntax } from "./syntax.ts";
import { TAG_KEYWORDS, type Token } from "./tokens.ts";
import { TypeReader } from "./type_reader.ts";

/** How many tokens before a `{` are looked at to find a tag. */
const MAX_LOOKBACK = 64;

/** Words that only C++ has; headers of C keep them within `#ifdef __cplusplus`. */
const CPP_WORDS = new Set(
  "class namespace using template constexpr public private protected operator noexcept nullptr static_cast :: final"
    .split(" "),
);

/** Reads declarations in C's order: a type must be declared before it is used. */
export class Declarations {
  /** The reason for each type that cannot be laid out. */
  get failures(): readonly BadInputError[] {
    return [...this.#failures];
  }
  /** A set, since the types that contain an invalid record fail with the same error. */
  readonly #failures = new Set<BadInputError>();
  /** The first failure whose names are not known. */
  lost: BadInputError | undefined;
  readonly #names: DeclaredNames;
  readonly #parser: Parser;

  constructor(parser: Parser, names: DeclaredNames) {
    this.#parser = parser;
    this.#names = names;
  }

  /**
   * Adds what it declares. One that is not valid is a failure, and the names it would have declared have that reason.
   *
   * @throws {BadInputError} when an assertion fails.
   */
  add(external: External): void {
    this.#names.isCpp ||= external.scope.length > 0 || external.tokens.some(({ text }) => CPP_WORDS.has(text));
    this.#names.within(external.scope, () => {
      if (external.kind === "assertion") return this.#check(external.tokens);
      if (external.kind === "constant") return this.#addConstant(external.tokens);
      try {
        this.#addTypes(external);
      } catch (error) {
        if (!(error instanceof BadInputError)) throw error;
        this.fail(error, external);
      }
    });
  }

  /** Keeps the reason why a declaration cannot be read, for the names it would have declared. */
  fail(error: BadInputError, { tokens, scope }: Pick<External, "tokens" | "scope">): void {
    this.#failures.add(error);
    this.#names.within(scope, () => {
      const names = namesDeclaredBy(tokens);
      for (const name of names) this.#names.invalidate(name, error);
      if (names.length === 0) this.lost ??= error;
    });
  }

  #addTypes(external: External): void {
    const [first, second] = external.tokens;
    if (first?.text === "using" && second?.text === "namespace") {
      return this.#names.useNamespace(external.tokens.slice(2, -1).map(({ text }) => text).join(""));
    }
    if (first?.text === "template") {
      throw headerError(first, "a template", "write the struct out; templates are not read");
    }
    using syntax = new Syntax(external, this.#parser);
    const reader = new TypeReader(this.#names, syntax, (error) => this.#failures.add(error));
    for (const node of syntax.nodes) {
      if (node.type === "type_definition") reader.addTypedef(node);
      else if (node.type === "alias_declaration") reader.addAlias(node);
      else this.#addTag(node, reader, syntax);
    }
  }

  /** `struct X { … };`, or followed by variables, which are ignored. */
  #addTag(node: Node, reader: TypeReader, syntax: Syntax): void {
    const type = node.type === "declaration" ? node.childForFieldName("type") : node;
    if (type === null) throw headerError(syntax.tokenAt(node), "a declaration without a type", "add it");
    if (!/_specifier$/.test(type.type)) return;
    if (type.childForFieldName("body") === null && type.type !== "enum_specifier") return;
    try {
      reader.typeOf(type, "", reader.alignBefore(node, type));
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      this.#failures.add(error);
    }
  }

  /** `constexpr ULONG N = 4;`, also with `const` or braces. */
  #addConstant(tokens: readonly Token[]): void {
    const at = tokens.findIndex(({ text }) => text === "=" || text === "{");
    const name = tokens[at - 1];
    const value = tokens.slice(at + 1, -1).filter(({ text }) => text !== "{" && text !== "}");
    if (name?.kind !== "identifier") return;
    try {
      const type = this.#names.cast(stripAnnotations(tokens.slice(0, at - 1)).tokens);
      const constant = evaluate(value, this.#names, name);
      this.#names.addConstant(name.text, type === undefined ? constant : converted(constant, type));
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error; // it is not an integer
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

/** The tags with a body in a declaration, and the names after its last brace: what it declares, if it were valid. */
function namesDeclaredBy(tokens: readonly Token[]): Token[] {
  const names: Token[] = [];
  for (const [at, { text }] of tokens.entries()) {
    if (text !== "{") continue;
    const before = tokens.slice(Math.max(0, at - MAX_LOOKBACK), at);
    const keyword = before.findLastIndex(({ text }) => TAG_KEYWORDS.has(text));
    const head = keyword < 0 ? [] : before.slice(keyword + 1);
    const end = head.findIndex(({ text }) => text === ":");
    const words = (end < 0 ? head : head.slice(0, end)).filter(({ text }) => text !== "final");
    if (words.every(({ text }) => !"{};".includes(text))) names.push(...words.slice(-1));
  }
  const last = tokens.findLastIndex(({ text }) => text === "}");
  if (tokens[0]?.text === "typedef" && last >= 0) names.push(...tokens.slice(last + 1).filter(isName));
  return names.filter(isName);
}

function isName({ kind }: Token): boolean {
  return kind === "identifier";
}
