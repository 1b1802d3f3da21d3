/**
 * C constant expressions (C11, 6.6) over tokens: array sizes, bit widths, enum values, assertions, `#if`.
 *
 * @module
 */

import { type Constant, int, readCharacter, readNumber, wrap } from "./constants.ts";
import { complaint, type Place } from "./source.ts";
import type { Token } from "./tokens.ts";

/** What the names in an expression stand for. */
export interface Scope {
  /** How wide a bare number is: 32 in C, 64 in `#if`. */
  readonly bits: 32 | 64;
  /** The value of a name; undefined if it has none. */
  constant(name: string): Constant | undefined;
  /** The type these words name, as the operand of a cast; undefined if they name no type. */
  cast(words: readonly Token[]): { readonly bits: number; readonly signed: boolean } | undefined;
  /** The value of `sizeof`, `FIELD_OFFSET` and the like; undefined if there is no such function. */
  call(name: Token, args: readonly (readonly Token[])[]): Constant | undefined;
}

/** Deeper expressions are refused before they exhaust the stack. */
const MOST_NESTING = 100;

type Operation = (a: bigint, b: bigint) => bigint | boolean;

/** From loose to tight. `&&`, `||` and `?:` are not here: they don't evaluate all of their operands. */
const OPERATORS: readonly ReadonlyMap<string, Operation>[] = [
  new Map<string, Operation>([["|", (a, b) => a | b]]),
  new Map<string, Operation>([["^", (a, b) => a ^ b]]),
  new Map<string, Operation>([["&", (a, b) => a & b]]),
  new Map<string, Operation>([["==", (a, b) => a === b], ["!=", (a, b) => a !== b]]),
  new Map<string, Operation>([["<", (a, b) => a < b], [">", (a, b) => a > b], ["<=", (a, b) => a <= b], [
    ">=",
    (a, b) => a >= b,
  ]]),
  new Map<string, Operation>([["<<", (a, b) => a << b], [">>", (a, b) => a >> b]]),
  new Map<string, Operation>([["+", (a, b) => a + b], ["-", (a, b) => a - b]]),
  new Map<string, Operation>([["*", (a, b) => a * b], ["/", (a, b) => a / b], ["%", (a, b) => a % b]]),
];

/**
 * The value of an expression.
 *
 * @param place Where to complain if there are no tokens at all.
 * @throws {BadInputError} when it isn't a constant expression.
 */
export function evaluate(tokens: readonly Token[], scope: Scope, place: Place): Constant {
  return new Evaluation(tokens, scope, place).whole();
}

