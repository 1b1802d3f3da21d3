/**
 * External declarations (C11, 6.9): splits the tokens of a header into its declarations, and skips those that declare no
 * type (prototypes, functions with a body, variables), whose code need not be understood.
 *
 * @module
 */

import { stripAnnotations } from "./annotations.ts";
import type { Packing } from "./packing.ts";
import { headerError } from "./source_location.ts";
import { TAG_KEYWORDS, type Token } from "./tokens.ts";

/** One declaration, unparsed. */
export interface External {
  readonly kind: "type" | "assertion";
  readonly tokens: readonly Token[];
  /** The `#pragma pack` in effect at each brace. */
  readonly packs: ReadonlyMap<Token, number>;
}

const ASSERTIONS = new Set(["C_ASSERT", "static_assert", "_Static_assert", "STATIC_ASSERT"]);
const OPENING = "([{";
const CLOSING = ")]}";
/** Deeper brackets are rejected before they overflow the stack of later stages. */
const MAX_NESTING = 128;
/** In one declaration; none of a real header comes near. */
const MAX_TOKENS = 250_000;
/** How many tokens before a `{` are looked at to find `struct` and a name, which __declspec and SAL may separate. */
const MAX_LOOKBACK = 64;

/** Takes tokens one by one, and passes each complete declaration to `declare`. */
export class Externals {
  readonly #packing: Packing;
  readonly #declare: (external: External) => void;
  #current = new PartialDeclaration();
  /** How many `extern "C" {` are open. */
  #linkages = 0;
  #pragma: { readonly tokens: Token[]; depth: number } | undefined;

  constructor(packing: Packing, declare: (external: External) => void) {
    this.#packing = packing;
    this.#declare = declare;
  }

  push(token: Token): void {
    if (this.#takePragma(token)) return;
    const declaration = this.#current;
    if (declaration.open.length === 0 && this.#takeLinkage(token)) return;
    declaration.push(token, this.#packing.current);
    if (!declaration.whole) return;
    this.#current = new PartialDeclaration();
    const kind = declaration.kind;
    if (kind !== "other") this.#declare({ kind, tokens: declaration.tokens, packs: declaration.packs });
  }

  /**
   * To be called after the last token.
   *
   * @throws {BadInputError} when the last declaration is not complete.
   */
  end(): void {
    const { kind, open, tokens } = this.#current;
    const [first] = tokens;
    if (first === undefined || kind === "other") return;
    const bracket = open.at(-1);
    if (bracket !== undefined) throw headerError(bracket, `the "${bracket.text}" is not closed`, "close it");
    throw headerError(first, 'the declaration has no ";"', "add it");
  }

  /** Takes `__pragma(pack(…))`, which is allowed anywhere. */
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

  /** Skips `extern "C" {` and the brace that closes it. */
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
    this.#current = new PartialDeclaration();
    return true;
  }
}

/** A declaration that is not complete yet. */
class PartialDeclaration {
  readonly tokens: Token[] = [];
  readonly packs = new Map<Token, number>();
  readonly open: Token[] = [];
  whole = false;
  #hasTypedef = false;
  #hasRecord = false;
  #hasParenthesis = false;
  #hasValue = false;
  /** Whether it is a function with a body, which ends at the closing brace. */
  #hasBody = false;

  get kind(): External["kind"] | "other" {
    if (ASSERTIONS.has(this.tokens[0]?.text ?? "")) return "assertion";
    return !this.#hasBody && (this.#hasTypedef || this.#hasRecord) ? "type" : "other";
  }

  push(token: Token, pack: number): void {
    if (this.open.length === 0) this.#notice(token);
    if (this.tokens.push(token) > MAX_TOKENS) {
      throw headerError(token, "the declaration has no end or is too long", "close it, or split it");
    }
    if (token.kind !== "punctuator") return;
    if (OPENING.includes(token.text)) {
      if (this.open.push(token) > MAX_NESTING) {
        throw headerError(token, "the declaration is nested too deeply", "make it simpler");
      }
    } else if (CLOSING.includes(token.text)) {
      const open = this.open.pop();
      if (open === undefined || OPENING.indexOf(open.text) !== CLOSING.indexOf(token.text)) {
        throw headerError(token, `unexpected "${token.text}"`, "remove it, or add the opening one");
      }
    }
    if (token.text === "{" || token.text === "}") this.packs.set(token, pack);
    this.whole = this.open.length === 0 && (token.text === ";" || (this.#hasBody && token.text === "}"));
  }

  /** Learns from a token outside all brackets what is being declared. */
  #notice(token: Token): void {
    if (token.text === "typedef") this.#hasTypedef = true;
    else if (token.text === "=") this.#hasValue = true;
    else if (token.text === "(") this.#hasParenthesis = true;
    else if (token.text === "{" && !this.#hasValue) this.#noticeBrace(token);
  }

  #noticeBrace(brace: Token): void {
    const [word, keyword] = stripAnnotations(this.tokens.slice(-MAX_LOOKBACK)).tokens.toReversed();
    if (TAG_KEYWORDS.has(word?.text ?? "") || (word?.kind === "identifier" && TAG_KEYWORDS.has(keyword?.text ?? ""))) {
      this.#hasRecord = true;
    } else if (this.#hasParenthesis) this.#hasBody = true;
    else {
      const text = word?.text ?? "";
      throw headerError(word ?? brace, `cannot parse "${text} {" here`, "exclude it with #if, or remove it");
    }
  }
}
