/**
 * Which kinds of arguments each conversion prints. Kept apart from the printers, which only a run needs.
 *
 * @module
 */

import { LogKind } from "../frame/log_arguments.ts";
import type { Conversion } from "./format_string.ts";

const { I32, U32, I64, U64, POINTER, ANSI, WIDE, BINARY, GUID, NULL } = LogKind;
const NUMBERS_32 = mask(I32, U32);
const NUMBERS_64 = mask(I64, U64);

/** Those of the conversions that carry a meaning. */
const NAMED_KINDS: Readonly<Record<string, number>> = {
  "!STATUS!": NUMBERS_32,
  "!WINERROR!": NUMBERS_32,
  "!GUID!": mask(GUID, NULL),
  "!HEX!": mask(BINARY, NULL),
};

/** The sizes that text may have: `h` narrow, `l` and `w` wide. */
const TEXT_SIZES = ["", "h", "l", "w"];
const SIZE_BITS: Readonly<Record<string, number>> = { hh: 8, h: 16, ll: 64, j: 64, I64: 64, I: 0, z: 0, t: 0 };

/** A bit for each kind that a conversion prints, `1 << kind`; 0 if the conversion is unknown. */
export function kindsOf(conversion: Conversion): number {
  const { type, size } = conversion;
  if (/^[diuxXo]$/.test(type)) return integerKinds(bitsOf(conversion));
  if (type === "p") return NUMBERS_64 | mask(POINTER, NULL);
  if (/^[cC]$/.test(type) && TEXT_SIZES.includes(size)) return NUMBERS_32;
  if (/^[sSZ]$/.test(type) && TEXT_SIZES.includes(size)) return mask(isWide(conversion) ? WIDE : ANSI, NULL);
  return NAMED_KINDS[type] ?? 0;
}

/** How many bits of an integer count; 0: all that it has. */
export function bitsOf({ size, type }: Conversion): number {
  return type === "p" ? 64 : SIZE_BITS[size] ?? 32;
}

/** Whether a conversion of text prints UTF-16. */
export function isWide({ size, type }: Conversion): boolean {
  return size === "" ? type === "S" || type === "C" : size !== "h";
}

function integerKinds(bits: number): number {
  return bits === 0 ? NUMBERS_32 | NUMBERS_64 | mask(POINTER) : bits === 64 ? NUMBERS_64 : NUMBERS_32;
}

function mask(...kinds: readonly number[]): number {
  return kinds.reduce((bits, kind) => bits | 1 << kind, 0);
}
