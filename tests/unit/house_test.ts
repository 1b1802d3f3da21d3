/** The rooms of cli/: every file is in one, imports go down only, and there is no circle. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { run } from "../machine/process.ts";
import { REPOSITORY } from "../run_cli.ts";
import { importsOf } from "./house/imports.ts";
import { type Rooms, violations } from "./house/rules.ts";

/** From bottom to top: each folder, or file at the top, with what it may import besides its own files and packages. */
const ROOMS: Rooms = {
  "std.d.ts": [],
  "errors.ts": [],
  "version.ts": ["../deno.json"],
  "frame": [],
  "log": ["frame"],
  "pipe": ["errors.ts", "frame"],
  "capture": ["errors.ts", "version.ts", "frame"],
  "c/header": ["errors.ts"],
  "c/values": ["errors.ts", "frame", "c/header"],
  "query": ["errors.ts", "frame", "c/header"],
  "render": ["frame", "c/header", "query"],
  "stream": ["errors.ts", "frame", "log", "pipe", "capture", "c/header", "c/values", "query", "render"],
  "options": ["errors.ts", "frame", "log", "c/header"],
  "kit": ["errors.ts", "version.ts"],
  "doctor": ["errors.ts", "frame", "pipe", "render"],
  "service": ["errors.ts", "pipe"],
  "commands": [
    ...["errors.ts", "frame", "pipe", "capture", "c/header", "c/values"],
    ...["render", "stream", "options", "kit", "doctor", "service"],
  ],
  "main.ts": ["errors.ts", "version.ts", "render", "stream", "commands"],
  "mod.ts": ["errors.ts", "frame", "pipe", "capture", "c/header", "query", "render", "stream"],
};

const CLI = new URL("../../cli/", import.meta.url);

/** The TypeScript files below a folder, by their path from there. */
function filesBelow(folder: URL, path = ""): [string, string][] {
  return [...Deno.readDirSync(new URL(path, folder))].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return filesBelow(folder, `${path}${name}/`);
    return name.endsWith(".ts") ? [[path + name, Deno.readTextFileSync(new URL(path + name, folder))]] : [];
  });
}

Deno.test("every file of cli/ is in a room, imports only from rooms below, and is in no circle", () => {
  assertEquals(violations(new Map(filesBelow(CLI)), ROOMS), []);
});

Deno.test("the table of rooms is in order: none may import one further up", () => {
  const names = Object.keys(ROOMS);
  const upward = Object.entries(ROOMS).flatMap(([room, allowed]) =>
    allowed.filter((name) => !name.startsWith("../") && !names.slice(0, names.indexOf(room)).includes(name))
  );
  assertEquals(upward, []);
});

const TREE_ROOMS: Rooms = {
  "errors.ts": [],
  "version.ts": ["../deno.json"],
  "ground": ["errors.ts"],
  "left/side": ["ground"],
  "right": ["ground"],
  "main.ts": ["ground", "right"],
};
const TREE: Readonly<Record<string, string>> = {
  "errors.ts": "",
  "version.ts": 'import config from "../deno.json" with { type: "json" };',
  "ground/a.ts": 'import { b } from "./b.ts"; import { E } from "../errors.ts"; import fc from "fast-check";',
  "ground/b.ts": "",
  "left/side/c.ts": 'export * from "../../ground/a.ts";',
  "right/d.ts": 'const { a } = await import("../ground/a.ts");',
  "main.ts": 'import "./right/d.ts"; import type { B } from "./ground/b.ts";',
};

