/** What the pages show of Windows can be typed into any of its shells. */
import { assert, assertEquals } from "@std/assert";
import { type Block, exchangesOf } from "../../shell/docs/blocks.ts";
import { allBlocks } from "../../shell/docs/pages.ts";
import { readLine, type Shell, SHELLS } from "./shells/mod.ts";

interface Typed {
  readonly place: string;
  readonly line: string;
  readonly shells: readonly Shell[];
}

const WINDOWS_SHELLS = SHELLS.filter((shell) => shell !== "sh");

/** The lines of a block that are typed on Windows, or anywhere. */
function typedLines(block: Block): Typed[] {
  const { language, text, place, before } = block;
  const lines = text.trimEnd().split("\n").map((line) => line.replace(/ +#.*/, ""));
  if (language === "bat") return lines.map((line) => ({ place, line, shells: WINDOWS_SHELLS }));
  if (language === "sh" && before.includes("run by tests/windows")) {
    return lines.map((line) => ({ place, line, shells: SHELLS }));
  }
  if (language !== "console") return [];
  return exchangesOf(block)
    .filter(({ prompt, command }) => prompt === ">" || command.startsWith("pipelisten"))
    .map(({ command }) => ({ place, line: command, shells: SHELLS }));
}

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

Deno.test("the workflow of RECIPES starts the driver only when the pipe exists", () => {
  const { text = "" } = allBlocks().find(({ language }) => language === "yaml") ?? {};
  const places = ["Start-Process pipelisten", "pipelisten list", "while ($LASTEXITCODE", "sc.exe start"].map((words) =>
    text.indexOf(words)
  );
  assert(!places.includes(-1));
  assertEquals(places, places.toSorted((a, b) => a - b));
});
