/**
 * A header and all that it includes → the tokens that a C compiler sees (C11, 6.10).
 *
 * @module
 */

import { int } from "./constants.ts";
import { type Environment, evaluate } from "./expressions.ts";
import { type Macro, Macros, parseMacro } from "./macros.ts";
import type { Packing } from "./packing.ts";
import { isReserved } from "./predefined.ts";
import { HeaderError, headerError, lineEnd, type SourceFile } from "./source_location.ts";
import { type Token, tokenize } from "./tokens.ts";

/** What the preprocessor needs. */
export interface PreprocessorOptions {
  /** `-D NAME=VALUE`, and the predefined macros. */
  readonly defines: ReadonlyMap<string, string>;
  /** The state of `#pragma pack`; up to date whenever a token is emitted. */
  readonly packing: Packing;
  /** Opens an included header; undefined for a system header, `#include <…>`, that is to be skipped. */
  readonly include: (name: string, quoted: boolean, from: Token) => Promise<SourceFile | undefined>;
  /** Receives the tokens in order. */
  readonly emit: (token: Token) => void;
  /** Receives the reason why the rest of an included header is not read; without it, the reason is thrown. */
  readonly failed?: (error: HeaderError) => void;
  /** Receives a name that an `#if` compares and nothing defines. */
  readonly undefined?: (name: Token) => void;
}

/** An open `#if`. */
interface Branch {
  readonly at: Token;
  /** Whether its tokens are emitted. */
  live: boolean;
  /** Whether a branch was taken, or the `#if` is itself in a branch that is not live. */
  done: boolean;
  /** Whether it has had its `#else`. */
  last: boolean;
}

/** About as deep as in MSVC. */
const MAX_INCLUDE_DEPTH = 64;
/** The least tokens expanded at once, so that the fixed cost of an expansion does not count. */
const MIN_RUN = 256;
/** The most tokens expanded at once; no declaration of a real header comes near. */
const MAX_RUN = 250_000;
/** In total. A header that includes itself twice without a guard would otherwise be read 2^64 times. */
const MAX_INCLUDES = 4096;

/** Reads a header and what it includes. */
export class Preprocessor {
  readonly macros = new Macros();
  readonly #options: PreprocessorOptions;
  readonly #once = new Set<string>();
  readonly #open: SourceFile[] = [];
  #included = 0;
  /** Why no more headers are included. */
  #limit: HeaderError | undefined;

  constructor(options: PreprocessorOptions) {
    this.#options = options;
    const file = { path: "-D", text: "" };
    for (const [name, value] of options.defines) this.macros.define(name, parseMacro(value, file));
  }

  /**
   * Emits the tokens of a header.
   *
   * @throws {BadInputError} when a directive is invalid, or `#error` is reached.
   */
  async read(file: SourceFile): Promise<void> {
    this.#open.push(file);
    const branches: Branch[] = [];
    let run = new TokenRun();
    let directive: Token[] = [];
    const flush = () => {
      for (const token of this.macros.expand(run.tokens)) this.#options.emit(token);
      run = new TokenRun();
    };
    for (const token of tokenize(file)) {
      if (token.first && directive.length > 0) {
        await this.#directive(directive, branches);
        directive = [];
      }
      if (directive.length > 0) directive.push(token);
      else if (token.first && token.text === "#") {
        flush();
        directive.push(token);
      } else if ((branches.at(-1)?.live ?? true) && run.push(token)) flush();
    }
    await this.#directive(directive, branches);
    flush();
    const open = branches.at(-1);
    if (open !== undefined) throw headerError(open.at, "the condition has no #endif", "add it");
    this.#open.pop();
  }

  async #directive(line: readonly Token[], branches: Branch[]): Promise<void> {
    const [hash, name, ...rest] = line;
    if (hash === undefined || name === undefined) return;
    if (this.#branch(hash, name, rest, branches) || !(branches.at(-1)?.live ?? true)) return;
    switch (name.text) {
      case "define":
        return this.#define(name, rest);
      case "undef":
        return void (isReserved(rest[0]?.text ?? "") || this.macros.undefine(rest[0]?.text ?? ""));
      case "include":
        return await this.#include(name, rest);
      case "pragma":
        return this.#pragma(rest);
      case "error":
        throw headerError(name, "#error was reached", "define what it asks for with -D NAME=VALUE");
      case "import":
      case "region":
      case "endregion":
      case "line":
      case "warning":
      case "ident":
        return;
      default:
        throw headerError(name, `unknown directive "#${name.text}"`, "correct it");
    }
  }

  /** Handles `#if` and its kin; false if it is another directive. */
  #branch(hash: Token, name: Token, rest: readonly Token[], branches: Branch[]): boolean {
    const current = branches.at(-1);
    const live = current?.live ?? true;
    switch (name.text) {
      case "if":
      case "ifdef":
      case "ifndef": {
        const holds = live && this.#holds(name, rest);
        branches.push({ at: hash, live: holds, done: holds || !live, last: false });
        return true;
      }
      case "elif":
      case "else": {
        if (current === undefined || current.last) {
          throw headerError(name, `the #${name.text} has no #if`, "remove it, or add the #if");
        }
        current.live = !current.done && (name.text === "else" || this.#holds(name, rest));
        current.done ||= current.live;
        current.last = name.text === "else";
        return true;
      }
      case "endif":
        if (branches.pop() === undefined) {
          throw headerError(name, "the #endif has no #if", "remove it, or add the #if");
        }
        return true;
    }
    return false;
  }