class Evaluation {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  readonly #place: Place;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], scope: Scope, place: Place) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#place = place;
  }

  whole(): Constant {
    const value = this.#conditional(true);
    if (this.#at < this.#tokens.length) throw this.#puzzled();
    return value;
  }

  /** `live`: whether C evaluates it; `0 && 1 / 0` is no error. */
  #conditional(live: boolean): Constant {
    if (++this.#depth > MOST_NESTING) throw this.#complaint("the expression is nested too deeply", "make it simpler");
    const condition = this.#or(live);
    if (!this.#take("?")) {
      this.#depth--;
      return condition;
    }
    const yes = this.#conditional(live && condition.value !== 0n);
    if (!this.#take(":")) throw this.#puzzled();
    const no = this.#conditional(live && condition.value === 0n);
    this.#depth--;
    const type = common(yes, no);
    return wrap((condition.value === 0n ? no : yes).value, type.bits, type.signed);
  }

  #or(live: boolean): Constant {
    let left = this.#and(live);
    while (this.#take("||")) {
      const right = this.#and(live && left.value === 0n);
      left = int(left.value !== 0n || right.value !== 0n);
    }
    return left;
  }

  #and(live: boolean): Constant {
    let left = this.#binary(0, live);
    while (this.#take("&&")) {
      const right = this.#binary(0, live && left.value !== 0n);
      left = int(left.value !== 0n && right.value !== 0n);
    }
    return left;
  }

  #binary(level: number, live: boolean): Constant {
    const operators = OPERATORS[level];
    if (operators === undefined) return this.#unary(live);
    let left = this.#binary(level + 1, live);
    for (;;) {
      const sign = this.#tokens[this.#at];
      const operation = sign?.kind === "punctuator" ? operators.get(sign.text) : undefined;
      if (sign === undefined || operation === undefined) return left;
      this.#at++;
      left = this.#apply(sign, operation, left, this.#binary(level + 1, live), live);
    }
  }

  #apply(sign: Token, operation: Operation, left: Constant, right: Constant, live: boolean): Constant {
    const shift = sign.text === "<<" || sign.text === ">>";
    const type = shift ? left : common(left, right);
    if (!live) return wrap(0n, type.bits, type.signed);
    if ((sign.text === "/" || sign.text === "%") && right.value === 0n) {
      throw complaint(sign, "division by zero", "correct the expression");
    }
    if (shift && (right.value < 0n || right.value >= BigInt(left.bits))) {
      throw complaint(sign, `a shift by ${right.value} of ${left.bits} bits`, "correct the expression");
    }
    const operand = (from: Constant) => shift ? from.value : wrap(from.value, type.bits, type.signed).value;
    const result = operation(operand(left), operand(right));
    return typeof result === "boolean" ? int(result) : wrap(result, type.bits, type.signed);
  }

  #unary(live: boolean): Constant {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "punctuator" || !"+-~!".includes(token.text)) return this.#primary(live);
    if (++this.#depth > MOST_NESTING) throw this.#complaint("the expression is nested too deeply", "make it simpler");
    this.#at++;
    const { value, bits, signed } = this.#unary(live);
    this.#depth--;
    if (token.text === "!") return int(value === 0n);
    return wrap(token.text === "-" ? -value : token.text === "~" ? ~value : value, bits, signed);
  }

  #primary(live: boolean): Constant {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#puzzled();
    if (token.text === "(" && token.kind === "punctuator") return this.#parenthesized(live);
    this.#at++;
    const value = token.kind === "number"
      ? readNumber(token.text)
      : token.kind === "character"
      ? readCharacter(token.text)
      : token.kind === "identifier"
      ? this.#name(token)
      : undefined;
    if (value !== undefined) return this.#scope.bits === 64 ? wrap(value.value, 64, value.signed) : value;
    this.#at--;
    if (token.kind === "number" || token.kind === "character") {
      throw this.#complaint(`${token.text} is no integer of at most 64 bits`, "correct it");
    }
    if (token.kind !== "identifier") throw this.#puzzled();
    throw this.#complaint(`"${token.text}" is no constant`, `define it in the header, or -D ${token.text}=VALUE`);
  }

  #name(token: Token): Constant | undefined {
    if (this.#tokens[this.#at]?.text !== "(") return this.#scope.constant(token.text);
    const { inside, end } = this.#parentheses();
    const value = this.#scope.call(token, splitArguments(inside));
    if (value !== undefined) this.#at = end;
    return value;
  }

  /** An expression in parentheses, or a cast and its operand. */
  #parenthesized(live: boolean): Constant {
    const { inside, end } = this.#parentheses();
    const type = this.#scope.cast(inside);
    if (type !== undefined) {
      this.#at = end;
      if (++this.#depth > MOST_NESTING) throw this.#complaint("the expression is nested too deeply", "make it simpler");
      const { value } = this.#unary(live);
      this.#depth--;
      const narrow = type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
      return type.bits < 32 ? int(narrow) : wrap(narrow, type.bits === 64 ? 64 : 32, type.signed);
    }
    this.#at++;
    const value = this.#conditional(live);
    if (!this.#take(")")) throw this.#puzzled();
    return value;
  }

  /** What stands between the parenthesis here and its partner, and the index behind that. */
  #parentheses(): { inside: readonly Token[]; end: number } {
    const start = this.#at;
    let depth = 0;
    for (let at = start; at < this.#tokens.length; at++) {
      const { text, kind } = this.#tokens[at]!;
      if (kind !== "punctuator") continue;
      if (text === "(") depth++;
      if (text === ")" && --depth === 0) return { inside: this.#tokens.slice(start + 1, at), end: at + 1 };
    }
    throw complaint(this.#tokens[start]!, 'the "(" has no ")"', "close it");
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "punctuator" || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #puzzled(): Error {
    const token = this.#tokens[this.#at];
    return token === undefined
      ? this.#complaint("the expression has no end", "complete it")
      : this.#complaint(`unexpected "${token.text}"`, "expected an integer constant expression");
  }

  #complaint(why: string, hint: string): Error {
    return complaint(this.#tokens[this.#at] ?? this.#tokens.at(-1) ?? this.#place, why, hint);
  }
}

/** The type that C's usual arithmetic conversions give two operands (C11, 6.3.1.8). */
function common(a: Constant, b: Constant): { bits: 32 | 64; signed: boolean } {
  if (a.bits === b.bits) return { bits: a.bits, signed: a.signed && b.signed };
  const wider = a.bits > b.bits ? a : b;
  return { bits: wider.bits, signed: wider.signed };
}

/** `a, f(b, c)` are two arguments. */
export function splitArguments(tokens: readonly Token[]): Token[][] {
  if (tokens.length === 0) return [];
  const all: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "punctuator") {
      if ("([{".includes(token.text)) depth++;
      if (")]}".includes(token.text)) depth--;
      if (token.text === "," && depth === 0) {
        all.push([]);
        continue;
      }
    }
    all.at(-1)?.push(token);
  }
  return all;
}
