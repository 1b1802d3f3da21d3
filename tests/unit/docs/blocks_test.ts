import { assertEquals, assertThrows } from "@std/assert";
import {
  type Block,
  blocksOf,
  driverParameters,
  exchangesOf,
  lasting,
  needsWindowsVm,
  runBy,
} from "../../shell/docs/blocks.ts";

const PAGE = `# A page

Count them:

\`\`\`sh
jq . frames.jsonl
\`\`\`

This needs a
Windows VM:

<!-- a comment -->

\`\`\`bat
sc.exe start x
\`\`\`

Elsewhere:

<!-- run by tests/x_test.ts -->

<!-- driver: Report=report Count=3 -->

\`\`\`console
> pipelisten -n 1
hello
$ jq .

two lines
of output
\`\`\`
`;

const [script, batch, session] = blocksOf("PAGE.md", PAGE) as [Block, Block, Block];

Deno.test("blocksOf() gives each block with its place, language and text", () => {
  const seen = blocksOf("PAGE.md", PAGE).map(({ place, language, text }) => [place, language, text.split("\n")[0]]);
  assertEquals(seen, [
    ["PAGE.md:6", "sh", "jq . frames.jsonl"],
    ["PAGE.md:15", "bat", "sc.exe start x"],
    ["PAGE.md:25", "console", "> pipelisten -n 1"],
  ]);
});

Deno.test("needsWindowsVm() reads the words before a block, and no others", () => {
  assertEquals([script, batch, session].map(needsWindowsVm), [false, true, false]);
});

Deno.test("runBy() and driverParameters() read the comments before a block", () => {
  assertEquals([script, batch, session].map(runBy), [undefined, undefined, "tests/x_test.ts"]);
  assertEquals(driverParameters(session), { Report: "report", Count: "3" });
  assertEquals(driverParameters(script), {});
});

Deno.test("exchangesOf() gives each command of a console with what it prints", () => {
  assertEquals(exchangesOf(session), [
    { prompt: ">", command: "pipelisten -n 1", output: "hello\n" },
    { prompt: "$", command: "jq .", output: "\ntwo lines\nof output\n" },
  ]);
});

Deno.test("exchangesOf() fails where a console begins with output", () => {
  assertThrows(() => exchangesOf({ ...session, text: "hello\n" }), Error, "Cannot read PAGE.md:25");
});

Deno.test("lasting() takes times and process numbers out, and nothing else", () => {
  const line = '"time":"2026-01-31T12:00:00.123456Z","client":1,"pid":460 # frame 1  client 1  pid 4  4096 bytes';
  assertEquals(lasting(line), '"time":"TIME","client":1,"pid":PID # frame 1  client 1  pid PID  4096 bytes');
});
