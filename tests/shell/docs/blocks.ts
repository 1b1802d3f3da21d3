/**
 * The fenced blocks of a Markdown page, and how each is to be tried. A reader sees all of it but the comments:
 *
 * - A ```sh block is a script, for any OS.
 * - In a ```console block, a line behind `$ ` is a command for any OS, and a line behind `> ` is one on Windows with the
 *   driver loaded. What stands below a command is what it prints.
 * - Words before a block that say `needs a Windows VM` keep it from being run.
 * - `<!-- run by FILE -->` before a block says who runs it instead, `<!-- driver: Report=report -->` what the driver sends.
 *
 * @module
 */

/** A fenced block. */
export interface Block {
  /** `RECIPES.md:12`, of its first line. */
  readonly place: string;
  /** What stands behind the fence: `sh`, `console`, `bat`, `yaml`, … */
  readonly language: string;
  readonly text: string;
  /** The paragraph before it, comments included; what says how it is to be tried. */
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

/** Whether its words say that it can't be run here. */
export function needsWindowsVm({ before }: Block): boolean {
  return /needs\sa\sWindows\sVM/.test(before);
}

/** The file that runs it instead. */
export function runBy({ before }: Block): string | undefined {
  return /<!-- run by (\S+) -->/.exec(before)?.[1];
}

/** The registry parameters of the driver that it is shown with. */
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

/** What is printed, without what is another at every run: times, the system's process numbers. */
export function lasting(printed: string): string {
  return printed.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, "TIME").replaceAll(/("pid":|pid )\d+/g, "$1PID");
}
