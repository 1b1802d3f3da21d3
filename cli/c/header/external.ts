/**
 * External declarations (C11, 6.9): splits the tokens of a header into its declarations, and skips those that declare no
 * type (prototypes, functions with a body, variables), whose code need not be understood.
 *
 * @module
 */

import { stripAnnotations } from "./annotations.ts";
import { BadInputError } from "../../errors.ts";
import type { Packing } from "./packing.ts";
import { headerError } from "./source_location.ts";
import { TAG_KEYWORDS, type Token } from "./tokens.ts";

/** One declaration, unparsed. */
export interface External {
  readonly kind: "type" | "assertion" | "constant";
  readonly tokens: readonly Token[];
  /** The namespaces around it, outermost first. */
  readonly scope: readonly string[];
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

/** What becomes of the declarations. */
export interface ExternalsOptions {
  readonly packing: Packing;
  /** Receives each complete declaration. */
  readonly declare: (external: External) => void;
  /** Receives the tokens of a declaration that cannot be told from the next one, or is none. */
  readonly fail: (error: BadInputError, external: Pick<External, "tokens" | "scope">) => void;
  /** Receives an unknown word between declarations, as a rule a macro. */
  readonly ignore: (word: Token) => void;
}

/** Takes tokens one by one, and passes on each complete declaration. */
export class Externals {
  readonly #options: ExternalsOptions;
  #current = new PartialDeclaration();
  /** The open `extern "C" {` and `namespace N {`, each with the names it adds to the scope. */
  readonly #open: (readonly string[])[] = [];
  #scope: readonly string[] = [];
  #pragma: { readonly tokens: Token[]; depth: number } | undefined;

  constructor(options: ExternalsOptions) {
    this.#options = options;
  }

