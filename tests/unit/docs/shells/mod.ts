/**
 * What a program gets of a line that is typed into cmd, Windows PowerShell 5.1, PowerShell 7 or a POSIX shell: directly,
 * or through a batch file.
 *
 * @module
 */
import { cmdLine, type IsBatch } from "./cmd.ts";
import { joinLines, type Line, redirected } from "./line.ts";
import { legacyCommandLine, powershellLine } from "./powershell.ts";
import { shLine } from "./sh.ts";
import { splitCommandLine } from "./msvcrt.ts";

export { type Command, type Line, ShellError } from "./line.ts";

export const SHELLS = ["cmd", "Windows PowerShell 5.1", "PowerShell 7", "sh"] as const;
export type Shell = (typeof SHELLS)[number];

/** Reads a line as it is typed at the shell's prompt. */
export function readLine(shell: Shell, line: string, isBatch: IsBatch = () => false): Line {
  if (shell === "cmd") return cmdLine(line, isBatch);
  if (shell === "sh") return shLine(line); // it starts no batch files
  const version = shell === "PowerShell 7" ? 7 : 5;
  const { commands, operators } = powershellLine(line, version);
  const lines = commands.map(({ argv, redirections }): Line => {
    if (isBatch(argv[0] ?? "")) return redirected(cmdLine(legacyCommandLine(argv), isBatch), redirections);
    const passed = version === 7 ? argv : splitCommandLine(legacyCommandLine(argv));
    return { commands: [{ argv: passed, redirections }], operators: [] };
  });
  return joinLines(lines, operators);
}
