/** What the pages show of Windows can be typed into any of its shells. */
import { assertEquals } from "@std/assert";
import { exchangesOf } from "../../shell/docs/blocks.ts";
import { allBlocks } from "../../shell/docs/pages.ts";
import { readLine, type Shell, SHELLS } from "./shells/mod.ts";

/** Each line that is typed on Windows, with the shells that the page has it for. */
function windowsLines(): { readonly place: string; readonly line: string; readonly shells: readonly Shell[] }[] {
  return allBlocks().flatMap((block) => {
    const { language, text, place, before } = block;
    const lines = text.trimEnd().split("\n").map((line) => line.replace(/ +#.*/, ""));
    if (language === "bat") return lines.map((line) => ({ place, line, shells: SHELLS.filter((s) => s !== "sh") }));
    if (language === "sh" && /run by tests\/windows/.test(before)) {
      return lines.map((line) => ({ place, line, shells: SHELLS }));
    }
    if (language !== "console") return [];
    const typed = exchangesOf(block).filter(({ prompt, command }) =>
      prompt === ">" || command.startsWith("pipelisten")
    );
    return typed.map(({ command }) => ({ place, line: command, shells: SHELLS }));
  });
}

/** npm's and deno's launchers, or a program. */
const LAUNCHERS = { "an .exe": [], "a .cmd": ["pipelisten"] } as const;

for (const { place, line, shells } of windowsLines()) {
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
