/**
 * `deno task compile`: `pipelisten.exe` for Windows x64 in `.build/exe/`, which runs without Deno and without a network, its
 * checksum, and the manifests of winget and scoop. `deno compile` downloads the runtime that it embeds.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { exitOnMachineError } from "../../tests/machine/mod.ts";
import { run } from "../../tests/machine/process.ts";
import { manifests } from "./manifests.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/** What no import names: the parser of --struct as WebAssembly, and what driver-kit writes. */
export const INCLUDED: readonly string[] = [
  ...["node_modules/web-tree-sitter", "node_modules/tree-sitter-cpp"],
  ...["driver/include", "driver/client", "driver/example", "LICENSE"],
];

/** What `deno compile` is asked for. */
export function compileArguments(output: string): string[] {
  const included = INCLUDED.flatMap((path) => ["--include", path]);
  return ["compile", "-A", "--target", "x86_64-pc-windows-msvc", ...included, "--output", output, "cli/main.ts"];
}

if (import.meta.main) {
  await exitOnMachineError(async () => {
    const folder = `${REPOSITORY}.build/exe`;
    await Deno.mkdir(folder, { recursive: true });
    const path = `${folder}/pipelisten.exe`;
    await run("compile pipelisten.exe", [Deno.execPath(), ...compileArguments(path)], { cwd: REPOSITORY });
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
    const sha256 = new Uint8Array(digest).toHex();
    await Deno.writeTextFile(`${path}.sha256`, `${sha256}  pipelisten.exe\n`);
    const repository = Deno.env.get("GITHUB_REPOSITORY") ?? "OWNER/pipelisten";
    for (const [name, text] of Object.entries(manifests({ version: config.version, repository, sha256 }))) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    console.log(path);
    return 0;
  });
}
