/** The specifiers that a TypeScript module imports or re-exports, read from its tokens. */

/** A comment, a string, a template, a word, or a single character. */
const TOKEN = /\/\/.*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|[\w$]+|\S/y;
const REGULAR_EXPRESSION = /\/(?![/*])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** What a division can follow; elsewhere a slash begins a regular expression. */
const OPERAND = /^(?!(?:return|typeof|case|of|in|do|else|void|delete|await|yield|throw|new)$)[\w$]|^[)\]}"'`]/;
const STRING = /^["']/;

/**
 * The specifiers of `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`, in order. A specifier that is not a plain string is given as `undefined`.
 */
export function importsOf(text: string): (string | undefined)[] {
  const tokens = tokensOf(text);
  const found: (string | undefined)[] = [];
  tokens.forEach((token, at) => {
    const [before, next = "", after = ""] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
    if (before === ".") return; // a member of that name
    if (token === "from" && STRING.test(next) && isClause(tokens, at)) found.push(unquoted(next));
    else if (token === "import" && STRING.test(next)) found.push(unquoted(next));
    else if (token === "import" && next === "(") found.push(STRING.test(after) ? unquoted(after) : undefined);
  });
  return found;
}

/** The tokens without white space and comments. */
function tokensOf(text: string): string[] {
  return placedTokensOf(text).map(({ token }) => token);
}

/** The same, each with its place in the text. */
export function placedTokensOf(text: string): { readonly token: string; readonly at: number }[] {
  const tokens: { token: string; at: number }[] = [];
  for (let at = 0; at < text.length;) {
    const pattern = text[at] === "/" && !OPERAND.test(tokens.at(-1)?.token ?? "") ? REGULAR_EXPRESSION : TOKEN;
    const token = matchAt(pattern, text, at) ?? matchAt(TOKEN, text, at);
    if (token !== undefined && !/^\/[/*]/.test(token)) tokens.push({ token, at });
    at += token?.length ?? 1;
  }
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Whether the word `from` ends the clause of an import or export: nothing but names, commas, braces and `*` before it. */
function isClause(tokens: readonly string[], from: number): boolean {
  const start = tokens.slice(0, from).findLastIndex((token) => !/^(?:[\w$]+|[{},*]|["'].*)$/.test(token)) + 1;
  return tokens.slice(start, from).some((token) => token === "import" || token === "export");
}

function unquoted(token: string): string {
  return token.slice(1, -1);
}
