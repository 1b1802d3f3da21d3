/**
 * A Windows command line as programs split it: the C runtime, CommandLineToArgvW, and Rust's std, which is Deno's.
 * https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 *
 * @module
 */

/** The arguments; the first is the program, in which a backslash escapes nothing. */
export function splitCommandLine(commandLine: string): string[] {
  const [whole = "", quoted, bare] = /^\s*(?:"([^"]*)"?|(\S*))/.exec(commandLine) ?? [];
  return [quoted ?? bare ?? "", ...splitArguments(commandLine.slice(whole.length))];
}

function splitArguments(text: string): string[] {
  const args: string[] = [];
  const tokens = /(\\*)"|\\+|[\s\S]/y;
  let argument: string | undefined;
  let quoted = false;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const [token, backslashes] = match;
    if (/^[ \t]$/.test(token) && !quoted) {
      if (argument !== undefined) args.push(argument);
      argument = undefined;
    } else if (backslashes === undefined) {
      argument = (argument ?? "") + token;
    } else {
      argument = (argument ?? "") + "\\".repeat(backslashes.length >> 1);
      const doubled = quoted && text[tokens.lastIndex] === '"'; // "" inside quotes
      if (backslashes.length % 2 === 1) argument += '"';
      else if (!doubled) quoted = !quoted;
      else {
        argument += '"';
        tokens.lastIndex++;
      }
    }
  }
  return argument === undefined ? args : [...args, argument];
}
