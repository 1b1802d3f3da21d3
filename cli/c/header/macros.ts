/**
 * Macros and their expansion in a run of tokens (C11, 6.10.3).
 *
 * @module
 */

import { splitArguments } from "./parentheses.ts";
import { headerError, type SourceFile, type SourceLocation } from "./source_location.ts";
import { type Token, tokenize } from "./tokens.ts";

/** The definition of a macro. */
export interface Macro {
  /** undefined for an object-like macro. */
  readonly parameters?: readonly string[];
  /** Whether `...` is the last parameter, which the body calls `__VA_ARGS__`. */
  readonly variadic: boolean;
  readonly body: readonly Token[];
}

/** A token that macros were expanded to, and which of them must not be expanded in it again. */
interface Expanded extends Token {
  readonly hidden?: ReadonlySet<string>;
}

/** Of an expansion. A few lines can ask for billions of tokens; a real header is far below this. */
const MAX_TOKENS = 1_000_000;
/** Of a single token, in characters: `##` can double one again and again. */
const MAX_TOKEN_LENGTH = 10_000;
const MAX_NESTING = 100;

/** The macros of a header, while it is being read. */
export class Macros {
  readonly #macros = new Map<string, Macro>();
  #made = 0;

  /** All that are currently defined. */
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

  /** The same for `#if`: `defined(X)`, also in a macro, becomes 1 or 0. */
  expandCondition(tokens: readonly Token[]): Token[] {
    return this.#expand(tokens, 0, true);
  }

  #expand(tokens: readonly Token[], depth: number, isCondition: boolean): Token[] {
    if (depth > MAX_NESTING) throw tooLarge(tokens[0]);
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
      if (this.#made > MAX_TOKENS) throw tooLarge(token);
      for (let at = replaced.length - 1; at >= 0; at--) rest.push(replaced[at]!);
    }
    return done;
  }

  /** The body with its arguments, located at the call. */
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
      const pushed = part ??
        (isPasted ? orPlacemarker(given!, token) : memo(expanded, token.text, () => expand(given!)));
      if (before === "##") paste(out, pushed);
      else for (const token of pushed) out.push(token);
      if (this.#made + out.length > MAX_TOKENS) throw tooLarge(call);
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

/** An object-like macro with this text as its body: of `-D NAME=VALUE`, or predefined. */
export function parseMacro(text: string, file: SourceFile): Macro {
  return { variadic: false, body: [...tokenize({ ...file, text })] };
}

function tooLarge(location: SourceLocation | undefined): Error {
  if (location === undefined) return new Error("unreachable: an expansion of no tokens is never too large");
  return headerError(location, "the macro grows without bounds", "simplify it");
}

/** Takes the operand of `defined`, with or without parentheses, off the end of the reversed tokens. */
function takeOperand(defined: Token, rest: Token[]): string {
  const isOpen = rest.at(-1)?.text === "(";
  if (isOpen) rest.pop();
  const name = rest.pop();
  if (name?.kind !== "identifier" || (isOpen && rest.pop()?.text !== ")")) {
    throw headerError(defined, '"defined" has no name', "add it");
  }
  return name.text;
}

/** Takes `( … )` off the end of the reversed tokens; if it isn't there, takes nothing and returns undefined. */
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
      return inside.length === 0 ? [[]] : splitArguments(inside); // `()` is one empty argument
    }
  }
  throw headerError(open, 'the "(" has no ")"', "close it");
}

function nameArguments(call: Token, macro: Macro, args: readonly Token[][]): Map<string, readonly Token[]> {
  const names = macro.parameters ?? [];
  const empty = args.length === 1 && args[0]?.length === 0;
  const given = names.length === 0 && empty ? 0 : args.length;
  if (macro.parameters !== undefined && (given < names.length || (given > names.length && !macro.variadic))) {
    const expected = `${names.length} ${names.length === 1 ? "argument" : "arguments"}`;
    throw headerError(call, `${call.text} takes ${expected}, not ${given}`, "correct the call");
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

/** The string that `#x` becomes. */
function quote(at: Token, tokens: readonly Token[]): Token {
  const text = tokens.map((token, at) => (token.spaced && at > 0 ? " " : "") + token.text).join("");
  if (text.length > MAX_TOKEN_LENGTH) throw tooLarge(at);
  return { ...at, kind: "string", text: JSON.stringify(text) };
}

/** The argument, or the standard's placemarker if it is empty, so that `##` pastes nothing else in its place. */
function orPlacemarker(given: readonly Token[], parameter: Token): readonly Token[] {
  return given.length > 0 ? given : [{ ...parameter, text: "" }];
}

/** `a ## b`: the last token of `out` and the first of `more` become one, if that is a valid token. */
function paste(out: Token[], more: readonly Token[]): void {
  const left = out.pop()!;
  const [right] = more;
  const text = left.text + right!.text;
  if (text.length > MAX_TOKEN_LENGTH) throw tooLarge(right);
  const [only, ...others] = tokenize({ path: left.file.path, text });
  const isOne = only !== undefined && others.length === 0;
  out.push(isOne ? { ...left, kind: only.kind, text } : left);
  for (const token of isOne ? more.slice(1) : more) out.push(token); // no spread: there may be too many for a call
}
