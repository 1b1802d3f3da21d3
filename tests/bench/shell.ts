/**
 * Programs whose streams are wired by a shell, so that no copying of ours is measured.
 *
 * @module
 */

import type { Machine } from "../machine/mod.ts";
import { quote } from "../shell/shell.ts";

/** A child whose stdout is a file; its pid is the program's own on Linux. */
export function redirected(machine: Machine, argv: readonly string[], file: string): Deno.ChildProcess {
  const [program, ...args] = machine.kind === "wine"
    ? ["/bin/sh", "-c", 'exec "$@" > "$0"', file, ...argv]
    : ["cmd.exe", "/c", ...argv, ">", file];
  return new Deno.Command(program!, { args, env: machine.env, clearEnv: true, stdin: "null" }).spawn();
}

/** Runs `first | second`, and gives what the second prints. */
export async function piped(
  machine: Machine,
  first: readonly string[],
  second: readonly string[],
): Promise<{ readonly stdout: string; readonly success: boolean }> {
  const command = machine.kind === "wine"
    ? new Deno.Command("/bin/sh", { args: ["-c", `${quote(first)} | ${quote(second)}`], ...streams(machine) })
    : new Deno.Command("cmd.exe", { args: ["/c", ...first, "|", ...second], ...streams(machine) });
  const { stdout, success } = await command.output();
  return { stdout: new TextDecoder().decode(stdout), success };
}

function streams({ env }: Machine) {
  return { env, clearEnv: true, stdin: "null", stdout: "piped", stderr: "inherit" } as const;
}
