/**
 * The options about C headers: which one, which struct of it, and how it is read.
 *
 * @module
 */

import type { StructOptions } from "../c/header/load_header.ts";
import type { Given } from "./given.ts";
import type { OptionSpec } from "./spec.ts";
import type { Option } from "./table.ts";

/** How a header is read, whichever option or operand names it. */
export const HEADER_SPECS: readonly OptionSpec[] = [
  {
    long: "define",
    short: "D",
    value: "NAME[=VALUE]",
    help: "define a macro for the header (repeatable)",
    expected: "NAME=VALUE, or NAME for NAME=1",
    repeatable: true,
  },
  {
    long: "arch",
    value: "ARCH",
    help: "x64 (default) or x86: the architecture of the driver",
    expected: "x64 or x86",
  },
];

/** `--struct HEADER[:NAME[,NAME…]]`, and how the header is read. */
export function structOption(help: string): Option<StructOptions | undefined> {
  const needs = ["struct", "it is for a header"] as const;
  return {
    specs: [
      {
        long: "struct",
        short: "s",
        value: "HEADER[:NAME]",
        help,
        expected: "HEADER, or HEADER:NAME, as in report.h:Networkreport",
      },
      ...HEADER_SPECS.map((spec) => ({ ...spec, needs })),
    ],
    read: (given) => given.value("struct", (text) => readHeader(given, text)),
  };
}

/** Reads `HEADER[:NAME[,NAME…]]` and the options with it; undefined where `text` names no header. */
export function readHeader(given: Given, text: string): StructOptions | undefined {
  const operand = readOperand(text);
  if (operand === undefined) return undefined;
  const arch = given.value("arch", (text) => text === "x64" || text === "x86" ? text : undefined) ?? "x64";
  return { ...operand, defines: new Map(given.values("define", readDefine)), arch };
}

const IDENTIFIER = "[\\p{ID_Start}_$][\\p{ID_Continue}$]*";
const NAMES = new RegExp(`^${IDENTIFIER}(?:,${IDENTIFIER})*$`, "u");
const DEFINE = new RegExp(`^(${IDENTIFIER})(?:=(.*))?$`, "su");

/** Names follow the last colon, unless they can't be names: the colon of `C:\my.h` is the drive's. */
function readOperand(text: string): Pick<StructOptions, "header" | "names"> | undefined {
  const colon = text.lastIndexOf(":");
  const names = text.slice(colon + 1);
  if (colon < 0 || (names !== "" && !NAMES.test(names))) return { header: text, names: [] };
  return colon === 0 || names === "" ? undefined : { header: text.slice(0, colon), names: names.split(",") };
}

function readDefine(text: string): [string, string] | undefined {
  const [, name, value] = DEFINE.exec(text) ?? [];
  return name === undefined ? undefined : [name, value ?? "1"];
}
