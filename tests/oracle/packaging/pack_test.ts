/** The npm package: made, installed by npm in an empty folder, and run by npm's Deno. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { kitFiles } from "../../../cli/kit/driver_kit.ts";
import config from "../../../deno.json" with { type: "json" };
import { pack, resolveImports } from "../../../.github/packaging/pack.ts";
import { type Ended, onPath } from "../../machine/process.ts";
import { ran, script, temporaryFolder } from "./ran.ts";

const IMPORTS = { "@std/cli": "npm:deno-std@1.4.0/cli/mod.js", grammar: "npm:@x/grammar@2.0.1" };

for (
  const [what, before, after, used] of [
    ["a name", 'from "@std/cli";', 'from "deno-std/cli/mod.js";', { "deno-std": "1.4.0" }],
    ["a file of a package", "resolve('grammar/c.wasm')", "resolve('@x/grammar/c.wasm')", { "@x/grammar": "2.0.1" }],
    ["no other name", 'from "./grammar.js"; import("node:fs")', 'from "./grammar.js"; import("node:fs")', {}],
    ["no name that begins alike", 'from "grammars"', 'from "grammars"', {}],
  ] as const
) {
  Deno.test(`resolveImports() resolves ${what} by the import map`, () => {
    assertEquals(resolveImports(before, IMPORTS), { text: after, used });
  });
}

const needsNpm = { ignore: Deno.build.os !== "windows" && onPath("npm") === undefined };

Deno.test("the npm package works in an empty folder", needsNpm, async (test) => {
  await using folder = await temporaryFolder();
  const path = folder.path;
  const tarball = await pack(`${path}/packed`);
  const project = `${path}/project`;
  await Deno.mkdir(project);
  const run = (...words: string[]) => ran(words, project);
  const npx = (...words: string[]) => run(...script("npx", "--no", "--", ...words));
  const ok = (stdout: string): Ended => ({ code: 0, stdout, stderr: "" });
  const quiet = (result: Ended): Ended => ({ ...result, stderr: result.stderr.replaceAll(/^npm warn .*\n/gm, "") });
  const version = `pipelisten ${config.version}\n`;

  await test.step("npm installs it, with its dependencies", async () => {
    const options = ["--prefix", ".", "--no-audit", "--no-fund", "--prefer-offline"];
    const installed = await run(...script("npm", "install", ...options, tarball, `deno@${Deno.version.deno}`));
    assertEquals(installed.code, 0, installed.stderr);
    const manifest = JSON.parse(await Deno.readTextFile(`${project}/node_modules/@pipelisten/pipelisten/package.json`));
    assertEquals(manifest.version, config.version);
    for (const [name, wanted] of Object.entries(manifest.dependencies)) assertMatch(String(wanted), /^\d/, name);
  });
  await test.step("npx pipelisten -V prints the version that deno.json has", async () => {
    assertEquals(quiet(await npx("pipelisten", "-V")), ok(version));
  });
  await test.step("npx pipelisten --help prints the help", async () => {
    const { code, stdout } = await npx("pipelisten", "--help");
    assertEquals(code, 0);
    assertMatch(stdout, /^pipelisten: .*\n\nUsage: pipelisten /);
  });
  await test.step("npx pipelisten -r prints a raw file's frames", async () => {
    await Deno.writeTextFile(`${project}/frames.raw`, "hello lyshark\0\0\0second frame\0\0\0\0");
    const printed = await npx("pipelisten", "--frame-size", "16", "-r", "frames.raw");
    assertEquals(quiet(printed), ok("hello lyshark\nsecond frame\n"));
  });
  await test.step("npx deno run finds it by its name", async () => {
    assertEquals(quiet(await npx("deno", "run", "-A", "npm:@pipelisten/pipelisten/main", "-V")), ok(version));
  });
  await test.step("a Deno program imports the library from it", async () => {
    const program = 'import { ExitCode } from "@pipelisten/pipelisten"; console.log(ExitCode.NoPipe);';
    assertEquals(quiet(await npx("deno", "eval", program)), ok("4\n"));
  });
  await test.step("npx pipelisten driver-kit writes the kernel client", async () => {
    const printed = quiet(await npx("pipelisten", "driver-kit", "kit"));
    const paths = Object.keys(kitFiles()).map((name) => join("kit", name));
    assertEquals(printed, ok(paths.map((path) => `${path}\n`).join("")));
    const texts = paths.map((path) => Deno.readTextFileSync(join(project, path)));
    assertEquals(texts, Object.values(kitFiles()));
  });
  await test.step("it has the driver's header, and no tests", async () => {
    const installed = `${project}/node_modules/@pipelisten/pipelisten`;
    assert((await Deno.stat(`${installed}/driver/include/report.h`)).isFile);
    const names = [...Deno.readDirSync(installed)].map(({ name }) => name);
    assertEquals(names.filter((name) => name === "tests" || name.startsWith(".")), []);
  });
});
