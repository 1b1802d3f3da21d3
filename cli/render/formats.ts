/**
 * The output formats. A new format is a file with its renderer, and a line in this table.
 *
 * @module
 */

import { hexdumpRenderer } from "./hexdump.ts";
import { jsonRenderer } from "./json.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { textRenderer } from "./text.ts";

/** One output format, as the option tables and the commands need it. */
interface OutputFormat {
  /** Its name, and that of the option that selects it. */
  readonly name: string;
  /** The letter of that option. */
  readonly short?: string;
  /** The end of that option's help line, after "print each frame" or the like. */
  readonly help: string;
  readonly renderer: (options: RenderOptions) => Renderer;
}

const FORMATS = [
  { name: "text", help: "as a line of text (default)", renderer: textRenderer },
  { name: "json", short: "j", help: "as a line of JSON, lossless", renderer: ({ encoding }) => jsonRenderer(encoding) },
  { name: "hexdump", short: "x", help: "as hexdump -C does", renderer: hexdumpRenderer },
] as const satisfies readonly OutputFormat[];

/** The name of an output format. */
export type FormatName = (typeof FORMATS)[number]["name"];

/** All output formats, in the order of the help. */
export const FORMAT_NAMES: readonly FormatName[] = FORMATS.map(({ name }) => name);

/** The format that is used unless another is selected. */
export const DEFAULT_FORMAT: FormatName = FORMATS[0].name;

/** The options that select a format, for a table of options: `print` begins each help line. */
export function formatOptions(print: string): { long: FormatName; short?: string; help: string }[] {
  return FORMATS.map(({ name, help, renderer: _, ...letter }) => ({ long: name, ...letter, help: `${print} ${help}` }));
}

/** The renderer of a format. */
export function rendererFor(name: FormatName, options: RenderOptions): Renderer {
  return FORMATS.find((format) => format.name === name)!.renderer(options);
}
