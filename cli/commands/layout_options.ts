/**
 * The command line of `pipelisten layout`.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { COMMON_OPTIONS, type CommonOptions, readCommon } from "../options/common.ts";
import { HEADER_OPTIONS, type HeaderArgs, readHeader } from "../options/header.ts";
import { type Given, optionLines, type OptionSpec } from "../options/options.ts";

/** What the command line asks for. */
export interface LayoutArgs extends HeaderArgs, CommonOptions {
  /** A line of JSON a struct, rather than text. */
  readonly json: boolean;
}

/** Its table, in the order of the help. */
export const LAYOUT_OPTIONS: readonly OptionSpec[] = [
  { long: "json", short: "j", help: "print each struct as a line of JSON" },
  ...HEADER_OPTIONS,
  ...COMMON_OPTIONS,
];

/** The help text, ending in a newline. */
export function layoutHelp(): string {
  return `pipelisten layout: prints offset, size and type of every field, as MSVC lays the structs of a C header out.

Usage: pipelisten layout [OPTIONS] HEADER[:NAME[,NAME...]]     without NAME: all structs of the header

${optionLines(LAYOUT_OPTIONS)}

Exit status: 0 done, 1 failure, 2 usage, 5 the header can't be read, or has no such struct.

Example: pipelisten layout driver/include/report.h:Networkreport
`;
}

/** Reads what was given. @throws {UsageError} where it makes no sense. */
export function readLayout(given: Given): LayoutArgs {
  const [operand, ...more] = given.operands;
  if (operand === undefined || more.length > 0) {
    const which = operand === undefined ? "nothing" : given.operands.map((text) => `"${text}"`).join(" and ");
    throw new UsageError(`Cannot lay out ${which}: expected one HEADER or HEADER:NAME (see pipelisten layout --help)`);
  }
  const header = readHeader(given, operand);
  if (header === undefined) {
    throw new UsageError(`Cannot lay out "${operand}": expected HEADER, or HEADER:NAME, as in report.h:Networkreport`);
  }
  return { ...header, json: given.has("json"), ...readCommon(given) };
}
