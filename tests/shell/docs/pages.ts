/** The pages whose commands are tried: README.md and RECIPES.md. */
import { type Block, blocksOf, runBy } from "./blocks.ts";

const ROOT = new URL("../../../", import.meta.url);

export const PAGES = ["README.md", "RECIPES.md"];

/** The text of a file of the checkout. */
export function read(name: string): string {
  return Deno.readTextFileSync(new URL(name, ROOT));
}

/** The blocks of all pages. */
export function allBlocks(): Block[] {
  return PAGES.flatMap((page) => blocksOf(page, read(page)));
}

/** The commands that the pages say this file runs. */
export function linesRunBy(file: string): string[] {
  return allBlocks().filter((block) => runBy(block) === file).flatMap(({ text }) => text.trimEnd().split("\n"));
}
