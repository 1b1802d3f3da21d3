/**
 * A header, with all it includes, as the tokens that a C compiler would see (C11, 6.10).
 *
 * @module
 */

import { int } from "./constants.ts";
import { evaluate, type Scope } from "./expressions.ts";
import { type Macro, macroOf, Macros } from "./macros.ts";
import type { Packing } from "./packing.ts";
import { isOurs } from "./predefined.ts";
import { complaint, lineEnd, type SourceFile } from "./source.ts";
import { type Token, tokenize } from "./tokens.ts";

/** What the preprocessor needs of the world. */
export interface PreprocessorOptions {
  /** `-D NAME=VALUE`, and what the compiler defines by itself. */
  readonly defines: ReadonlyMap<string, string>;
  /** The alignment that `#pragma pack` asks for; kept up to date for the reader of the tokens. */
  readonly packing: Packing;
  /** A header that is included by its name from another; undefined: `#include <…>` of a system header, to be left out. */
  readonly include: (name: string, quoted: boolean, from: Token) => Promise<SourceFile | undefined>;
  /** Takes the tokens, in order. */
  readonly emit: (token: Token) => void;
}

/** One `#if` that is open. */
interface Branch {
  readonly at: Token;
  /** Whether the tokens here count. */
  live: boolean;
  /** Whether a branch was taken, or none may be as all around is dead. */
  done: boolean;
  /** Whether `#else` has been. */
  last: boolean;
}

/** As deep as MSVC goes, about. */
const MOST_INCLUDES_DEEP = 64;
/** So many tokens are expanded at once, at least: enough that the cost of beginning doesn't count. */
const SHORTEST_RUN = 256;
/** And at most: no declaration of a real header comes near. */
const LONGEST_RUN = 250_000;
/** A header that includes itself twice without a guard would otherwise be read 2^64 times. */
const MOST_INCLUDES = 4096;

/** Reads a header and what it includes. */
export class Preprocessor {
  readonly macros = new Macros();
  readonly #options: PreprocessorOptions;
  readonly #once = new Set<string>();
  readonly #open: SourceFile[] = [];
  #included = 0;

  constructor(options: PreprocessorOptions) {
    this.#options = options;
    const file = { path: "-D", text: "" };
    for (const [name, value] of options.defines) this.macros.define(name, macroOf(value, file));
  }

  /**
   * Emits the tokens of a header.
   *
   * @throws {BadInputError} when a directive can't be understood, or `#error` says so.
   */
  async read(file: SourceFile): Promise<void> {
    this.#open.push(file);
    const branches: Branch[] = [];
    let run = new Run();
    let directive: Token[] = [];
    const flush = () => {
      for (const token of this.macros.expand(run.tokens)) this.#options.emit(token);
      run = new Run();
    };
    for (const token of tokenize(file)) {
      if (token.first && directive.length > 0) {
        await this.#obey(directive, branches);
        directive = [];
      }
      if (directive.length > 0) directive.push(token);
      else if (token.first && token.text === "#") {
        flush();
        directive.push(token);
      } else if ((branches.at(-1)?.live ?? true) && run.push(token)) flush();
    }
    await this.#obey(directive, branches);
    flush();
    const open = branches.at(-1);
    if (open !== undefined) throw complaint(open.at, "the condition has no #endif", "add it");
    this.#open.pop();
  }

  async #obey(line: readonly Token[], branches: Branch[]): Promise<void> {
    const [hash, name, ...rest] = line;
    if (hash === undefined || name === undefined) return;
    if (this.#branch(hash, name, rest, branches) || !(branches.at(-1)?.live ?? true)) return;
    switch (name.text) {
      case "define":
        return this.#define(name, rest);
      case "undef":
        return void (isOurs(rest[0]?.text ?? "") || this.macros.undefine(rest[0]?.text ?? ""));
      case "include":
        return await this.#include(name, rest);
      case "pragma":
        return this.#pragma(rest);
      case "error":
        throw complaint(name, "the header gives up", "-D NAME=VALUE defines what it asks for");
      case "line":
      case "warning":
      case "ident":
        return;
      default:
        throw complaint(name, `unknown directive "#${name.text}"`, "correct it");
    }
  }

