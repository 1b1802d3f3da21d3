/**
 * Expressions that choose frames: `type == 3 && size > 100 && image ~ "svc"`.
 *
 *     expression = and { "||" and }
 *     and        = not { "&&" not }
 *     not        = { "!" } ( "(" expression ")" | comparison )
 *     comparison = operand [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) operand | ( "~" | "!~" ) string ]
 *     operand    = name | number | string | "true" | "false" | "null"
 *
 * @module
 */

import type { Frame } from "../frame/frame.ts";
import { comparison, type Operator, patternTest, type Test, truth } from "./compare.ts";
import { type QueryToken, tokenize } from "./lexer.ts";
import { Mistake, readOptionText } from "./mistake.ts";
import { findName, type Scope } from "./names.ts";
import { literalOperand, type Operand } from "./operand.ts";
import { compilePattern } from "./pattern.ts";
import { unescape } from "./strings.ts";

/** Compiles the expression of `--option` to a test of frames. @throws {UsageError} if it has a mistake, showing where. */
export function compileWhere(source: string, scope: Scope, option = "where"): (frame: Frame) => boolean {
  return readOptionText(option, source, () => new Parser(tokenize(source), scope).whole());
}

/** Of parentheses, so that they do not overflow the stack. */
const MAX_DEPTH = 100;

/** A recursive descent parser with one method for each rule of the grammar. */
class Parser {
  readonly #tokens: readonly QueryToken[];
  readonly #scope: Scope;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly QueryToken[], scope: Scope) {
    this.#tokens = tokens;
    this.#scope = scope;
  }

  whole(): Test {
    const test = this.#expression();
    const { kind, text, at } = this.#peek();
    if (kind !== "end") throw new Mistake(`expected && or || before ${text}`, at);
    return test;
  }

  #expression(): Test {
    const tests = [this.#and()];
    while (this.#take("||")) tests.push(this.#and());
    return tests.length === 1 ? tests[0]! : (frame) => tests.some((test) => test(frame));
  }

  #and(): Test {
    const tests = [this.#not()];
    while (this.#take("&&")) tests.push(this.#not());
    return tests.length === 1 ? tests[0]! : (frame) => tests.every((test) => test(frame));
  }

  #not(): Test {
    let isNegated = false;
    while (this.#take("!")) isNegated = !isNegated;
    const test = this.#peek().text === "(" ? this.#parenthesized() : this.#comparison();
    return isNegated ? (frame) => !test(frame) : test;
  }

  #parenthesized(): Test {
    const { at } = this.#advance();
    if (++this.#depth > MAX_DEPTH) throw new Mistake(`parentheses are nested more than ${MAX_DEPTH} deep`, at);
    const test = this.#expression();
    this.#depth--;
    if (!this.#take(")")) throw new Mistake(`expected ) before ${this.#peek().text}`, this.#peek().at);
    return test;
  }

  #comparison(): Test {
    const left = this.#operand();
    const operator = this.#peek().text;
    if (operator === "~" || operator === "!~") {
      this.#advance();
      const { kind, text, at } = this.#advance();
      if (kind !== "string") throw new Mistake(`expected a regular expression in quotes after ${operator}`, at);
      return patternTest(left, operator, compilePattern(text, at));
    }
    if (!isOperator(operator)) return truth(left);
    this.#advance();
    return comparison(left, operator, this.#operand());
  }

  #operand(): Operand {
    const token = this.#advance();
    const { at, text } = token;
    switch (token.kind) {
      case "number":
        return literalOperand(token.value, at);
      case "string":
        return literalOperand(unescape(text.slice(1, -1), at + 1), at);
      case "name":
        if (text === "true" || text === "false") return literalOperand(text === "true", at);
        if (text === "null") return literalOperand(null, at);
        return { ...findName(text, at, this.#scope), at };
      default:
        throw new Mistake(`expected a name, a number or a string, not ${text}`, at);
    }
  }

  #peek(): QueryToken {
    return this.#tokens[this.#next]!;
  }

  /** Takes the next token. The end is never passed. */
  #advance(): QueryToken {
    const token = this.#peek();
    if (token.kind !== "end") this.#next++;
    return token;
  }

  #take(symbol: string): boolean {
    const { kind, text } = this.#peek();
    const isIt = kind === "symbol" && text === symbol;
    if (isIt) this.#next++;
    return isIt;
  }
}

const OPERATORS: readonly string[] = ["==", "!=", "<", "<=", ">", ">="] satisfies Operator[];

function isOperator(text: string): text is Operator {
  return OPERATORS.includes(text);
}
