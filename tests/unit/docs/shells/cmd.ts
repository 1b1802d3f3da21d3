/**
 * cmd.exe: `%NAME%` is replaced everywhere; `^`, `&`, `|`, `<` and `>` act outside double quotes, and a single quote is a
 * character. The rest of the text goes unchanged to the program, which splits it.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 *
 * @module
 */
import { type Command, joinLines, type Line, LineBuilder, redirected, ShellError } from "./line.ts";
import { splitCommandLine } from "./msvcrt.ts";

/** Which programs are batch files that hand on `%*`, as those of npm and of `deno install -g`. */
export type IsBatch = (program: string) => boolean;

/** A line typed at cmd's prompt, or given to `cmd /c`. A batch file's `%*` is read once more. */
export function cmdLine(line: string, isBatch: IsBatch, environment: Readonly<Record<string, string>> = {}): Line {
  const replaced = line.replaceAll(/%([^%]+)%/g, (whole, name: string) => environment[name.toUpperCase()] ?? whole);
  const { commands, operators } = readOnce(replaced);
  const lines = commands.map((command): Line => {
    const [text = ""] = command.argv;
    if (!isBatch(splitCommandLine(text)[0]!)) return { commands: [command], operators: [] };
    return redirected(readOnce(text), command.redirections);
  });
  const read = joinLines(lines, operators);
  return { ...read, commands: read.commands.map(split) };
}

function split({ argv: [text = ""], redirections }: Command): Command {
  return { argv: splitCommandLine(text), redirections };
}

const TOKEN = new RegExp(
  [
    /(?<quoted>"[^"]*"?)/,
    /\^(?<escaped>[\s\S]?)/,
    /(?<redirection>(?<!\S)\d>>?|>>?|<)\s*(?<file>"[^"]*"|&\d|[^\s&|<>]*)/,
    /(?<operator>&&|\|\||[&|])/,
    /(?<other>[\s\S])/,
  ].map(({ source }) => source).join("|"),
  "g",
);

/** The texts of the commands: each one's `argv` is its whole text. */
function readOnce(line: string): Line {
  const builder = new LineBuilder();
  let text = "";
  const flush = () => {
    if (/^\s*\(/.test(text)) throw new ShellError("( begins a group");
    if (text.trim() !== "") builder.word(text.trim());
    text = "";
  };
  for (const { groups = {} } of line.matchAll(TOKEN)) {
    const { quoted, escaped, redirection, file = "", operator, other } = groups;
    text += quoted ?? escaped ?? other ?? "";
    if (redirection !== undefined) builder.redirect(redirection, file.replaceAll('"', ""));
    if (operator === undefined) continue;
    flush();
    builder.operator(operator);
  }
  flush();
  return builder.build();
}
