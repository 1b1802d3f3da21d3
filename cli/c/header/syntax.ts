/**
 * A declaration parsed by tree-sitter, with a mapping from its nodes back to the tokens of the header.
 *
 * @module
 */

import type { Node, Parser } from "web-tree-sitter";
import type { BadInputError } from "../../errors.ts";
import { type Mark, stripAnnotations } from "./annotations.ts";
import type { External } from "./external.ts";
import { firstError } from "./grammar.ts";
import { headerError } from "./source_location.ts";
import type { Token } from "./tokens.ts";

/** What the grammar would take for something else: its own offsetof rejects `a.b`, and `operator` needs no spaces. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([["offsetof", "OFFSETOF"], ["operator", "OPERATOR"]]);

/** In tokens; `operator const A::B *` has as many as anyone writes. */
const MAX_OPERATOR = 16;

/** The index after the name of an operator, `[]` or `new` or `unsigned int`: the one of its parameters. */
function operatorEnd(tokens: readonly Token[], start: number): number {
  const end = tokens.slice(start + 1, start + MAX_OPERATOR).findIndex(({ text }) => text === "(");
  return end < 0 ? start : start + 1 + end;
}

/** A parsed declaration. It must be disposed of, since its memory belongs to WebAssembly. */
export class Syntax implements Disposable {
  /** The top level: one definition, as a rule. */
  readonly nodes: readonly Node[];
  /** Why its types cannot be laid out; undefined if they can. */
  readonly refusal: BadInputError | undefined;
  readonly #external: External;
  readonly #tokens: readonly Token[];
  readonly #marks: ReadonlyMap<Token, Mark>;
  /** The offset of each token in the text that was parsed. */
  readonly #starts: number[] = [];
  readonly #tree: { delete(): void };

  /** @throws {BadInputError} when it is not valid C. */
  constructor(external: External, parser: Parser) {
    const { tokens, marks, refusal } = stripAnnotations(external.tokens);
    this.refusal = refusal;
    this.#external = external;
    this.#tokens = tokens;
    this.#marks = marks;
    let text = "";
    let nameEnd = 0;
    for (const [at, token] of tokens.entries()) {
      this.#starts.push(text.length);
      if (at < nameEnd) continue;
      nameEnd = token.text === "operator" ? operatorEnd(tokens, at + 1) : 0;
      text += `${SPELLINGS.get(token.text) ?? token.text} `;
    }
    const tree = parser.parse(text);
    if (tree === null) throw new Error("unreachable: the parser has a language and is never cancelled");
    this.#tree = tree;
    const error = firstError(tree.rootNode);
    if (error !== undefined) {
      const found = this.tokenAt(error);
      const { isMissing, type } = error;
      tree.delete();
      if (isMissing) throw headerError(found, `"${type}" is missing after "${found.text}"`, "add it");
      const hint = "expected a declaration in C; an unknown macro can be set with -D";
      throw headerError(found, `cannot parse "${found.text}" here`, hint);
    }
    this.nodes = tree.rootNode.namedChildren.filter((node) => node !== null);
  }

  /** The marks on a token. */
  markOf(token: Token): Mark {
    return this.#marks.get(token) ?? {};
  }

  /** The first token of a node. */
  tokenAt(node: Node): Token {
    return this.#tokens[this.#indexAt(node.startIndex)]!;
  }

  /** All tokens of a node. */
  tokensOf(node: Node): readonly Token[] {
    return this.#tokens.slice(this.#indexAt(node.startIndex), this.#indexAt(node.endIndex - 1) + 1);
  }

  /** The marks between the word `struct` and the brace of its body: `struct __declspec(align(8)) X {`. */
  marksInside(record: Node, body: Node): Mark {
    return this.#marksIn(this.#indexAt(record.startIndex) + 1, this.#indexAt(body.startIndex));
  }

  /** The marks on the first token of a node. */
  marksAt(node: Node): Mark {
    return this.markOf(this.tokenAt(node));
  }

  /** The marks between a type and one of its declarators. */
  marksBetween(type: Node, declarator: Node): Mark {
    return this.#marksIn(this.#indexAt(type.endIndex - 1) + 1, this.#indexAt(declarator.startIndex));
  }

  /** The marks before a declaration, and between its type and one of its declarators. */
  marksBefore(declaration: Node, type: Node, declarator: Node = type): Mark {
    const start = this.#indexAt(declaration.startIndex);
    const afterType = this.#indexAt(type.endIndex - 1) + 1;
    return { ...this.#marksIn(start, start), ...this.#marksIn(afterType, this.#indexAt(declarator.startIndex)) };
  }

  /** Of the tokens from `first` to `last`, both included; the last mark wins. */
  #marksIn(first: number, last: number): Mark {
    const all: Mark = {};
    for (let at = first; at <= last; at++) Object.assign(all, this.#marks.get(this.#tokens[at]!));
    return all;
  }

  /**
   * The `#pragma pack` in effect in the body of a record.
   *
   * @throws {BadInputError} when it changes inside: compilers differ on what that means.
   */
  packOf(body: Node): number {
    const open = this.tokenAt(body);
    const close = this.tokensOf(body).at(-1)!;
    const pack = this.#external.packs.get(open) ?? 0;
    if (pack === this.#external.packs.get(close)) return pack;
    throw headerError(
      open,
      "#pragma pack changes inside the record",
      "set it before the record and restore it after",
    );
  }

  [Symbol.dispose](): void {
    this.#tree.delete();
  }

  #indexAt(offset: number): number {
    let low = 0;
    for (let high = this.#starts.length - 1; low < high;) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
