/**
 * The options of listening that are about recordings.
 *
 * @module
 */

import type { Rotation } from "../capture/recording_files.ts";
import { UsageError } from "../errors.ts";
import { type Given, optional, type OptionSpec } from "./options.ts";
import { readDuration, readSize } from "./values.ts";

/** What to read from and record to. */
export interface RecordingArgs {
  /** The recording to read instead; `-` is standard input. */
  readonly read?: string;
  /** Go on with what is appended to it. */
  readonly follow: boolean;
  /** Print also what --drop-when-full kept from being printed. */
  readonly dropped: boolean;
  /** Where to record to. */
  readonly write?: string;
  /** When another file begins. */
  readonly rotation?: Rotation;
}

/** Their lines in the table. */
export const RECORDING_OPTIONS: readonly OptionSpec[] = [
  {
    long: "read",
    short: "r",
    value: "FILE",
    help: "read a recording, pcapng or raw, instead of a pipe; - is standard input",
    expected: "a file, or - for standard input",
  },
  { long: "follow", help: "with -r: go on with what is appended to FILE" },
  { long: "dropped", help: "with -r: print also what --drop-when-full had dropped" },
  {
    long: "write",
    short: "w",
    value: "FILE",
    help: "record every frame, as pcapng; FILE is overwritten",
    expected: "a file; standard output is for the frames",
  },
  {
    long: "rotate",
    value: "SIZE|D",
    help: "with -w: begin another file after SIZE (kB, MB, GB) or D; FILE_00001_DATE, …",
    expected: "a size such as 100MB, or a duration such as 10m",
  },
  { long: "keep", value: "N", help: "with --rotate: keep only the last N files", expected: "a whole number from 1" },
];

/** Reads them. @throws {UsageError} where one lacks the other that gives it a meaning. */
export function readRecordingArgs(given: Given): RecordingArgs {
  checkTogether(given);
  return {
    ...optional("read", given.text("read")),
    follow: given.has("follow"),
    dropped: given.has("dropped"),
    ...optional("write", given.value("write", (path) => path === "-" ? undefined : path)),
    ...optional("rotation", rotationOf(given)),
  };
}

/** Options that need another one: which, and why. */
const NEEDED: readonly (readonly [option: string, needed: string, why: string])[] = [
  ["follow", "read", "it is for a recording"],
  ["dropped", "read", "it is for a recording"],
  ["rotate", "write", "there is nothing to rotate"],
  ["keep", "rotate", "there is only one file"],
];

function checkTogether(given: Given): void {
  for (const [option, needed, why] of NEEDED) {
    if (given.has(option) && !given.has(needed)) {
      throw new UsageError(`Cannot use --${option} without --${needed}: ${why}`);
    }
  }
  if (given.has("follow") && given.text("read") === "-") {
    throw new UsageError("Cannot use --follow with standard input: it is read to its end anyway");
  }
}

function rotationOf(given: Given): Rotation | undefined {
  const limit = given.value("rotate", (text) => {
    const [size, age] = [readSize(text), readDuration(text)];
    return size === undefined && age === undefined ? undefined : { ...optional("size", size), ...optional("age", age) };
  });
  return limit && { ...limit, ...optional("keep", given.count("keep")) };
}
