/**
 * The options about C headers: which one, which struct of it, and how it is read.
 *
 * @module
 */

import type { StructOptions } from "../c/header/load_header.ts";
import type { UnionOptions } from "../c/header/types.ts";
import { UsageError } from "../errors.ts";
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

/** Which members of unions are shown, where frames or layouts are printed. */
export const UNION_SPEC: OptionSpec = {
  long: "union",
  value: "MEMBER",
  help: "of a union print what its tag MEMBER says, or first, or all (repeatable)",
  expected: "first, all, or the name of a member beside the union, as Kind or Header.Type",
  repeatable: true,
};

/** `--struct HEADER[:NAME[,NAME…]]`, and how the header is read. */
export function structOption(help: string, more: readonly OptionSpec[] = []): Option<StructOptions | undefined> {
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
      ...[...HEADER_SPECS, ...more].map((spec) => ({ ...spec, needs })),
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
  const unions = readUnions(given);
  return {
    ...operand,
    ...{ defines: new Map(given.values("define", readDefine)), arch },
    ...folders.length > 0 ? { folders } : {},
    ...before.length > 0 ? { before } : {},
    ...encoding === undefined ? {} : { encoding },
    ...unions === undefined ? {} : { unions },
  };
}

/** `first` and `all` are for the unions that no other value is for. */
function readUnions(given: Given): UnionOptions | undefined {
  const all = given.values("union", (text) => NAME.test(text) ? text : undefined);
  if (all.length === 0) return undefined;
  const words = (["first", "all"] as const).filter((word) => all.includes(word));
  if (words.length > 1) throw new UsageError("Cannot use --union first and --union all together: expected one of them");
  return { by: all.filter((name) => name !== "first" && name !== "all"), others: words[0] ?? "named" };
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
/** A member of a struct, or of one in it: `Header.Type`. */
const NAME = new RegExp(`^${IDENTIFIER}(?:\\.${IDENTIFIER})*$`, "u");
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
