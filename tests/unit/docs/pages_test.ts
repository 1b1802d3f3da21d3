/** What the pages show of Windows can be typed into any of its shells. */
import { assert, assertEquals } from "@std/assert";
import { allBlocks } from "../../shell/docs/pages.ts";
import { readLine } from "./shells/mod.ts";
import { typedLines } from "./typed_lines.ts";

/** What `pipelisten` is on the PATH; npm and `deno install -g` write batch files. */
const LAUNCHERS = { "an .exe": [], "a .cmd": ["pipelisten"] } as const;

for (const { place, line, shells } of allBlocks().flatMap(typedLines)) {
  Deno.test(`${place} means the same in ${shells.join(", ")}: ${line}`, () => {
    const expected = readLine(shells.at(-1)!, line);
    for (const [launcher, batchFiles] of Object.entries(LAUNCHERS)) {
      for (const shell of shells) {
        const isBatch = (program: string) => (batchFiles as readonly string[]).includes(program);
        assertEquals(readLine(shell, line, isBatch), expected, `${shell}, ${launcher}`);
      }
    }
  });
}

Deno.test("the workflow of RECIPES leaves it to smoke to start the driver only when the pipe exists", () => {
  const { text = "" } = allBlocks().find(({ language }) => language === "yaml") ?? {};
  assert(text.includes("pipelisten.cmd smoke"));
  assert(!text.includes("sc.exe"));
});
