/** Programs that the tests of packaging run, as a user's shell would, and what came of them. */
import { fileURLToPath } from "node:url";

/** The checkout. */
export const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What npx and npm tell their children would make another npm work in the wrong folder. */
const OF_NPM = /^(npm_|INIT_CWD$)/i;

/** Runs it in the folder, with `extra` in its environment. */
export async function ran(
  [program = "", ...args]: readonly string[],
  cwd: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const host = Object.entries(Deno.env.toObject()).filter(([name]) => !OF_NPM.test(name));
  const env = { ...Object.fromEntries(host), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...extra };
  const command = new Deno.Command(program, { args, cwd, clearEnv: true, env, stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** The words that run a script of npm's: on Windows those are batch files. */
export function script(name: "npm" | "npx", ...args: string[]): string[] {
  return Deno.build.os === "windows" ? ["cmd.exe", "/c", name, ...args] : [name, ...args];
}

/** A folder that goes when it is disposed of. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "pipelisten-test-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