const WRONG: [what: string, files: Record<string, string>, violations: string[]][] = [
  ["nothing where all is well", {}, []],
  ["an upward import", { "ground/b.ts": 'import type { D } from "../right/d.ts";' }, [
    "cli/ground/b.ts imports cli/right/d.ts: cli/ground may import only cli/errors.ts",
    "cli/ground/a.ts → cli/ground/b.ts → cli/right/d.ts → cli/ground/a.ts is a circle",
  ]],
  ["a dynamic import upward", { "ground/b.ts": 'const main = () => import("../main.ts");' }, [
    "cli/ground/b.ts imports cli/main.ts: cli/ground may import only cli/errors.ts",
    "cli/ground/a.ts → cli/ground/b.ts → cli/main.ts → cli/right/d.ts → cli/ground/a.ts is a circle",
    "cli/ground/b.ts → cli/main.ts → cli/ground/b.ts is a circle",
  ]],
  ["a sideways import", { "left/side/e.ts": 'export { d } from "../../right/d.ts";' }, [
    "cli/left/side/e.ts imports cli/right/d.ts: cli/left/side may import only cli/ground",
  ]],
  ["an import from outside", { "right/e.ts": 'import "../../tests/run.ts";', "errors.ts": 'import "../deno.json";' }, [
    "cli/errors.ts imports deno.json: cli/errors.ts may import nothing else of cli",
    "cli/right/e.ts imports tests/run.ts: cli/right may import only cli/ground",
  ]],
  ["a circle within a room", { "ground/b.ts": 'import "./c.ts";', "ground/c.ts": 'import type { A } from "./a.ts";' }, [
    "cli/ground/a.ts → cli/ground/b.ts → cli/ground/c.ts → cli/ground/a.ts is a circle",
  ]],
  ["a file that imports itself", { "ground/b.ts": 'import "./b.ts";' }, [
    "cli/ground/b.ts → cli/ground/b.ts is a circle",
  ]],
  ["a room that the table doesn't have", { "attic/x.ts": "" }, [
    "cli/attic/x.ts is not in a room: expected one of " +
    "cli/errors.ts, cli/version.ts, cli/ground, cli/left/side, cli/right, cli/main.ts",
  ]],
  ["a file between two rooms", { "left/x.ts": "" }, [
    "cli/left/x.ts is not in a room: expected one of " +
    "cli/errors.ts, cli/version.ts, cli/ground, cli/left/side, cli/right, cli/main.ts",
  ]],
  ["a new file at the top", { "helpers.ts": 'import "./ground/a.ts";' }, [
    "cli/helpers.ts is not in a room: expected one of " +
    "cli/errors.ts, cli/version.ts, cli/ground, cli/left/side, cli/right, cli/main.ts",
    "cli/helpers.ts imports cli/ground/a.ts: cli/helpers.ts may import nothing else of cli",
  ]],
  ["an import whose target is computed", { "right/e.ts": "await import(`./${name}.ts`);" }, [
    "cli/right/e.ts imports what is not a plain string",
  ]],
];

for (const [what, files, expected] of WRONG) {
  Deno.test(`violations() finds ${what}`, () => {
    assertEquals(violations(new Map(Object.entries({ ...TREE, ...files })), TREE_ROOMS), expected);
  });
}

const MODULES: [what: string, text: string, specifiers: (string | undefined)[]][] = [
  ["each form", 'import "a"; import b from "b"; import * as c from "c"; import d, { e as f } from "d";', [..."abcd"]],
  ["types", 'import type { A } from "a"; import { type B } from "b"; export type { C } from "c";', [..."abc"]],
  ["exports", "export * from 'a'; export * as b from 'b'; export { default as c, } from 'c'", [..."abc"]],
  ["clauses of many lines", 'import {\n  a, // from "x"\n  /* from "y" */ b,\n}\nfrom\n  "a";', ["a"]],
  ["names that are words of the language", 'import { from, type as as } from "a"; import from from "b";', ["a", "b"]],
  ["names that are strings", 'import { "from x" as y } from "a";', ["a"]],
  ["attributes", 'import config from "./deno.json" with { type: "json" };', ["./deno.json"]],
  ["dynamic imports", 'await import("a"); const T = typeof import(\n  "b",\n); let x: import("c").X;', [..."abc"]],
  ["computed imports", "import(name); import(`a`); import(/* webpack */ 'b')", [undefined, undefined, "b"]],
  ["no comments", '// import "a"\n/* import "b" */\n/** {@linkcode import("c")} */ import "d"', ["d"]],
  ["no strings", `"import 'a'"; 'export * from "b"'; "\\"import 'c'"; import "d"`, ["d"]],
  ["no templates", '`import "a"; ${x} import("b") \\` import "c"`; import "d"', ["d"]],
  ["no regular expressions", `const r = /["'\`]/; x = [/[/"]/, a / b, /\\//g]; import "d"`, ["d"]],
  ["no members", 'import.meta.url; x.import("a"); Array.from("b"); const from = "c"; export const d = from', []],
  ["no words that end so", 'reimport("a"); $import("b"); export { x }; y = from + "c"', []],
];

for (const [what, text, specifiers] of MODULES) {
  Deno.test(`importsOf() finds ${what}`, () => assertEquals(importsOf(text), specifiers));
}

interface Graph {
  readonly modules: readonly { readonly specifier: string; readonly dependencies?: { readonly specifier: string }[] }[];
}

Deno.test("importsOf() finds what Deno finds in every file that main.ts and mod.ts need", async () => {
  for (const name of ["main.ts", "mod.ts"]) {
    const path = fileURLToPath(new URL(name, CLI));
    const graph: Graph = JSON.parse(
      await run("read the imports", [Deno.execPath(), "info", "--node-modules-dir=manual", "--json", path], {
        cwd: REPOSITORY,
      }),
    );
    for (const { specifier, dependencies = [] } of graph.modules) {
      if (!specifier.startsWith(CLI.href) || !specifier.endsWith(".ts") || specifier.endsWith(".d.ts")) continue;
      const found = new Set(importsOf(Deno.readTextFileSync(new URL(specifier))));
      assertEquals(found, new Set(dependencies.map(({ specifier }) => specifier)), specifier);
    }
  }
});
