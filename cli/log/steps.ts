/**
 * The steps of a format: what is done with each argument, decided once when the site becomes known.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { LogKind } from "../frame/log_arguments.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import type { Conversion } from "./format_string.ts";
import type { Field } from "./field.ts";
import { bitsOf, integerPrinter } from "./integers.ts";
import { NAMED_PRINTERS } from "./named.ts";
import { printCharacter, printString } from "./texts.ts";

/** Appends the argument at `at`. */
export type Printer = (bytes: Uint8Array, at: number, field: Field, out: ByteBuffer) => void;

/** How a conversion prints, and what. */
export interface Step {
  /** A bit for each kind of argument that it prints. */
  readonly kinds: number;
  /** Prints one of these. */
  readonly print: Printer;
}

const { I32, U32, I64, U64, POINTER, ANSI, WIDE, BINARY, GUID, NULL } = LogKind;
const NUMBERS_32 = mask(I32, U32);
const NUMBERS_64 = mask(I64, U64);

/** The sizes that text may have: `h` narrow, `l` and `w` wide. */
const TEXT_SIZES = ["", "h", "l", "w"];

/** The step for a conversion; undefined if it is unknown. */
export function stepOf(conversion: Conversion, encoding: TextEncoding): Step | undefined {
  const { type, size } = conversion;
  if (/^[diuxXo]$/.test(type)) return { kinds: integerKinds(conversion), print: integerPrinter(conversion) };
  if (type === "p") return { kinds: NUMBERS_64 | mask(POINTER, NULL), print: integerPrinter(conversion) };
  if (/^[sSZcC]$/.test(type) && TEXT_SIZES.includes(size)) {
    const isWide = size === "" ? /[SC]/.test(type) : size !== "h";
    return /[cC]/.test(type) ? characterStep(isWide, encoding) : stringStep(isWide, type === "Z", encoding);
  }
  const print = NAMED_PRINTERS[type];
  if (print === undefined) return undefined;
  const kinds = { "!GUID!": mask(GUID, NULL), "!HEX!": mask(BINARY, NULL) }[type] ?? NUMBERS_32;
  return { kinds, print: (bytes, at, _field, out) => print(bytes, at, out) };
}

function integerKinds(conversion: Conversion): number {
  const bits = bitsOf(conversion);
  return bits === 0 ? NUMBERS_32 | NUMBERS_64 | mask(POINTER) : bits === 64 ? NUMBERS_64 : NUMBERS_32;
}

function characterStep(isWide: boolean, encoding: TextEncoding): Step {
  return {
    kinds: NUMBERS_32,
    print: (bytes, at, field, out) => printCharacter(bytes, at, field, isWide, encoding, out),
  };
}

/** The precision of a counted string is ignored. */
function stringStep(isWide: boolean, isCounted: boolean, encoding: TextEncoding): Step {
  return {
    kinds: mask(isWide ? WIDE : ANSI, NULL),
    print: (bytes, at, field, out) => {
      printString(bytes, at, isCounted && field.precision >= 0 ? { ...field, precision: -1 } : field, encoding, out);
    },
  };
}

function mask(...kinds: readonly number[]): number {
  return kinds.reduce((bits, kind) => bits | 1 << kind, 0);
}
