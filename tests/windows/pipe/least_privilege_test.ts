/**
 * The run line with least privilege that README states, run by cmd.exe just as it stands there. It listens on the pipe
 * that the article's driver opens; here an operand behind it names a pipe of the test's own.
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };
import { linesRunBy } from "../../shell/docs/pages.ts";
import { connectWhenThere } from "./child.ts";
import { bounded, newPipe, send } from "./harness.ts";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));

const [LINE = "", ...OTHERS] = linesRunBy("tests/windows/pipe/least_privilege_test.ts");

/** Runs the line in the checkout. It takes node_modules as it finds it, since Wine's Deno reaches no registry. */
async function cmd(line: string) {
  const found = line.replace(/^deno run /, "$&--node-modules-dir=manual --no-prompt ");
  const folder = Deno.execPath().replace(/\\[^\\]*$/, "");
  const output = await new Deno.Command("cmd.exe", {
    args: ["/d", "/c", found],
    cwd: REPOSITORY,
    env: { PATH: `${folder};${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: output.code, stdout: text(output.stdout), stderr: text(output.stderr) };
}

Deno.test("README's line and the task listen:least of deno.json are the same", () => {
  const { command } = config.tasks["listen:least"];
  assertEquals(OTHERS, []);
  assertEquals(LINE, `${command.replaceAll("'", "").replaceAll("/", "\\")} --json`);
});

Deno.test("the listener receives a frame when it is run by README's line", async () => {
  const pipe = newPipe();
  const output = bounded(cmd(`${LINE} -n 1 ${pipe}`), "the end of the listener");
  using client = await connectWhenThere(pipe);
  await send(client, new TextEncoder().encode("hello lyshark"));
  const { code, stdout, stderr } = await output;
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^\{"kind":"frame","seq":1,.*"text":"hello lyshark"\}\n$/);
});

Deno.test("README's line lets the listener read no file", async () => {
  const { code, stdout, stderr } = await cmd(`${LINE} -r deno.json`);
  assertEquals([code, stdout], [5, ""]);
  assertStringIncludes(stderr, "--allow-read");
});
