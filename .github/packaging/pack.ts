/**
 * `deno task pack`: the npm package, `.build/pipelisten-VERSION.tgz`.
 *
 * `deno pack` compiles and packs. What it (2.9.5) leaves undone is done here, in the unpacked folder: it does not apply
 * the import map, it leaves deno.json out, from which `-V` has the version, and it knows no `bin`.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { exitOnMachineError } from "../../tests/machine/mod.ts";
import { run } from "../../tests/machine/process.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/** The oldest Deno whose FFI and TypeScript this needs; npm takes the newest, or the one that is there. */
const DENO = ">=2.9.0";

/** Makes the package in `folder` and gives its path. */
export async function pack(folder: string): Promise<string> {
  const work = await Deno.makeTempDir({ prefix: "pipelisten-pack-" });
  try {
    const packed = `${work}/packed.tgz`;
    const options = ["--quiet", "--allow-dirty", "--no-source-maps", "--output", packed];
    await run("pack for npm", [Deno.execPath(), "pack", ...options], { cwd: REPOSITORY });
    await run("unpack it again", ["tar", "-xzf", packed, "-C", work]);
    await finish(`${work}/package`);
    await Deno.mkdir(folder, { recursive: true });
    const path = `${folder}/pipelisten-${config.version}.tgz`;
    await run("write the npm package", ["tar", "-czf", path, "-C", work, "package"]);
    return path;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** Makes the unpacked folder what npm and Deno can run. */
async function finish(folder: string): Promise<void> {
  const dependencies: Record<string, string> = {};
  for (const path of modules(`${folder}/cli`)) {
    const { text, used } = resolveImports(await Deno.readTextFile(path), config.imports);
    await Deno.writeTextFile(path, text.replace(`"../deno.json"`, `"../package.json"`));
    Object.assign(dependencies, used);
  }
  const path = `${folder}/package.json`;
  const manifest = {
    ...JSON.parse(await Deno.readTextFile(path)),
    bin: { pipelisten: "cli/main.js" },
    dependencies,
    peerDependencies: { deno: DENO },
  };
  await Deno.writeTextFile(path, JSON.stringify(manifest, null, 2) + "\n");
}

function modules(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? modules(`${folder}/${name}`) : /\.(js|d\.ts)$/.test(name) ? [`${folder}/${name}`] : []
  );
}

/** A module's text with the import map's names replaced by npm's, and the packages that it uses, with their versions. */
export function resolveImports(
  text: string,
  imports: Readonly<Record<string, string>>,
): { text: string; used: Record<string, string> } {
  const used: Record<string, string> = {};
  const resolved = text.replaceAll(/(["'])([@\w][^"'\s]*)\1/g, (whole, quote: string, specifier: string) => {
    const name = Object.keys(imports).find((name) => specifier === name || specifier.startsWith(`${name}/`));
    const target = name === undefined ? null : /^npm:(@?[^@]+)@([^/]+)(.*)$/.exec(imports[name] ?? "");
    if (name === undefined || target === null) return whole;
    const [, pkg = "", version = "", path = ""] = target;
    used[pkg] = version;
    return `${quote}${pkg}${path}${specifier.slice(name.length)}${quote}`;
  });
  return { text: resolved, used };
}

if (import.meta.main) {
  await exitOnMachineError(async () => {
    console.log(await pack(`${REPOSITORY}.build`));
    return 0;
  });
}