  push(token: Token): void {
    if (this.#takePragma(token)) return;
    if (this.#current.open.length === 0 && (this.#takeBlock(token) || this.#takeBrace(token))) return;
    this.#skipWord(token);
    const declaration = this.#current;
    try {
      declaration.push(token, this.#options.packing.current);
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      this.#current = new PartialDeclaration();
      return this.#options.fail(error, { tokens: declaration.tokens, scope: this.#scope });
    }
    if (!declaration.whole) return;
    this.#current = new PartialDeclaration();
    const { kind, packs, refusal } = declaration;
    const isLinkage = declaration.tokens[0]?.text === "extern" && declaration.tokens[1]?.kind === "string";
    const tokens = isLinkage ? declaration.tokens.slice(2) : declaration.tokens;
    if (refusal !== undefined) this.#options.fail(refusal, { tokens, scope: this.#scope });
    else if (kind !== "other") this.#options.declare({ kind, tokens, packs, scope: this.#scope });
  }

  /** To be called after the last token. The last declaration may not be complete. */
  end(): void {
    const { kind, open, tokens } = this.#current;
    const [first] = tokens;
    if (first === undefined || kind === "other") return;
    const bracket = open.at(-1);
    const error = bracket === undefined
      ? headerError(first, 'the declaration has no ";"', "add it")
      : headerError(bracket, `the "${bracket.text}" is not closed`, "close it");
    this.#options.fail(error, { tokens, scope: this.#scope });
  }

  /** Skips a macro that is not defined, alone on its line before a declaration: `EXTERN_C_START`, `FLAGS_OF(X)`. */
  #skipWord(next: Token): void {
    const { tokens, open } = this.#current;
    const [word] = tokens;
    if (!next.first || open.length > 0 || word?.kind !== "identifier") return;
    if (!STARTERS.has(next.text) && !HARMLESS_WORD.test(word.text)) return;
    if (KEYWORDS.has(word.text) || TAG_KEYWORDS.has(word.text) || STARTERS.has(word.text)) return;
    const isCall = tokens[1]?.text === "(" && tokens.at(-1)?.text === ")";
    if ((tokens.length > 1 && !isCall) || stripAnnotations(tokens).tokens.length === 0) return;
    if (tokens.length > MAX_LOOKBACK) return;
    this.#current = new PartialDeclaration();
    if (!HARMLESS_WORD.test(word.text)) this.#options.ignore(word);
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
    this.#options.packing.pragma(pragma.tokens.slice(1, -1));
    return true;
  }

  /** Skips `extern "C" {` and `namespace N {`. */
  #takeBlock(token: Token): boolean {
    const { tokens } = this.#current;
    const [first] = tokens;
    if (token.text !== "{" || first === undefined || tokens.length > MAX_LOOKBACK) return false;
    if (this.#open.length === MAX_NESTING) return false; // then it is rejected as a declaration is
    const isLinkage = first.text === "extern" && tokens.length === 2 && tokens[1]?.kind === "string";
    const words = tokens.filter(({ text }) => text !== "inline" && text !== "::");
    if (!isLinkage && words[0]?.text !== "namespace") return false;
    const names = isLinkage ? [] : words.slice(1).flatMap(({ kind, text }) => kind === "identifier" ? [text] : []);
    this.#open.push(names);
    this.#scope = this.#open.flat();
    this.#current = new PartialDeclaration();
    return true;
  }

  /** Skips the brace that closes it. */
  #takeBrace(token: Token): boolean {
    if (token.text !== "}" || this.#current.tokens.length > 0 || this.#open.length === 0) return false;
    this.#open.pop();
    this.#scope = this.#open.flat();
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
  #hasConst = false;
  /** Why it is not a declaration. */
  refusal: BadInputError | undefined;

  get kind(): External["kind"] | "other" {
    const [first, second, third] = this.tokens;
    if (ASSERTIONS.has(first?.text ?? "")) return "assertion";
    if (this.#hasBody) return "other";
    if (this.#hasTypedef || this.#hasRecord || first?.text === "template") return "type";
    if (first?.text === "using" && (second?.text === "namespace" || third?.text === "=")) return "type";
    if (this.#hasConst && this.#hasValue && !this.#hasParenthesis) return "constant";
    const isForward = first?.text === "enum" && !this.#hasParenthesis && !this.#hasValue;
    return isForward && this.tokens.some(({ text }) => text === ":") ? "type" : "other";
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
    else if (token.text === "const" || token.text === "constexpr") this.#hasConst = true;
    else if (token.text === "=") this.#hasValue = true;
    else if (token.text === "(" && !this.#hasValue) this.#hasParenthesis = true;
    else if (token.text === "{" && !this.#hasValue) this.#noticeBrace(token);
  }

  #noticeBrace(brace: Token): void {
    const words = stripAnnotations(this.tokens.slice(-MAX_LOOKBACK)).tokens;
    const tag = words.findLastIndex(({ text }) => TAG_KEYWORDS.has(text));
    const head = words.slice(tag + 1);
    const word = words.at(-1);
    if (tag >= 0 && head.every(({ text }, at) => isInHead(text, head[at]!))) this.#hasRecord = true;
    else if (this.#hasParenthesis) this.#hasBody = true;
    else if (this.#hasConst && word?.kind === "identifier") this.#hasValue = true;
    else {
      const text = word?.text ?? "";
      this.#hasBody = true;
      this.refusal ??= headerError(word ?? brace, `cannot parse "${text} {" here`, "exclude it with #if, or remove it");
    }
  }
}

/** Whether a token may be between `struct` and `{`: `X final : public A::B<3>`. */
function isInHead(text: string, { kind }: Token): boolean {
  return kind === "identifier" || kind === "number" || [":", "::", ",", "<", ">"].includes(text);
}

/** Macros of <winnt.h> and others that declare no type. */
const HARMLESS_WORD = /^(?:DEFINE_ENUM_FLAG_OPERATORS|EXTERN_C_(?:START|END)|RT_C_DECLS_(?:BEGIN|END))$/;
/** Words that begin a declaration. */
const STARTERS = new Set([
  ...TAG_KEYWORDS,
  ..."typedef extern static const constexpr namespace using template inline".split(" "),
]);
/** Words that a declaration may begin with, and another line may continue. */
const KEYWORDS = new Set("auto volatile signed unsigned short long int char void float double bool friend".split(" "));
