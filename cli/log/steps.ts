/**
 * The steps of a format: what is done with each argument, decided once for all lines of a site.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import type { Conversion } from "./format_string.ts";
import type { Field } from "./field.ts";
import { integerPrinter } from "./integers.ts";
import { isWide, kindsOf } from "./kinds.ts";
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

/** The step for a conversion; undefined if it is unknown. */
export function stepOf(conversion: Conversion, encoding: TextEncoding): Step | undefined {
  const kinds = kindsOf(conversion);
  return kinds === 0 ? undefined : { kinds, print: printerOf(conversion, encoding) };
}

function printerOf(conversion: Conversion, encoding: TextEncoding): Printer {
  const { type } = conversion;
  switch (type) {
    case "c":
    case "C": {
      const wide = isWide(conversion);
      return (bytes, at, field, out) => printCharacter(bytes, at, field, wide, encoding, out);
    }
    case "s":
    case "S":
      return (bytes, at, field, out) => printString(bytes, at, field, encoding, out);
    case "Z": // the precision of a counted string is ignored
      return (bytes, at, field, out) => {
        printString(bytes, at, field.precision >= 0 ? { ...field, precision: -1 } : field, encoding, out);
      };
  }
  const named = NAMED_PRINTERS[type];
  return named === undefined ? integerPrinter(conversion) : (bytes, at, _field, out) => named(bytes, at, out);
}
