/**
 * A POSIX shell's quoting, with bash's history at an interactive prompt.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 *
 * @module
 */
import { type Line, LineBuilder, ShellError } from "./line.ts";

const TOKEN = new RegExp(
  [
    /(?<space>[ \t]+)/,
    /(?<redirection>(?<![^\s|;&])\d?>>?|>>?|<)[ \t]*(?<file>&\d|"[^"]*"|'[^']*'|[^\s|;&<>]*)/,
    /(?<operator>&&|\|\||[|;&])/,
    /'(?<single>[^']*)'/,
    /"(?<double>(?:[^"\\]|\\[\s\S])*)"/,
    /\\(?<escaped>[\s\S])/,
    /(?<other>[\s\S])/,
  ].map(({ source }) => source).join("|"),
  "g",
);

export function shLine(line: string): Line {
  const builder = new LineBuilder();
  let word: string | undefined;
  const flush = () => {
    if (word !== undefined) builder.word(word);
    word = undefined;
  };
  for (const { groups = {}, index } of line.matchAll(TOKEN)) {
    const { space, redirection, file = "", operator, single, double, escaped, other } = groups;
    if (space !== undefined) flush();
    else if (redirection !== undefined) {
      flush();
      builder.redirect(redirection, file.replaceAll(/["']/g, ""));
    } else if (operator !== undefined) {
      flush();
      builder.operator(operator);
    } else {
      if (other !== undefined) requirePlain(other, line.slice(index), word);
      word = (word ?? "") + (single ?? (double === undefined ? escaped ?? other : expandable(double)));
    }
  }
  flush();
  return builder.build();
}

function requirePlain(character: string, rest: string, word: string | undefined): void {
  const special = /[(){}*?[`'"]/.test(character) || word === undefined && /[#~]/.test(character);
  if (special || isExpanded(rest)) throw new ShellError(`sh reads ${character} itself`);
}

/** A variable, a command, or an event of bash's history; `! `, `!=` and `!"` are none. */
function isExpanded(text: string): boolean {
  return /^(\$[\w{(?$!@*#-]|`|![^\s="(])/.test(text);
}

function expandable(text: string): string {
  return text.replaceAll(/\\([$`"\\])|[$`!]/g, (token, escaped: string | undefined, at: number) => {
    if (escaped === undefined && isExpanded(text.slice(at))) {
      throw new ShellError(`sh replaces ${token} in double quotes`);
    }
    return escaped ?? token;
  });
}
