/**
 * Macros: what `#define` says, and the expansion of it in a run of tokens (C11, 6.10.3).
 *
 * @module
 */

import { splitArguments } from "./expressions.ts";
import { complaint, type Place, type SourceFile } from "./source.ts";
import { type Token, tokenize } from "./tokens.ts";

/** A macro's definition. */
export interface Macro {
  /** undefined: it isn't called, it just stands there. */
  readonly parameters?: readonly string[];
  /** Whether `...` is the last parameter; it is then called `__VA_ARGS__`. */
  readonly variadic: boolean;
  readonly body: readonly Token[];
}

/** A token that came out of macros, which must not be expanded in it again. */
interface Expanded extends Token {
  readonly hidden?: ReadonlySet<string>;
}

/** A few lines can ask for billions of tokens; a real header is far from this many. */
const MOST_TOKENS = 1_000_000;
/** Nor is a single word that long: `##` can double one, again and again. */
const LONGEST_TOKEN = 10_000;
const MOST_NESTING = 100;

/** The macros of a header, while it is being read. */
export class Macros {
  readonly #macros = new Map<string, Macro>();
  #made = 0;

  /** All that are defined now. */
  get all(): ReadonlyMap<string, Macro> {
    return this.#macros;
  }

  /** Whether `#ifdef` finds it. */
  has(name: string): boolean {
    return this.#macros.has(name);
  }

  define(name: string, macro: Macro): void {
    this.#macros.set(name, macro);
  }

  undefine(name: string): void {
    this.#macros.delete(name);
  }

  /** The tokens with every macro in them replaced. */
  expand(tokens: readonly Token[]): Token[] {
    return this.#expand(tokens, 0, false);
  }

  /** The same for `#if`: `defined(X)`, which a macro may contain too, becomes 1 or 0. */
  expandCondition(tokens: readonly Token[]): Token[] {
    return this.#expand(tokens, 0, true);
  }

  #expand(tokens: readonly Token[], depth: number, isCondition: boolean): Token[] {
    if (depth > MOST_NESTING) throw tooMuch(tokens[0]);
    const done: Token[] = [];
    const rest: Expanded[] = tokens.toReversed();
    for (let token = rest.pop(); token !== undefined; token = rest.pop()) {
      if (isCondition && token.text === "defined") {
        done.push({ ...token, kind: "number", text: this.has(takeOperand(token, rest)) ? "1" : "0" });
        continue;
      }
      const macro = token.kind === "identifier" ? this.#macros.get(token.text) : undefined;
      if (macro === undefined || token.hidden?.has(token.text)) {
        done.push(token);
        continue;
      }
      const args = macro.parameters === undefined ? [] : takeArguments(rest);
      if (args === undefined) {
        done.push(token);
        continue;
      }
      const expandArgument = (given: readonly Token[]) => this.#expand(given, depth + 1, isCondition);
      const replaced = this.#replace(token, macro, args, expandArgument);
      this.#made += replaced.length;
      if (this.#made > MOST_TOKENS) throw tooMuch(token);
      for (let at = replaced.length - 1; at >= 0; at--) rest.push(replaced[at]!);
    }
    return done;
  }

  /** The body with the arguments in it, all at the place of the call. */
  #replace(
    call: Expanded,
    macro: Macro,
    args: readonly Token[][],
    expand: (given: readonly Token[]) => Token[],
  ): Expanded[] {
    const named = nameArguments(call, macro, args);
    const expanded = new Map<string, readonly Token[]>();
    const out: Token[] = [];
    for (const [at, token] of macro.body.entries()) {
      const before = macro.body[at - 1]?.text;
      const given = token.kind === "identifier" ? named.get(token.text) : undefined;
      if (token.text === "##" && at > 0) continue;
      if (token.text === "#" && named.has(macro.body[at + 1]?.text ?? "")) continue;
      const part = given === undefined ? [token] : before === "#" ? [quote(token, given)] : undefined;
      const isPasted = before === "##" || macro.body[at + 1]?.text === "##";
      const pushed = part ?? (isPasted ? orNothing(given!, token) : memo(expanded, token.text, () => expand(given!)));
      if (before === "##") paste(out, pushed);
      else for (const token of pushed) out.push(token);
      if (this.#made + out.length > MOST_TOKENS) throw tooMuch(call);
    }
    const hidden = new Set([...call.hidden ?? [], call.text]);
    return out.filter(({ text }) => text !== "").map((token: Expanded) => ({
      ...token,
      file: call.file,
      offset: call.offset,
      hidden: token.hidden === undefined ? hidden : hidden.union(token.hidden),
    }));
  }
}

