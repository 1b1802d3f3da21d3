/**
 * A declaration as tree-sitter sees it, with the way back from its nodes to the header's words.
 *
 * @module
 */

import type { Node, Parser } from "web-tree-sitter";
import { type Mark, tidy } from "./annotations.ts";
import type { BadInputError } from "../../errors.ts";
import type { External } from "./external.ts";
import { firstError } from "./grammar.ts";
import { complaint } from "./source.ts";
import type { Token } from "./tokens.ts";

/** A parsed declaration. Dispose of it when it has been read: its memory is WebAssembly's. */
export class Syntax implements Disposable {
  /** What stands on the top level: one definition, as a rule. */
  readonly nodes: readonly Node[];
  /** Why none of its types can be laid out, if so. */
  readonly refusal: BadInputError | undefined;
  readonly #external: External;
  readonly #tokens: readonly Token[];
  readonly #marks: ReadonlyMap<Token, Mark>;
  /** Where each token begins in the text that was parsed. */
  readonly #starts: number[] = [];
  readonly #tree: { delete(): void };

  /** @throws {BadInputError} when it isn't C. */
  constructor(external: External, parser: Parser) {
    const { tokens, marks, refusal } = tidy(external.tokens);
    this.refusal = refusal;
    this.#external = external;
    this.#tokens = tokens;
    this.#marks = marks;
    let text = "";
    for (const token of tokens) {
      this.#starts.push(text.length);
      text += `${token.text === "offsetof" ? "OFFSETOF" : token.text} `; // the grammar's own offsetof knows no `a.b`
    }
    const tree = parser.parse(text);
    if (tree === null) throw new Error("unreachable: the parser has its language, and nobody stops it");
    this.#tree = tree;
    const error = firstError(tree.rootNode);
    if (error !== undefined) {
      const place = this.tokenAt(error);
      const { isMissing, type } = error;
      tree.delete();
      if (isMissing) throw complaint(place, `"${type}" is missing behind "${place.text}"`, "add it");
      const hint = "expected a declaration in C; an unknown macro can be set with -D";
      throw complaint(place, `no telling what "${place.text}" means here`, hint);
    }
    this.nodes = tree.rootNode.namedChildren.filter((node) => node !== null);
  }

  /** The first word of a node. */
  tokenAt(node: Node): Token {
    return this.#tokens[this.#indexAt(node.startIndex)]!;
  }

  /** All words of a node. */
  tokensOf(node: Node): readonly Token[] {
    return this.#tokens.slice(this.#indexAt(node.startIndex), this.#indexAt(node.endIndex - 1) + 1);
  }

  /** What stands between the word `struct` and its body's brace: `struct __declspec(align(8)) X {`. */
  marksInside(record: Node, body: Node): Mark {
    return this.#marksIn(this.#indexAt(record.startIndex) + 1, this.#indexAt(body.startIndex));
  }

  /** What stands before a declaration, or between its type and one of its declarators. */
  marksBefore(declaration: Node, type: Node, declarator: Node = type): Mark {
    const start = this.#indexAt(declaration.startIndex);
    const behindType = this.#indexAt(type.endIndex - 1) + 1;
    return { ...this.#marksIn(start, start), ...this.#marksIn(behindType, this.#indexAt(declarator.startIndex)) };
  }

  /** From one token to another one, both included; the last mark wins. */
  #marksIn(first: number, last: number): Mark {
    const all: Mark = {};
    for (let at = first; at <= last; at++) Object.assign(all, this.#marks.get(this.#tokens[at]!));
    return all;
  }

  /**
   * What `#pragma pack` asked for in a record's body.
   *
   * @throws {BadInputError} when it changes inside: compilers differ on what that means.
   */
  packOf(body: Node): number {
    const open = this.tokenAt(body);
    const close = this.tokensOf(body).at(-1)!;
    const pack = this.#external.packs.get(open) ?? 0;
    if (pack === this.#external.packs.get(close)) return pack;
    throw complaint(
      open,
      "#pragma pack changes inside of the record",
      "set it before the record and restore it behind",
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