  /** Follows `#if` and its kin; false if it is none of them. */
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
          throw complaint(name, `the #${name.text} belongs to no #if`, "remove it, or add the #if");
        }
        current.live = !current.done && (name.text === "else" || this.#holds(name, rest));
        current.done ||= current.live;
        current.last = name.text === "else";
        return true;
      }
      case "endif":
        if (branches.pop() === undefined) {
          throw complaint(name, "the #endif belongs to no #if", "remove it, or add the #if");
        }
        return true;
    }
    return false;
  }

  #holds(name: Token, rest: readonly Token[]): boolean {
    if (name.text !== "ifdef" && name.text !== "ifndef") {
      return evaluate(this.macros.expandCondition(rest), CONDITIONS, name).value !== 0n;
    }
    if (rest[0]?.kind !== "identifier") throw complaint(name, `#${name.text} has no name`, "add it");
    return this.macros.has(rest[0].text) === (name.text === "ifdef");
  }

  #define(directive: Token, [name, ...rest]: readonly Token[]): void {
    if (name?.kind !== "identifier") throw complaint(directive, "#define has no name", "add it");
    if (isOurs(name.text)) return;
    const open = rest[0];
    if (open?.text !== "(" || open.spaced) return this.macros.define(name.text, { variadic: false, body: rest });
    const close = rest.findIndex(({ text }) => text === ")");
    if (close < 0) throw complaint(open, 'the "(" has no ")"', "close it");
    this.macros.define(name.text, { ...readParameters(rest.slice(1, close)), body: rest.slice(close + 1) });
  }

  async #include(directive: Token, rest: readonly Token[]): Promise<void> {
    const written = /^\s*(?:"([^"]+)"|<([^>]+)>)/.exec(restOfLine(directive)) ??
      /^(?:"([^"]+)"|<([^>]+)>)/.exec(this.macros.expand(rest).map(({ text }) => text).join(""));
    const name = written?.[1] ?? written?.[2];
    if (name === undefined) throw complaint(directive, "#include has no name", 'expected "x.h" or <x.h>');
    if (this.#options.packing.include(name)) return;
    const file = await this.#options.include(name, written?.[1] !== undefined, directive);
    if (file === undefined || this.#once.has(file.path)) return;
    if (this.#open.length >= MOST_INCLUDES_DEEP || ++this.#included > MOST_INCLUDES) {
      const self = this.#open.some(({ path }) => path === file.path);
      const why = self ? "the header includes itself without end" : "headers include one another too deeply";
      throw complaint(directive, why, "guard it with #pragma once");
    }
    await this.read(file);
  }

  #pragma(rest: readonly Token[]): void {
    if (rest[0]?.text === "once") this.#once.add(rest[0].file.path);
    else this.#options.packing.pragma(this.macros.expand(rest));
  }
}

/** In `#if` a name that is no macro is 0, and there are neither types nor functions. */
const CONDITIONS: Scope = { bits: 64, constant: () => int(0), cast: () => undefined, call: () => undefined };

/** Tokens between two directives, in which macros are to be expanded. */
class Run {
  readonly tokens: Token[] = [];
  #depth = 0;

  /** Adds a token; true if no call of a macro can go on behind it, and there is enough to be expanded. */
  push(token: Token): boolean {
    if (this.tokens.push(token) > LONGEST_RUN) {
      throw complaint(token, "the declaration has no end, or is too long", "close it, or split it");
    }
    if (token.text === "(") this.#depth++;
    if (token.text === ")") this.#depth--;
    return token.text === ";" && this.#depth <= 0 && this.tokens.length > SHORTEST_RUN;
  }
}

/** What stands behind the directive's name: `<a b.h>` is no sequence of tokens. */
function restOfLine({ file: { text }, offset, text: name }: Token): string {
  return text.slice(offset + name.length, lineEnd(text, offset));
}

function readParameters(tokens: readonly Token[]): Omit<Macro, "body"> {
  const parameters: string[] = [];
  for (const [at, token] of tokens.entries()) {
    const variadic = token.text === "...";
    if (at % 2 === 0 ? token.kind !== "identifier" && !variadic : token.text !== ",") {
      throw complaint(token, `unexpected "${token.text}"`, "expected the names of the macro's parameters");
    }
    if (variadic) return { parameters, variadic };
    if (at % 2 === 0) parameters.push(token.text);
  }
  return { parameters, variadic: false };
}
