/** Expectations of a recording, as a command: exit status, stderr, JUnit file, annotations and summary. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UsageError } from "../../../cli/errors.ts";
import { denoRun, MAIN, runCli } from "../../run_cli.ts";
import { output } from "../../machine/process.ts";
import { parseXml } from "../stream/xml.ts";
import { optionsOf } from "./command_line.ts";
import type { ListenOptions } from "../../../cli/commands/listen.ts";

let folder: string;
let recording: string[];
Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/r.raw`, "one.two.threfour");
  recording = ["--frame-size", "4", "-r", `${folder}/r.raw`];
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

Deno.test("pipelisten -r exits with 0 when its expectations hold, and prints the frames as ever", async () => {
  const args = ["--expect", "text == 'two.'", "--expect", "seq == 4", "--in-order", "--expect-count", "4", "--no-loss"];
  assertEquals(await runCli([...recording, ...args]), { code: 0, stdout: "one.\ntwo.\nthre\nfour\n", stderr: "" });
});

Deno.test("pipelisten -r exits with 6 and one line for each failed expectation, and writes JUnit", async () => {
  const junit = `${folder}/junit.xml`;
  const args = ["--expect", "size == 5", "--expect-all", "seq < 4", "--forbid", "seq == 9", "--junit", junit];
  assertEquals(await runCli([...recording, ...args]), {
    code: 6,
    stdout: "one.\ntwo.\nthre\nfour\n",
    stderr: `pipelisten: 2 of 3 expectations failed in 4 frames
  --expect "size == 5": held for none of 4 frames; size was 4 in 4 frames
  --expect-all "seq < 4": did not hold for 1 of 4 frames, first frame 4; seq was 4
`,
  });
  const nodes = parseXml(await Deno.readTextFile(junit));
  assertEquals(nodes[0]?.attributes.failures, "2");
  assertEquals(nodes.filter(({ name }) => name === "testcase").map(({ attributes }) => attributes.name), [
    '--expect "size == 5"',
    '--expect-all "seq < 4"',
    '--forbid "seq == 9"',
  ]);
});

Deno.test("pipelisten -r exits with 5 without its golden file, which --update writes", async () => {
  const golden = ["--golden", `${folder}/golden.txt`];
  const first = await runCli([...recording, ...golden]);
  assertEquals([first.code, first.stdout], [5, ""]);
  assertMatch(
    first.stderr,
    /^pipelisten: Cannot read .*golden\.txt: there is no such file \(write it with --update\)\n$/,
  );
  assertEquals((await runCli([...recording, ...golden, "--update"])).code, 0);
  assertEquals((await runCli([...recording, ...golden])).code, 0);
  assertEquals((await runCli([...recording, ...golden, "--where", "seq > 1"])).code, 6);
});

Deno.test("pipelisten annotates a failure and appends to the summary of a step of GitHub Actions", async () => {
  const summary = `${folder}/summary.md`;
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary, NO_COLOR: "1" };
  const argv = denoRun("-A", MAIN, ...recording, "--forbid", "seq == 2", "--summary");
  const { code, stderr } = await output(argv, { env });
  assertEquals([code, stderr.split("\n")[0]], [
    6,
    '::error title=pipelisten::--forbid "seq == 2": held for 1 of 4 frames, first frame 2; seq was 2',
  ]);
  assertMatch(await Deno.readTextFile(summary), /\| ❌ \| --forbid "seq == 2" \| held for 1 of 4 frames/);
});

Deno.test("pipelisten fails as before, and writes JUnit, when the recording is too short", async () => {
  const junit = `${folder}/short.xml`;
  const { code, stderr } = await runCli([...recording, "-n", "9", "--expect", "seq == 1", "--junit", junit]);
  assertEquals(code, 5);
  assertMatch(stderr, /^pipelisten: Cannot reach 9 frames: /);
  assertEquals(parseXml(await Deno.readTextFile(junit))[0]?.attributes.failures, "1");
});

Deno.test("the command line reads expectations, and has none by default", () => {
  assertEquals(optionsOf<ListenOptions>([]).expectations, undefined);
  assertEquals(optionsOf<ListenOptions>(["--expect", "a", "--expect", "b", "--expect-count=2..3"]).expectations, {
    expect: ["a", "b"],
    expectAll: [],
    forbid: [],
    inOrder: false,
    expectCount: { min: 2, max: 3 },
    noLoss: false,
    update: false,
    summary: false,
  });
});

const MISTAKES: [string[], string][] = [
  [["--expect-count", "3..2"], 'Cannot use --expect-count "3..2": expected a whole number, or a range such as 10..20'],
  [["--in-order", "--no-loss"], "Cannot use --in-order without --expect: there is no order"],
  [["--update"], "Cannot use --update without --golden: there is no file to write"],
  [["--junit", "x"], "Cannot use --junit: nothing is expected (add --expect, --expect-count or the like)"],
];
for (const [args, message] of MISTAKES) {
  Deno.test(`the command line refuses ${args.join(" ")}`, () => {
    assertThrows(() => optionsOf(args), UsageError, message);
  });
}