  #holds(name: Token, rest: readonly Token[]): boolean {
    if (name.text !== "ifdef" && name.text !== "ifndef") {
      const tokens = this.macros.expandCondition(rest);
      for (const [at, token] of tokens.entries()) {
        const isCompared = COMPARISONS.has(tokens[at - 1]?.text ?? "") || COMPARISONS.has(tokens[at + 1]?.text ?? "");
        if (token.kind === "identifier" && isCompared && !COMPILERS.test(token.text)) this.#options.undefined?.(token);
      }
      return evaluate(tokens, CONDITIONS, name).value !== 0n;
    }
    if (rest[0]?.kind !== "identifier") throw headerError(name, `#${name.text} has no name`, "add it");
    return this.macros.has(rest[0].text) === (name.text === "ifdef");
  }

  #define(directive: Token, [name, ...rest]: readonly Token[]): void {
    if (name?.kind !== "identifier") throw headerError(directive, "#define has no name", "add it");
    if (isReserved(name.text)) return;
    const open = rest[0];
    if (open?.text !== "(" || open.spaced) return this.macros.define(name.text, { variadic: false, body: rest });
    const close = rest.findIndex(({ text }) => text === ")");
    if (close < 0) throw headerError(open, 'the "(" has no ")"', "close it");
    this.macros.define(name.text, { ...readParameters(rest.slice(1, close)), body: rest.slice(close + 1) });
  }

  async #include(directive: Token, rest: readonly Token[]): Promise<void> {
    const written = /^\s*(?:"([^"]+)"|<([^>]+)>)/.exec(restOfLine(directive)) ??
      /^(?:"([^"]+)"|<([^>]+)>)/.exec(this.macros.expand(rest).map(({ text }) => text).join(""));
    const name = written?.[1] ?? written?.[2];
    if (name === undefined) throw headerError(directive, "#include has no name", 'expected "x.h" or <x.h>');
    if (this.#options.packing.include(name)) return;
    const file = await this.#options.include(name, written?.[1] !== undefined, directive);
    if (file === undefined || this.#once.has(file.path)) return;
    if (this.#open.length >= MAX_INCLUDE_DEPTH || ++this.#included > MAX_INCLUDES) {
      const self = this.#open.some(({ path }) => path === file.path);
      const why = self ? "the header includes itself endlessly" : "includes are nested too deeply";
      throw this.#limit ??= headerError(directive, why, "guard it with #pragma once");
    }
    const depth = this.#open.length;
    try {
      await this.read(file);
    } catch (error) {
      if (!(error instanceof HeaderError) || error === this.#limit || this.#options.failed === undefined) throw error;
      this.#open.length = depth;
      this.#options.failed(error);
    }
  }

  #pragma(rest: readonly Token[]): void {
    if (rest[0]?.text === "once") this.#once.add(rest[0].file.path);
    else this.#options.packing.pragma(this.macros.expand(rest));
  }
}

const COMPARISONS = new Set(["==", "!=", "<", ">", "<=", ">="]);
/** Macros of compilers other than MSVC, and those that C leaves undefined on purpose. */
const COMPILERS = /^__|^(?:true|false|DBG|_DEBUG|__cplusplus)$/;

/** In `#if` a name that is not a macro is 0, and there are neither types nor functions. */
const CONDITIONS: Environment = {
  bits: 64,
  constant: (name) => int(name === "true"),
  cast: () => undefined,
  call: () => undefined,
};

/** Tokens between two directives, to be expanded together. */
class TokenRun {
  readonly tokens: Token[] = [];
  #depth = 0;

  /** Adds a token; true if there are enough to expand, and no macro call can continue after it. */
  push(token: Token): boolean {
    if (this.tokens.push(token) > MAX_RUN) {
      throw headerError(token, "the declaration has no end or is too long", "close it, or split it");
    }
    if (token.text === "(") this.#depth++;
    if (token.text === ")") this.#depth--;
    return token.text === ";" && this.#depth <= 0 && this.tokens.length > MIN_RUN;
  }
}

/** The text after the name of the directive: `<a b.h>` is not a sequence of tokens. */
function restOfLine({ file: { text }, offset, text: name }: Token): string {
  return text.slice(offset + name.length, lineEnd(text, offset));
}

function readParameters(tokens: readonly Token[]): Omit<Macro, "body"> {
  const parameters: string[] = [];
  for (const [at, token] of tokens.entries()) {
    const variadic = token.text === "...";
    if (at % 2 === 0 ? token.kind !== "identifier" && !variadic : token.text !== ",") {
      throw headerError(token, `unexpected "${token.text}"`, "expected the names of the macro's parameters");
    }
    if (variadic) return { parameters, variadic };
    if (at % 2 === 0) parameters.push(token.text);
  }
  return { parameters, variadic: false };
}
