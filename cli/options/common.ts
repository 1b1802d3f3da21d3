/**
 * The options that several commands have.
 *
 * @module
 */

import { MAX_FRAME_SIZE } from "../frame/frame.ts";
import type { OptionSpec } from "./spec.ts";
import { count, duration, flag, type Option, type Values, withDefault, word } from "./table.ts";

/** Of every command; they come last. */
export const HELP_SPECS: readonly OptionSpec[] = [
  { long: "help", short: "h", help: "print this help" },
  { long: "version", short: "V", help: "print the version" },
];

/** Of the commands that do one thing and print it. */
export const VERBOSE = {
  verbose: flag("verbose", { short: "v", help: "print errors with their stack" }),
};

/** Of the commands that run until something ends them, with a status on stderr. */
export const STATUS = {
  color: withDefault(
    word("color", ["auto", "always", "never"], {
      value: "WHEN",
      help: "auto (default), always or never; auto respects NO_COLOR",
    }),
    "auto",
  ),
  quiet: flag("quiet", { short: "q", help: "print nothing on stderr but errors" }),
  verbose: {
    specs: [{ long: "verbose", short: "v", help: "print events on stderr, and errors with their stack" }],
    read: (given): boolean => given.only("quiet", "verbose") === "verbose",
  } satisfies Option<boolean>,
};

/** How much is printed on stderr, and in which colors. */
export type StatusOptions = Values<typeof STATUS>;

/** The size of one frame of a raw file, 4096 bytes by default. */
export function frameSize(spec: Pick<OptionSpec, "help" | "needs">): Option<number> {
  return withDefault(count("frame-size", { value: "N", ...spec }, MAX_FRAME_SIZE), 4096);
}

/** How long a client waits for the pipe. */
export const CONNECT_TIMEOUT: Option<number | undefined> = duration("connect-timeout", {
  help: "give up if the pipe does not exist within D (default: wait forever)",
});

/** A limit on the whole run. */
export const TIMEOUT: Option<number | undefined> = duration("timeout", { help: "stop after D in total" });
