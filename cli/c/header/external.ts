/**
 * The declarations of a header one by one: the stream of tokens is cut where each ends, and what declares no type
 * (prototypes, functions with a body, variables) is left out. So a header's code may be as strange as it likes.
 *
 * @module
 */

import { tidy } from "./annotations.ts";
import type { Packing } from "./packing.ts";
import { complaint } from "./source.ts";
import type { Token } from "./tokens.ts";

/** One declaration as the header spells it. */
export interface External {
  readonly kind: "type" | "assertion";
  readonly tokens: readonly Token[];
  /** What `#pragma pack` asked for at each brace. */
  readonly packs: ReadonlyMap<Token, number>;
}

const ASSERTIONS = new Set(["C_ASSERT", "static_assert", "_Static_assert", "STATIC_ASSERT"]);
const TAGGED = new Set(["struct", "union", "enum"]);
const OPENING = "([{";
const CLOSING = ")]}";
/** Deeper ones are refused before they exhaust the stack of whoever walks through them. */
const MOST_NESTING = 128;
/** No declaration of a real header comes near. */
const MOST_TOKENS = 250_000;
/** So many words before a `{` tell what it begins, __declspec and SAL between `struct` and its name included. */
const TELLING = 64;

/** Takes tokens one by one, and gives each declaration to `declare` when it is whole. */
export class Externals {
  readonly #packing: Packing;
  readonly #declare: (external: External) => void;
  #current = new Draft();
  /** How many `extern "C" {` are open. */
  #linkages = 0;
  #pragma: { readonly tokens: Token[]; depth: number } | undefined;

  constructor(packing: Packing, declare: (external: External) => void) {
    this.#packing = packing;
    this.#declare = declare;
  }

  /** Takes the next token. */
  push(token: Token): void {
    if (this.#takePragma(token)) return;
    const draft = this.#current;
    if (draft.open.length === 0 && this.#takeLinkage(token)) return;
    draft.push(token, this.#packing.current);
    if (!draft.whole) return;
    this.#current = new Draft();
    const kind = draft.kind;
    if (kind !== "other") this.#declare({ kind, tokens: draft.tokens, packs: draft.packs });
  }

  /** To be called behind the last token. */
  end(): void {
    const { kind, open, tokens } = this.#current;
    const begin = open.at(-1) ?? tokens[0];
    if (begin === undefined || kind === "other") return;
    throw complaint(begin, `what begins with "${begin.text}" has no end`, "close it");
  }

  /** `__pragma(pack(…))` may stand anywhere. */
  #takePragma(token: Token): boolean {
    if (this.#pragma === undefined) {
      if (token.text !== "__pragma") return false;
      this.#pragma = { tokens: [], depth: 0 };
      return true;
    }
    const pragma = this.#pragma;
    pragma.tokens.push(token);
    pragma.depth += token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
    if (pragma.depth > 0) return true;
    this.#pragma = undefined;
    this.#packing.pragma(pragma.tokens.slice(1, -1));
    return true;
  }

  /** Leaves out `extern "C" {` and the brace that ends it. */
  #takeLinkage(token: Token): boolean {
    const { tokens } = this.#current;
    if (token.text === "}" && tokens.length === 0 && this.#linkages > 0) {
      this.#linkages--;
      return true;
    }
    if (token.text !== "{" || tokens.length !== 2 || tokens[0]?.text !== "extern" || tokens[1]?.kind !== "string") {
      return false;
    }
    this.#linkages++;
    this.#current = new Draft();
    return true;
  }
}

/** A declaration that isn't whole yet. */
class Draft {
  readonly tokens: Token[] = [];
  readonly packs = new Map<Token, number>();
  readonly open: Token[] = [];
  whole = false;
  #hasTypedef = false;
  #hasRecord = false;
  #hasParenthesis = false;
  #hasValue = false;
  /** Whether it is a function with a body, which ends at its brace. */
  #hasBody = false;

  get kind(): External["kind"] | "other" {
    if (ASSERTIONS.has(this.tokens[0]?.text ?? "")) return "assertion";
    return !this.#hasBody && (this.#hasTypedef || this.#hasRecord) ? "type" : "other";
  }

  push(token: Token, pack: number): void {
    if (this.open.length === 0) this.#notice(token);
    if (this.tokens.push(token) > MOST_TOKENS) {
      throw complaint(token, "the declaration has no end, or is too long", "close it, or split it");
    }
    if (token.kind !== "punctuator") return;
    if (OPENING.includes(token.text)) {
      if (this.open.push(token) > MOST_NESTING) throw complaint(token, "this is nested too deeply", "make it simpler");
    } else if (CLOSING.includes(token.text)) {
      const open = this.open.pop();
      if (open === undefined || OPENING.indexOf(open.text) !== CLOSING.indexOf(token.text)) {
        throw complaint(token, `the "${token.text}" closes nothing`, "remove it, or open it");
      }
    }
    if (token.text === "{" || token.text === "}") this.packs.set(token, pack);
    this.whole = this.open.length === 0 && (token.text === ";" || (this.#hasBody && token.text === "}"));
  }

  /** What a word outside of all parentheses says about the whole. */
  #notice(token: Token): void {
    if (token.text === "typedef") this.#hasTypedef = true;
    else if (token.text === "=") this.#hasValue = true;
    else if (token.text === "(") this.#hasParenthesis = true;
    else if (token.text === "{" && !this.#hasValue) this.#noticeBrace(token);
  }

  #noticeBrace(brace: Token): void {
    const [word, keyword] = tidy(this.tokens.slice(-TELLING)).tokens.toReversed();
    if (TAGGED.has(word?.text ?? "") || (word?.kind === "identifier" && TAGGED.has(keyword?.text ?? ""))) {
      this.#hasRecord = true;
    } else if (this.#hasParenthesis) this.#hasBody = true;
    else {throw complaint(
        word ?? brace,
        `no telling what "${word?.text ?? ""} {" begins`,
        "hide it with #if, or remove it",
      );}
  }
}
