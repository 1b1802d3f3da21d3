/**
 * Mutants of a TypeScript module: the same text with one small mistake in it, as a person might make it.
 *
 * @module
 */

import { placedTokensOf } from "../unit/house/imports.ts";

/** One mistake. */
export interface Mutant {
  /** The line that has it, from 1. */
  readonly line: number;
  /** The line without it, and with it. */
  readonly before: string;
  readonly after: string;
  /** The whole module with it. */
  readonly text: string;
}

type Rule = readonly [pattern: RegExp, replacement: (match: string) => string];

/** One way to write it wrong for each way to write it; they apply to code only, not to comments and strings. */
const RULES: readonly Rule[] = [
  [/ < /g, () => " <= "],
  [/ <= /g, () => " < "],
  [/ > /g, () => " >= "],
  [/ >= /g, () => " > "],
  [/ === /g, () => " !== "],
  [/ !== /g, () => " === "],
  [/ && /g, () => " || "],
  [/ \|\| /g, () => " && "],
  [/ \+ /g, () => " - "],
  [/ - /g, () => " + "],
  [/ \+= /g, () => " -= "],
  [/ -= /g, () => " += "],
  [/\+\+/g, () => "--"],
  [/--/g, () => "++"],
  [/\btrue\b(?!:)/g, () => "false"],
  [/\bfalse\b(?!:)/g, () => "true"],
  [/(?<![\w.#$])\d+\b(?![.\w])/g, (number) => String(Number(number) + 1)],
  [/(?<=\bif \()(?=!)/g, () => "!"],
  [/(?<=\bif \()(?=[\w.]+\))/g, () => "!"],
  // A check, a call or an assignment that was forgotten.
  [/^ +if \(.*\) (?:return|throw|break|continue)\b.*;$/gm, () => ""],
  [/^ +(?:await )?[\w.#$?]+\(.*\);$/gm, () => ""],
  [/^ +this\.[\w.#]+ (?:\?\?|[-+])?= .*;$/gm, () => ""],
];

/** All mutants of a module, in the order of its lines. */
export function mutantsOf(text: string): Mutant[] {
  const code = codeOf(text);
  return RULES.flatMap(([pattern, replacement]) =>
    [...code.matchAll(pattern)].map((match) => mutant(text, match.index, match[0].length, replacement(match[0])))
  ).filter(({ before }) => !/^(?:import|export (?:type|\{|\*))\b/.test(before)).sort((a, b) => a.line - b.line);
}

/** The text with everything but code replaced by spaces, so that places stay. */
function codeOf(text: string): string {
  const code = text.replaceAll(/[^\n]/g, " ").split("");
  for (const { token, at } of placedTokensOf(text)) {
    if (/^["'`]|^\/./.test(token)) code[at] = token[0]!; // there is something, as a statement's form needs
    else for (const [i, char] of [...token].entries()) code[at + i] = char;
  }
  return code.join("");
}

function mutant(text: string, at: number, length: number, replacement: string): Mutant {
  const mutated = text.slice(0, at) + replacement + text.slice(at + length);
  const lineOf = (whole: string) => whole.slice(text.lastIndexOf("\n", at - 1) + 1).split("\n")[0]!.trim();
  return { line: text.slice(0, at).split("\n").length, before: lineOf(text), after: lineOf(mutated), text: mutated };
}
