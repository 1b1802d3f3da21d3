/**
 * A format string, compiled once, that prints the arguments of log lines as the kernel's RtlStringCbPrintf does.
 *
 * What doesn't fit is shown, never guessed: `%!d("text")` is an argument that `%d` doesn't print, `%!d(missing)` one that
 * isn't there, `%!(extra 5)` one that the format doesn't mention.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { int32, isStored, LOG_ARGUMENTS, logArgumentEnd, LogKind, readLogArguments } from "../frame/log_arguments.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import type { Field } from "./field.ts";
import { argumentsOf, type Conversion, readFormat } from "./format_string.ts";
import { type Step, stepOf } from "./steps.ts";
import { storedText } from "./texts.ts";
import { KIND_NAMES, shownValue, valueOf } from "./values.ts";

/** No line is wider: what an argument or a format may ask for, in bytes. */
const MAX_WIDTH = 1024;
/** The most digits of an integer; the C library's buffer has room for no more. */
const MAX_PRECISION = 512;
/** The error names so many mistakes; the message marks all. */
const MAX_MISTAKES = 4;
const ENCODER = new TextEncoder();

/** One part of a compiled format: bytes to copy, or a conversion. */
interface Part {
  readonly literal: Uint8Array | undefined;
  readonly conversion: Conversion;
  /** Undefined for an unknown conversion. */
  readonly step: Step | undefined;
  readonly kinds: number;
  readonly field: Field;
  /** Whether its width and precision are known before the arguments are, and possible. */
  readonly isFixed: boolean;
}

/** What is printed so far of one line. */
interface Printing {
  readonly payload: Uint8Array;
  readonly out: ByteBuffer;
  /** The next argument. */
  at: number;
  index: number;
  error: string | undefined;
  mistakes: number;
}

/** Prints the lines of one site. */
export class Formatter {
  /** The indices of the arguments that are an NTSTATUS. */
  readonly statuses: ReadonlySet<number>;
  readonly #parts: readonly Part[];
  readonly #encoding: TextEncoding;

  /** Compiles a format. @param encoding That of narrow strings. */
  constructor(format: string, encoding: TextEncoding) {
    this.#encoding = encoding;
    const parts = readFormat(format);
    this.#parts = parts.map((part) => compiled(part, encoding));
    const statuses = new Set<number>();
    let index = 0;
    for (const part of parts) {
      if (typeof part === "string") continue;
      index += argumentsOf(part);
      if (part.type === "!STATUS!") statuses.add(index - 1);
    }
    this.statuses = statuses;
  }

  /** Appends a line in UTF-8. @param payload That of a LOG event. @returns What does not fit, if anything. */
  append(payload: Uint8Array, out: ByteBuffer): string | undefined {
    const printing: Printing = { payload, out, at: LOG_ARGUMENTS, index: 0, error: undefined, mistakes: 0 };
    const end = payload.length;
    for (const part of this.#parts) {
      const { literal } = part;
      if (literal !== undefined) {
        out.append(literal);
      } else if (part.isFixed && printing.at < end && (part.kinds >> payload[printing.at]! & 1) !== 0) {
        part.step!.print(payload, printing.at, part.field, out);
        printing.at = logArgumentEnd(payload, printing.at);
        printing.index++;
      } else {
        this.#print(part, printing);
      }
    }
    if (printing.at < end) this.#extra(printing);
    return printing.error;
  }

