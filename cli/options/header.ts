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
    long: "include-dir",
    short: "I",
    value: "DIR",
    help: "look for included headers in DIR, too (repeatable)",
    expected: "a folder",
    repeatable: true,
  },
  {
    long: "include",
    value: "FILE",
    help: "read the header FILE first (repeatable)",
    expected: "the path of a header",
    repeatable: true,
  },
  {
    long: "header-encoding",
    value: "NAME",
    help: "the encoding of the header and its includes, as big5 (default utf-8)",
    expected: "an encoding, as big5, gbk, shift_jis or windows-1252",
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
  const folders = given.values("include-dir", (text) => text || undefined);
  const before = given.values("include", (text) => text || undefined);
  const encoding = given.value("header-encoding", readEncoding);
  return {
    ...operand,
    ...{ defines: new Map(given.values("define", readDefine)), arch },
    ...folders.length > 0 ? { folders } : {},
    ...before.length > 0 ? { before } : {},
    ...encoding === undefined ? {} : { encoding },
  };
}

function readEncoding(text: string): string | undefined {
  try {
    return new TextDecoder(text).encoding;
  } catch {
    return undefined;
  }
}

const IDENTIFIER = "[\\p{ID_Start}_$][\\p{ID_Continue}$]*";
/** Names, also in namespaces: `A,N::B`. */
const NAMES = new RegExp(`^${IDENTIFIER}(?:(?:,|::)${IDENTIFIER})*$`, "u");
const DEFINE = new RegExp(`^(${IDENTIFIER})(?:=(.*))?$`, "su");

/** Names follow the last colon, unless they can't be names: the colon of `C:\my.h` is the drive's. */
function readOperand(text: string): Pick<StructOptions, "header" | "names"> | undefined {
  const colon = text.search(/(?<!:):(?!:)[^:\\/]*(?:::[^:\\/]*)*$/);
  const names = text.slice(colon + 1);
  if (colon < 0 || (names !== "" && !NAMES.test(names))) return { header: text, names: [] };
  return colon === 0 || names === "" ? undefined : { header: text.slice(0, colon), names: names.split(",") };
}

function readDefine(text: string): [string, string] | undefined {
  const [, name, value] = DEFINE.exec(text) ?? [];
  return name === undefined ? undefined : [name, value ?? "1"];
}