/** A macro out of its name, or its name and parameters, and its text: `-D NAME=VALUE`, and those that are built in. */
export function macroOf(text: string, file: SourceFile): Macro {
  return { variadic: false, body: [...tokenize({ ...file, text })] };
}

function tooMuch(place: Place | undefined): Error {
  if (place === undefined) return new Error("unreachable: nothing has nothing in it");
  return complaint(place, "the macro grows without bounds", "simplify it");
}

/** Takes the name that `defined` is about, in parentheses or not, off the end of the reversed tokens. */
function takeOperand(defined: Token, rest: Token[]): string {
  const isOpen = rest.at(-1)?.text === "(";
  if (isOpen) rest.pop();
  const name = rest.pop();
  if (name?.kind !== "identifier" || (isOpen && rest.pop()?.text !== ")")) {
    throw complaint(defined, '"defined" has no name', "add it");
  }
  return name.text;
}

/** Takes `( … )` off the end of the reversed tokens; undefined, and takes nothing, if it isn't there. */
function takeArguments(rest: Token[]): Token[][] | undefined {
  const open = rest.at(-1);
  if (open?.text !== "(" || open.kind !== "punctuator") return undefined;
  let depth = 0;
  for (let at = rest.length - 1; at >= 0; at--) {
    const { text, kind } = rest[at]!;
    if (kind !== "punctuator") continue;
    if (text === "(") depth++;
    if (text === ")" && --depth === 0) {
      const inside = rest.splice(at).toReversed().slice(1, -1);
      return splitParentheses(inside);
    }
  }
  throw complaint(open, 'the "(" has no ")"', "close it");
}

/** As {@linkcode splitArguments}, but only parentheses hold arguments together; and `()` is one empty argument. */
function splitParentheses(tokens: readonly Token[]): Token[][] {
  return tokens.length === 0 ? [[]] : splitArguments(tokens);
}

function nameArguments(call: Token, macro: Macro, args: readonly Token[][]): Map<string, readonly Token[]> {
  const names = macro.parameters ?? [];
  const empty = args.length === 1 && args[0]?.length === 0;
  const given = names.length === 0 && empty ? 0 : args.length;
  if (macro.parameters !== undefined && (given < names.length || (given > names.length && !macro.variadic))) {
    throw complaint(call, `${call.text} takes ${names.length} arguments and has ${given}`, "correct the call");
  }
  const named = new Map<string, readonly Token[]>(names.map((name, at) => [name, args[at] ?? []]));
  if (macro.variadic) named.set("__VA_ARGS__", rejoin(call, args.slice(names.length)));
  return named;
}

function rejoin(call: Token, args: readonly Token[][]): Token[] {
  const comma: Token = { ...call, kind: "punctuator", text: "," };
  return args.flatMap((arg, at) => at === 0 ? arg : [comma, ...arg]);
}

function memo<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** `#x`. */
function quote(at: Token, tokens: readonly Token[]): Token {
  const text = tokens.map((token, at) => (token.spaced && at > 0 ? " " : "") + token.text).join("");
  if (text.length > LONGEST_TOKEN) throw tooMuch(at);
  return { ...at, kind: "string", text: JSON.stringify(text) };
}

/** An argument without tokens, so that nothing else is pasted in its place; the standard's placemarker. */
function orNothing(given: readonly Token[], parameter: Token): readonly Token[] {
  return given.length > 0 ? given : [{ ...parameter, text: "" }];
}

/** `a ## b`: the last token of what is there and the first of what comes become one, if that is one. */
function paste(out: Token[], more: readonly Token[]): void {
  const left = out.pop()!;
  const [right] = more;
  const text = left.text + right!.text;
  if (text.length > LONGEST_TOKEN) throw tooMuch(right);
  const [only, ...others] = tokenize({ path: left.file.path, text });
  const isOne = only !== undefined && others.length === 0;
  out.push(isOne ? { ...left, kind: only.kind, text } : left);
  for (const token of isOne ? more.slice(1) : more) out.push(token); // not spread: there may be too many for a call
}
