/**
 * Help texts, from the same tables that command lines are read by.
 *
 * @module
 */

import type { OptionSpec } from "./spec.ts";

/** What the help of a command consists of, beside its options. */
export interface Help {
  /** What the command does, in one line. */
  readonly title: string;
  /** The lines after `Usage: `. */
  readonly usage: readonly string[];
  /** Paragraphs before the options. */
  readonly notes?: string;
  /** The exit codes, in one sentence. */
  readonly exitStatus: string;
  /** Commands to try. */
  readonly examples: readonly string[];
}

/** The columns of an option's name and its value. */
const NAME_WIDTH = 28;

/** The whole text, ending in a newline. */
export function helpText(help: Help, specs: readonly OptionSpec[]): string {
  const { title, usage, notes, exitStatus, examples } = help;
  return [
    title,
    hanging("Usage: ", usage),
    ...notes === undefined ? [] : [notes],
    specs.map(optionLine).join("\n"),
    hanging("Exit status: ", exitStatus.split("\n")),
    hanging(examples.length === 1 ? "Example: " : "Examples: ", examples),
  ].join("\n\n") + "\n";
}

function optionLine({ long, short, value, help }: OptionSpec): string {
  const names = `${short === undefined ? "   " : `-${short},`} --${long}${value === undefined ? "" : ` ${value}`}`;
  return `  ${names.padEnd(NAME_WIDTH)} ${help}`;
}

/** Lines of which all but the first are indented by as much as the label is long. */
function hanging(label: string, lines: readonly string[]): string {
  return label + lines.join(`\n${" ".repeat(label.length)}`);
}
