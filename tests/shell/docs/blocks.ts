/**
 * The fenced blocks of a Markdown page, and how each is tested. A reader sees all of it but the comments:
 *
 * - A ```sh block is a script, for any OS.
 * - In a ```console block, a line after `$ ` is a command for any OS, and a line after `> ` is one on Windows with the
 *   driver loaded. The lines below a command are its output.
 * - A block after a paragraph with `needs a Windows VM` is not run.
 * - `<!-- run by FILE -->` before a block names the test that runs it, `<!-- driver: Report=report -->` what the driver
 *   sends.
 *
 * @module
 */

/** A fenced block. */
export interface Block {
  /** `RECIPES.md:12`, of its first line. */
  readonly place: string;
  /** The language of the fence: `sh`, `console`, `bat`, `yaml`, … */
  readonly language: string;
  readonly text: string;
  /** The paragraph before it, with the comments that say how it is tested. */
  readonly before: string;
}

/** One command of a console, and what it prints. */
export interface Exchange {
  readonly prompt: "$" | ">";
  readonly command: string;
  readonly output: string;
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** All blocks of a page, in order. */
export function blocksOf(page: string, markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].map(({ index, 1: language = "", 2: text = "" }) => {
    const above = markdown.slice(0, index);
    return { place: `${page}:${above.split("\n").length + 1}`, language, text, before: lastWords(above) };
  });
}

/** The last paragraph, with the comments between it and the block. */
function lastWords(above: string): string {
  const paragraphs = above.trim().split("\n\n");
  const first = paragraphs.findLastIndex((paragraph) => !/^<!--.*-->$/s.test(paragraph));
  return paragraphs.slice(first).join("\n\n");
}

/** Whether the paragraph before it says that it cannot be run here. */
export function needsWindowsVm({ before }: Block): boolean {
  return /needs\sa\sWindows\sVM/.test(before);
}

/** The test that runs it instead. */
export function runBy({ before }: Block): string | undefined {
  return /<!-- run by (\S+) -->/.exec(before)?.[1];
}

/** The driver's registry parameters for it. */
export function driverParameters({ before }: Block): Record<string, string> {
  const given = /<!-- driver: (.*) -->/.exec(before)?.[1] ?? "";
  return Object.fromEntries(given.split(" ").filter((pair) => pair !== "").map((pair) => pair.split("=")));
}

/** The commands of a console, each with its output. */
export function exchangesOf({ text, place }: Block): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const part of text.split(/^(?=[$>] )/m)) {
    const [, prompt, command, output] = /^([$>]) (.*)\n([\s\S]*)$/.exec(part) ?? [];
    if (command === undefined) throw new Error(`Cannot read ${place}: it begins with output`);
    exchanges.push({ prompt: prompt as "$" | ">", command, output: output ?? "" });
  }
  return exchanges;
}

/** The output without what differs from run to run: times and process numbers. */
export function lasting(printed: string): string {
  return printed.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, "TIME").replaceAll(/("pid":|pid )\d+/g, "$1PID");
}
