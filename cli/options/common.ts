/**
 * The options that every command has.
 *
 * @module
 */

import type { Given, OptionSpec } from "./options.ts";

/** How much is told on stderr, and in which colours. */
export interface CommonOptions {
  /** Colours: `auto` means on a terminal, and not where NO_COLOR is set. */
  readonly color: "auto" | "always" | "never";
  /** Nothing on stderr but errors. */
  readonly quiet: boolean;
  /** Everything on stderr, and errors with their stack. */
  readonly verbose: boolean;
}

/** Their lines in the table; they come last. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  {
    long: "color",
    value: "WHEN",
    help: "auto (default), always or never; auto respects NO_COLOR",
    expected: "auto, always or never",
  },
  { long: "quiet", short: "q", help: "print nothing on stderr but errors" },
  { long: "verbose", short: "v", help: "tell on stderr what happens, and errors with their stack" },
  { long: "help", short: "h", help: "print this" },
  { long: "version", short: "V", help: "print the version" },
];

/** Reads them. */
export function readCommon(given: Given): CommonOptions {
  given.only("quiet", "verbose");
  return {
    color: given.oneOf("color", ["auto", "always", "never"]) ?? "auto",
    quiet: given.has("quiet"),
    verbose: given.has("verbose"),
  };
}
