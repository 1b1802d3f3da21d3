/**
 * The options about C headers: which one, which struct of it, and how it is read.
 *
 * @module
 */

import type { Given, OptionSpec } from "./options.ts";

/** A header, and what is wanted of it. */
export interface HeaderArgs {
  /** The path of the header. */
  readonly header: string;
  /** The structs; none where the header has but one, or says itself which frame is which. */
  readonly names: readonly string[];
  /** Macros. */
  readonly defines: ReadonlyMap<string, string>;
  /** Whose pointers. */
  readonly arch: "x64" | "x86";
}

/** The lines in the table for how a header is read. */
export const HEADER_OPTIONS: readonly OptionSpec[] = [
  {
    long: "define",
    short: "D",
    value: "NAME[=VALUE]",
    help: "a macro for the header (repeatable)",
    expected: "NAME=VALUE, or NAME for NAME=1",
    repeatable: true,
  },
  {
    long: "arch",
    value: "ARCH",
    help: "x64 (default) or x86: the driver that the header is for",
    expected: "x64 or x86",
  },
];

/** Reads `HEADER[:NAME[,NAME…]]` and the options with it; undefined where `text` names no header. */
export function readHeader(given: Given, text: string): HeaderArgs | undefined {
  const operand = headerOperand(text);
  if (operand === undefined) return undefined;
  return { ...operand, defines: definesOf(given), arch: given.oneOf("arch", ["x64", "x86"]) ?? "x64" };
}

const IDENTIFIER = "[\\p{ID_Start}_$][\\p{ID_Continue}$]*";
const NAMES = new RegExp(`^${IDENTIFIER}(?:,${IDENTIFIER})*$`, "u");

/** What is behind the last colon are names, unless they can't be: the colon of `C:\my.h` is the drive's. */
function headerOperand(text: string): Pick<HeaderArgs, "header" | "names"> | undefined {
  const colon = text.lastIndexOf(":");
  const behind = text.slice(colon + 1);
  if (colon < 0 || (behind !== "" && !NAMES.test(behind))) return { header: text, names: [] };
  return colon === 0 || behind === "" ? undefined : { header: text.slice(0, colon), names: behind.split(",") };
}

function definesOf(given: Given): ReadonlyMap<string, string> {
  return new Map(
    given.texts("define").map((text) => {
      const [, name, value] = new RegExp(`^(${IDENTIFIER})(?:=(.*))?$`, "su").exec(text) ?? [];
      if (name === undefined) throw given.unusable("define", text);
      return [name, value ?? "1"];
    }),
  );
}
