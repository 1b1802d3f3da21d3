/**
 * Deno for Windows, from npm, in the cache and not in the repository: users of pipelisten never download it. The Linux
 * Deno downloads it and checks it against the digest below, as with any locked package.
 */
import { cached } from "./cache.ts";
import { run } from "./process.ts";
import { Progress } from "./progress.ts";

const PACKAGE = "@deno/win32-x64";
const VERSION = "2.9.5";
const INTEGRITY = "sha512-LkcERsH0olOgevg9L9eootSr1U8ydyfnX1bS3mFqU+lGBeTYtlec5b/QF473WUOGVgPlWECrkxi4As5kEaFOzg==";

const CONFIG = { nodeModulesDir: "auto", imports: { deno: `npm:${PACKAGE}@${VERSION}` } };
const LOCK = {
  version: "5",
  specifiers: { [`npm:${PACKAGE}@${VERSION}`]: VERSION },
  npm: { [`${PACKAGE}@${VERSION}`]: { integrity: INTEGRITY, os: ["win32"], cpu: ["x64"] } },
  workspace: { dependencies: [`npm:${PACKAGE}@${VERSION}`] },
};

/** Returns the path of deno.exe on the host, downloaded if need be. */
export async function windowsDeno(): Promise<string> {
  using progress = new Progress(`Deno ${VERSION} for Windows`);
  const folder = await cached("deno", VERSION, async (partial) => {
    progress.phase(`Downloading Deno ${VERSION} for Windows`);
    await Deno.writeTextFile(`${partial}/deno.json`, JSON.stringify(CONFIG));
    await Deno.writeTextFile(`${partial}/deno.lock`, JSON.stringify(LOCK));
    await install(partial, "download Deno for Windows from npm", ["--frozen"]);
    await Deno.stat(executable(partial));
    progress.done();
  }, { waiting: () => progress.phase("Waiting for another run that is downloading the same") });
  return executable(folder);
}

/** Puts the packages of a deno.json into its node_modules, as Deno under Wine cannot download them. */
export async function install(folder: string, what: string, options: readonly string[] = []): Promise<void> {
  await run(what, [Deno.execPath(), "install", "--quiet", ...options], { cwd: folder, env: { NO_COLOR: "1" } });
}

function executable(folder: string): string {
  return `${folder}/node_modules/${PACKAGE}/deno.exe`;
}
