/**
 * The run line with least privilege that README states, run by cmd.exe just as it stands there. It listens on the pipe
 * that the article's driver opens; here an operand after it names a pipe of the test's own.
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { output } from "../../machine/process.ts";
import { REPOSITORY } from "../../run_cli.ts";
import { linesRunBy } from "../../shell/docs/pages.ts";
import { connectWhenThere } from "./child.ts";
import { bounded, newPipe, send } from "./harness.ts";

const [LINE = "", ...OTHERS] = linesRunBy("tests/windows/pipe/least_privilege_test.ts");

/** Runs the line in the checkout. It takes node_modules as it finds it, since Wine's Deno reaches no registry. */
async function cmd(line: string) {
  const found = line.replace(/^deno run /, "$&--node-modules-dir=manual --no-prompt ");
  const folder = Deno.execPath().replace(/\\[^\\]*$/, "");
  const env = { PATH: `${folder};${Deno.env.get("PATH")}`, NO_COLOR: "1" };
  return await output(["cmd.exe", "/d", "/c", found], { cwd: REPOSITORY, env });
}

Deno.test("README's line and the task listen:least of deno.json are the same", () => {
  const { command } = config.tasks["listen:least"];
  assertEquals(OTHERS, []);
  assertEquals(LINE, `${command.replaceAll("'", "").replaceAll("/", "\\")} --json`);
});

Deno.test("the listener receives a frame when it is run by README's line", async () => {
  const pipe = newPipe();
  const running = bounded(cmd(`${LINE} -n 1 ${pipe}`), "the end of the listener");
  using client = await connectWhenThere(pipe);
  await send(client, new TextEncoder().encode("hello lyshark"));
  const { code, stdout, stderr } = await running;
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^\{"kind":"frame","seq":1,.*"text":"hello lyshark"\}\n$/);
});

Deno.test("README's line lets the listener read no file", async () => {
  const { code, stdout, stderr } = await cmd(`${LINE} -r deno.json`);
  assertEquals([code, stdout], [5, ""]);
  assertStringIncludes(stderr, "--allow-read");
});
