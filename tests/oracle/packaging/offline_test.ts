/**
 * The ways that README has for a machine without a network, each on a copy, with no network and an empty cache: a clone, the
 * npm package, and pipelisten.exe, as far as it can be without making one, which needs a network.
 */
import { assertEquals } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { compileArguments, INCLUDED } from "../../../.github/packaging/compile.ts";
import { pack } from "../../../.github/packaging/pack.ts";
import { type Ended, onPath, output } from "../../machine/process.ts";
import { REPOSITORY } from "../../run_cli.ts";
import { ran, script, temporaryFolder } from "./ran.ts";

const WITHOUT_NETWORK = ["unshare", "--map-root-user", "--net"];
const canUnshare = onPath("unshare") !== undefined && (await output([...WITHOUT_NETWORK, "true"])).success;
const LAYOUT = ["layout", "driver/include/report.h:Networkreport"];

/** Runs it with nothing but what is in the folder. */
function offline(words: readonly string[], folder: string): Promise<Ended> {
  return ran([...WITHOUT_NETWORK, ...words], folder, { DENO_DIR: `${folder}/empty-cache`, HOME: folder });
}

/** Copies the contents of links, as Windows' copy does. */
async function copy(names: readonly string[], from: string, to: string): Promise<void> {
  const { code, stderr } = await ran(["cp", "-rL", ...names, to], from);
  assertEquals(code, 0, stderr);
}

Deno.test("a copy of a clone with node_modules needs no network", { ignore: !canUnshare }, async () => {
  await using folder = await temporaryFolder();
  await copy(["cli", "driver", "deno.json", "deno.lock", "node_modules"], REPOSITORY, folder.path);
  const deno = [Deno.execPath(), "run", "-A", "--node-modules-dir=manual", "cli/main.ts"];
  const run = (...args: string[]) => offline([...deno, ...args], folder.path);
  assertEquals(await run("-V"), { code: 0, stdout: `pipelisten ${config.version}\n`, stderr: "" });
  const { code, stdout, stderr } = await run(...LAYOUT);
  assertEquals([code, stdout.split(" {")[0], stderr], [0, "struct Networkreport", ""]);
});

Deno.test("what pipelisten.exe embeds is all that it needs", { ignore: !canUnshare }, async () => {
  await using folder = await temporaryFolder();
  const words = compileArguments("x");
  assertEquals(INCLUDED.filter((path) => words[words.indexOf(path) - 1] !== "--include"), []);
  // The modules of cli/ and deno-std, which imports name, and what only --include names
  const embedded = ["cli", "deno.json", "deno.lock", "node_modules/deno-std", ...INCLUDED];
  const { code, stderr } = await ran(["cp", "-rL", "--parents", ...embedded, folder.path], REPOSITORY);
  assertEquals([code, stderr], [0, ""]);
  const deno = [Deno.execPath(), "run", "-A", "--node-modules-dir=manual", "cli/main.ts"];
  const layout = await offline([...deno, ...LAYOUT], folder.path);
  assertEquals([layout.code, layout.stdout.split(" {")[0], layout.stderr], [0, "struct Networkreport", ""]);
  const kit = await offline([...deno, "driver-kit", "kit"], folder.path);
  assertEquals([kit.code, kit.stderr], [0, ""]);
});

const canInstall = canUnshare && onPath("npm") !== undefined;

Deno.test(
  "a copy of the npm package's folder needs no network, no Node and no Deno",
  { ignore: !canInstall },
  async () => {
    await using folder = await temporaryFolder();
    const tarball = await pack(`${folder.path}/packed`);
    const [project, target] = [`${folder.path}/project`, `${folder.path}/copied`];
    await Promise.all([project, target].map((path) => Deno.mkdir(path)));
    const options = ["--prefix", ".", "--no-audit", "--no-fund", "--prefer-offline"];
    const npm = await ran(script("npm", "install", ...options, tarball, `deno@${Deno.version.deno}`), project);
    assertEquals(npm.code, 0, npm.stderr);
    await copy(["node_modules", "package.json"], project, target);

    const [platform] = [...Deno.readDirSync(`${target}/node_modules/@deno`)].map(({ name }) => name);
    const words = [
      `node_modules/@deno/${platform}/deno`,
      "run",
      "-A",
      "node_modules/@pipelisten/pipelisten/cli/main.js",
    ];
    assertEquals(await offline([...words, "-V"], target), {
      code: 0,
      stdout: `pipelisten ${config.version}\n`,
      stderr: "",
    });
    const header = `node_modules/@pipelisten/pipelisten/${LAYOUT[1]}`;
    const { code, stdout, stderr } = await offline([...words, "layout", header], target);
    assertEquals([code, stdout.split(" {")[0], stderr], [0, "struct Networkreport", ""]);
  },
);
