/** Programs run as a user's shell would run them. */
import { type Ended, output } from "../../machine/process.ts";

/** Variables that npx and npm set for their children; they would make another npm work in the wrong folder. */
const OF_NPM = /^(npm_|INIT_CWD$)/i;

/** Runs it in the folder, with `extra` in its environment. */
export async function ran(
  argv: readonly string[],
  cwd: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const host = Object.entries(Deno.env.toObject()).filter(([name]) => !OF_NPM.test(name));
  const env = { ...Object.fromEntries(host), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...extra };
  const { code, stdout, stderr } = await output(argv, { cwd, clearEnv: true, env });
  return { code, stdout, stderr };
}

/** The words that run a script of npm's: on Windows they are batch files. */
export function script(name: "npm" | "npx", ...args: string[]): string[] {
  return Deno.build.os === "windows" ? ["cmd.exe", "/c", name, ...args] : [name, ...args];
}

/** A folder that is removed when it is disposed of. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "pipelisten-test-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