  /** A conversion with a width or precision that is an argument, or one that its argument doesn't fit. */
  #print({ conversion, step, kinds, field }: Part, printing: Printing): void {
    const { payload, out } = printing;
    const { text, type } = conversion;
    const actual = { ...field };
    if (conversion.width === "*") setWidth(actual, this.#star(conversion, printing));
    // A negative precision is none
    if (conversion.precision === "*") actual.precision = Math.max(-1, this.#star(conversion, printing));
    if (type === "" || type === "%") {
      fail(printing, `${text} is not a conversion`);
      return out.text(text);
    }
    if (printing.at >= payload.length) {
      fail(printing, `args[${printing.index++}] is missing, which ${text} prints`);
      return out.text(marked(text, "missing"));
    }
    const kind = payload[printing.at]!;
    const fits = step !== undefined && (kinds >> kind & 1) !== 0;
    if (fits && isPossible(actual, conversion)) {
      step.print(payload, printing.at, actual, out);
    } else {
      out.text(marked(text, this.#shown(printing.at, payload)));
      const what = `args[${printing.index}] is ${KIND_NAMES[kind]}`;
      if (step === undefined) fail(printing, `${text} is not a known conversion`);
      else fail(printing, fits ? `${text} is too wide` : `${what}, which ${text} does not print`);
    }
    printing.at = logArgumentEnd(payload, printing.at);
    printing.index++;
  }

  /** The argument of a `*`; 0 where it isn't a number. */
  #star({ text }: Conversion, printing: Printing): number {
    const { payload, at, out } = printing;
    const index = printing.index++;
    if (at >= payload.length) {
      fail(printing, `args[${index}] is missing, the * of ${text}`);
      return 0;
    }
    printing.at = logArgumentEnd(payload, at);
    if (payload[at] === LogKind.I32 || payload[at] === LogKind.U32) return int32(payload, at);
    fail(printing, `args[${index}] is ${KIND_NAMES[payload[at]!]}, the * of ${text}`);
    out.text(marked(text, `*=${this.#shown(at, payload)}`));
    return 0;
  }

  /** Arguments after the last one that the format mentions. */
  #extra(printing: Printing): void {
    const { payload, out } = printing;
    const shown: string[] = [];
    for (; printing.at < payload.length; printing.at = logArgumentEnd(payload, printing.at)) {
      shown.push(this.#shown(printing.at, payload));
    }
    const last = printing.index + shown.length - 1;
    fail(printing, `the format does not print args[${printing.index}]${shown.length > 1 ? ` to args[${last}]` : ""}`);
    out.text(` %!(extra ${shown.join(", ")})`);
  }

  #shown(at: number, payload: Uint8Array): string {
    return shownArgument(payload, at, this.#encoding);
  }
}

/** The argument at `at` where no conversion says how it is written. */
export function shownArgument(payload: Uint8Array, at: number, encoding: TextEncoding): string {
  const end = logArgumentEnd(payload, at);
  const alone = new Uint8Array(LOG_ARGUMENTS + end - at);
  alone.set(payload.subarray(at, end), LOG_ARGUMENTS);
  const [argument] = readLogArguments(alone);
  const shown = isStored(payload, at) ? storedText(payload, at, encoding) : 0;
  return shownValue(valueOf(argument!, shown, false, encoding));
}

const NO_CONVERSION = readFormat("%")[0] as Conversion;
const NO_FIELD: Field = { width: 0, precision: -1, left: false, zeros: false };

function compiled(part: string | Conversion, encoding: TextEncoding): Part {
  if (typeof part === "string") {
    const literal = ENCODER.encode(part);
    return { literal, conversion: NO_CONVERSION, step: undefined, kinds: 0, field: NO_FIELD, isFixed: true };
  }
  const step = stepOf(part, encoding);
  const { width, precision, left, zeros } = part;
  const field = {
    width: width === "*" ? 0 : width,
    precision: precision === "*" || precision === undefined ? -1 : precision,
    left,
    zeros: zeros && !left,
  };
  const isFixed = width !== "*" && precision !== "*" && isPossible(field, part);
  return { literal: undefined, conversion: part, step, kinds: step?.kinds ?? 0, field, isFixed };
}

/** A negative width is a positive one, left-aligned. */
function setWidth(field: Field, width: number): void {
  field.width = Math.abs(width);
  if (width < 0) field.left = true;
  field.zeros &&= !field.left;
}

function isPossible({ width, precision }: Field, { type }: Conversion): boolean {
  return width <= MAX_WIDTH && (precision <= MAX_PRECISION || !/^[diuxXo]$/.test(type));
}

function fail(printing: Printing, error: string): void {
  if (++printing.mistakes > MAX_MISTAKES) {
    if (printing.mistakes === MAX_MISTAKES + 1) printing.error += "; and more";
    return;
  }
  printing.error = printing.error === undefined ? error : `${printing.error}; ${error}`;
}

/** `%!d("text")` of `%d`; `%!STATUS!("text")` of `%!STATUS!`. */
function marked(conversion: string, what: string): string {
  return `${conversion.startsWith("%!") ? conversion : `%!${conversion.slice(1)}`}(${what})`;
}
