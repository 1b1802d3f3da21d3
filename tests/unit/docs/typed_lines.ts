/** The lines of the pages that are typed on Windows, with the shells that each is for. */
import { type Block, exchangesOf } from "../../shell/docs/blocks.ts";
import { type Shell, SHELLS } from "./shells/mod.ts";

export interface Typed {
  readonly place: string;
  readonly line: string;
  readonly shells: readonly Shell[];
}

const WINDOWS_SHELLS = SHELLS.filter((shell) => shell !== "sh");

/** The lines of a block that are typed on Windows, or anywhere. */
export function typedLines(block: Block): Typed[] {
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
