/**
 * Windows PowerShell 5.1 and PowerShell 7: how they read arguments, and how they hand them to a program.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
 *
 * 5.1, and 7 for a batch file, join the arguments without escaping: one is put in double quotes if it has a space, the
 * quotes in it are left alone, and an empty one is lost. 7.3 and newer hand each to an .exe as it is.
 *
 * @module
 */
import { type Line, LineBuilder, ShellError } from "./line.ts";

const TOKEN = new RegExp(
  [
    /(?<space>[ \t]+)/,
    /(?<redirection>(?<![^\s|;&])[\d*]?>>?)[ \t]*(?<file>&\d|"[^"]*"|'[^']*'|[^\s|;&]*)/,
    /(?<operator>&&|\|\||[|;&])/,
    /(?<single>'(?:[^']|'')*')/,
    /(?<double>"(?:[^"`]|""|`[\s\S])*")/,
    /`(?<escaped>[\s\S])/,
    /(?<other>[\s\S])/,
  ].map(({ source }) => source).join("|"),
  "g",
);

/** The arguments before they are handed to a program. */
export function powershellLine(line: string, version: 5 | 7): Line {
  const builder = new LineBuilder();
  let word: string | undefined;
  const flush = () => {
    if (word !== undefined) builder.word(word);
    word = undefined;
  };
  for (const { groups = {}, index } of line.matchAll(TOKEN)) {
    const { space, redirection, file = "", operator, single, double, escaped, other } = groups;
    if (space !== undefined) flush();
    else if (redirection !== undefined) builder.redirect(redirection, file.replaceAll(/["']/g, ""));
    else if (operator !== undefined) {
      flush();
      builder.operator(knownOperator(operator, version));
    } else if (single !== undefined || double !== undefined) {
      const starts = word === undefined;
      word = (word ?? "") + (single?.slice(1, -1).replaceAll("''", "'") ?? expandable(double!.slice(1, -1)));
      if (starts) flush(); // what follows a quoted beginning is another argument
    } else if (escaped !== undefined) word = (word ?? "") + unescaped(escaped);
    else {
      requirePlain(other!, line.slice(index), word);
      if (/^[.[]$/.test(other!) && /^-[A-Za-z]\w*$/.test(word ?? "")) flush(); // the end of a parameter's name
      word = (word ?? "") + other;
    }
  }
  flush();
  return builder.build();
}

function knownOperator(operator: string, version: 5 | 7): string {
  if (version === 5 && /^(&&?|\|\|)$/.test(operator)) throw new ShellError(`${operator} is a syntax error in 5.1`);
  return operator;
}

/** A character outside quotes that means something of its own, at the beginning of an argument or anywhere. */
function requirePlain(character: string, rest: string, word: string | undefined): void {
  const special = /[(){}'"\u2018-\u201e]/.test(character) || word === undefined && /[<>@#]/.test(character);
  const array = character === "," && (word === undefined || !/^,[^\s,]/.test(rest));
  if (special || array || isVariable(rest)) throw new ShellError(`PowerShell reads ${character} itself`);
}

function isVariable(text: string): boolean {
  return /^\$[\w{(?^$:]/.test(text);
}

/** What stands between double quotes. */
function expandable(text: string): string {
  return text.replaceAll(/""|`([\s\S])|\$/g, (token, escaped: string | undefined, at: number) => {
    if (isVariable(text.slice(at))) throw new ShellError("PowerShell replaces variables in double quotes");
    return escaped === undefined ? token[0]! : unescaped(escaped);
  });
}

function unescaped(character: string): string {
  return { "0": "\0", a: "\x07", b: "\b", e: "\x1b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" }[character] ??
    character;
}

/** The command line that 5.1 makes, and 7 for a batch file. */
export function legacyCommandLine([program = "", ...args]: readonly string[]): string {
  const words = args.filter((arg) => arg !== "").map((arg) => hasOpenSpace(arg) ? `"${arg}"` : arg);
  return [`"${program}"`, ...words].join(" ");
}

/** Whether a space stands outside what PowerShell takes for quotes in the argument. */
function hasOpenSpace(arg: string): boolean {
  return /\s/.test(arg.replaceAll(/(?<!\\)"[\s\S]*?(?:(?<!\\)"|$)/g, ""));
}
