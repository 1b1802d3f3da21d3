/**
 * C constant expressions (C11, 6.6): array sizes, bit widths, enum values, assertions, `#if`.
 *
 * @module
 */

import { type Constant, int, readCharacter, readNumber, wrap } from "./constants.ts";
import { parenthesesAt, splitArguments } from "./parentheses.ts";
import { headerError, type SourceLocation } from "./source_location.ts";
import type { Token } from "./tokens.ts";

/** What the names in an expression mean. */
export interface Environment {
  /** The width of a plain number: 32 in C, 64 in `#if`. */
  readonly bits: 32 | 64;
  /** The value of a name; undefined if it has none. */
  constant(name: string): Constant | undefined;
  /** The type in a cast; undefined if the words do not name a type. */
  cast(words: readonly Token[]): { readonly bits: number; readonly signed: boolean } | undefined;
  /** The value of `sizeof(…)`, `FIELD_OFFSET(…)` and the like; undefined for any other call. */
  call(name: Token, args: readonly (readonly Token[])[]): Constant | undefined;
}

/** Deeper expressions are rejected before they overflow the stack. */
const MAX_NESTING = 100;

const CASTS = new Set(["static_cast", "reinterpret_cast"]);

type Operation = (a: bigint, b: bigint) => bigint | boolean;

/** By precedence, lowest first. `&&`, `||` and `?:` are not here: they do not evaluate all of their operands. */
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
 * @param location Where to report an error if there are no tokens.
 * @throws {BadInputError} when it is not a constant expression.
 */
export function evaluate(tokens: readonly Token[], environment: Environment, location: SourceLocation): Constant {
  return new Evaluation(tokens, environment, location).whole();
}

class Evaluation {
  readonly #tokens: readonly Token[];
  readonly #environment: Environment;
  readonly #location: SourceLocation;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], environment: Environment, location: SourceLocation) {
    this.#tokens = tokens;
    this.#environment = environment;
    this.#location = location;
  }

  whole(): Constant {
    const value = this.#conditional(true);
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return value;
  }

  /** `live`: whether C evaluates it; `0 && 1 / 0` is not an error. */
  #conditional(live: boolean): Constant {
    if (++this.#depth > MAX_NESTING) throw this.#error("the expression is nested too deeply", "make it simpler");
    const condition = this.#or(live);
    if (!this.#take("?")) {
      this.#depth--;
      return condition;
    }
    const yes = this.#conditional(live && condition.value !== 0n);
    if (!this.#take(":")) throw this.#unexpected();
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
      throw headerError(sign, "division by zero", "correct the expression");
    }
    if (shift && (right.value < 0n || right.value >= BigInt(left.bits))) {
      throw headerError(sign, `a shift by ${right.value} of ${left.bits} bits`, "correct the expression");
    }
    const operand = (from: Constant) => shift ? from.value : wrap(from.value, type.bits, type.signed).value;
    const result = operation(operand(left), operand(right));
    return typeof result === "boolean" ? int(result) : wrap(result, type.bits, type.signed);
  }

  #unary(live: boolean): Constant {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "punctuator" || !"+-~!".includes(token.text)) return this.#primary(live);
    if (++this.#depth > MAX_NESTING) throw this.#error("the expression is nested too deeply", "make it simpler");
    this.#at++;
    const { value, bits, signed } = this.#unary(live);
    this.#depth--;
    if (token.text === "!") return int(value === 0n);
    return wrap(token.text === "-" ? -value : token.text === "~" ? ~value : value, bits, signed);
  }

  #primary(live: boolean): Constant {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#unexpected();
    if (token.text === "(" && token.kind === "punctuator") return this.#parenthesized(live);
    this.#at++;
    const value = token.kind === "number"
      ? readNumber(token.text)
      : token.kind === "character"
      ? readCharacter(token.text)
      : token.kind === "identifier"
      ? this.#name(token)
      : undefined;
    if (value !== undefined) return this.#environment.bits === 64 ? wrap(value.value, 64, value.signed) : value;
    this.#at--;
    if (token.kind === "number" || token.kind === "character") {
      throw this.#error(`${token.text} is not an integer of at most 64 bits`, "correct it");
    }
    if (token.kind !== "identifier") throw this.#unexpected();
    throw this.#error(`"${token.text}" is not a constant`, `define it in the header, or -D ${token.text}=VALUE`);
  }

  #name(token: Token): Constant | undefined {
    let name = token.text;
    while (this.#tokens[this.#at]?.text === "::") {
      name += `::${this.#tokens[this.#at + 1]?.text ?? ""}`;
      this.#at += 2;
    }
    if (CASTS.has(name) && this.#tokens[this.#at]?.text === "<") return this.#namedCast();
    if (this.#tokens[this.#at]?.text !== "(") return this.#environment.constant(name);
    const { inside, end } = parenthesesAt(this.#tokens, this.#at);
    const value = this.#environment.call(token, splitArguments(inside));
    if (value !== undefined) this.#at = end;
    return value;
  }

  /** `static_cast<T>(x)` */
  #namedCast(): Constant | undefined {
    const close = this.#tokens.findIndex(({ text }, at) => at > this.#at && text === ">");
    const type = close < 0 ? undefined : this.#environment.cast(this.#tokens.slice(this.#at + 1, close));
    if (type === undefined) return undefined;
    this.#at = close + 1;
    if (this.#tokens[this.#at]?.text !== "(") return undefined;
    return converted(this.#primary(true), type);
  }

  /** An expression in parentheses, or a cast and its operand. */
  #parenthesized(live: boolean): Constant {
    const { inside, end } = parenthesesAt(this.#tokens, this.#at);
    const type = this.#environment.cast(inside);
    if (type !== undefined) {
      this.#at = end;
      if (++this.#depth > MAX_NESTING) throw this.#error("the expression is nested too deeply", "make it simpler");
      const { value } = this.#unary(live);
      this.#depth--;
      return converted({ value }, type);
    }
    this.#at++;
    const value = this.#conditional(live);
    if (!this.#take(")")) throw this.#unexpected();
    return value;
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "punctuator" || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #unexpected(): Error {
    const token = this.#tokens[this.#at];
    return token === undefined
      ? this.#error("the expression is incomplete", "complete it")
      : this.#error(`unexpected "${token.text}"`, "expected an integer constant expression");
  }

  #error(why: string, hint: string): Error {
    return headerError(this.#tokens[this.#at] ?? this.#tokens.at(-1) ?? this.#location, why, hint);
  }
}

/** The value after a cast. */
export function converted(
  { value }: Pick<Constant, "value">,
  { bits, signed }: { bits: number; signed: boolean },
): Constant {
  const narrow = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  return bits < 32 ? int(narrow) : wrap(narrow, bits === 64 ? 64 : 32, signed);
}

/** The common type of two operands by C's usual arithmetic conversions (C11, 6.3.1.8). */
function common(a: Constant, b: Constant): { bits: 32 | 64; signed: boolean } {
  if (a.bits === b.bits) return { bits: a.bits, signed: a.signed && b.signed };
  const wider = a.bits > b.bits ? a : b;
  return { bits: wider.bits, signed: wider.signed };
}
