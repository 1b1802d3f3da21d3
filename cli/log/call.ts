/**
 * Calls of PIPELISTEN_LOG as text, for `send` to play: `info driver.c:42 opened %s by %u`, and the arguments as they are
 * typed. What an argument is follows from its conversion, as in C from a driver's types.
 *
 * @module
 */

import { readHex } from "../frame/hex.ts";
import { type LogArgument, LogKind } from "../frame/log_arguments.ts";
import { LOG_LEVELS, type LogLevel, type LogSite } from "../frame/log_site.ts";
import { argumentsOf, type Conversion, readFormat } from "./format_string.ts";
import { bitsOf, isWide, kindsOf } from "./kinds.ts";

/** A site without its number. */
export type CallSite = Omit<LogSite, "number">;

/** The name of the function that `send` is, for its sites. */
const FUNCTION = "send";
/** A string or a block stores no more: one byte less than the length that means unknown. */
const MAX_STORED = 0xFFFE;

/** Reads `LEVEL FILE:LINE FORMAT`; undefined for anything else. */
export function readCallSite(text: string): CallSite | undefined {
  const [, word, file, line, format] = /^(\w+) (\S+):(\d{1,9}) (.*)$/s.exec(text) ?? [];
  const level = LOG_LEVELS.find((level): level is LogLevel => level === word);
  if (level === undefined || file === undefined || format === undefined || text.includes("\0")) return undefined;
  return { level, keywords: 0, file, line: Number(line), function: FUNCTION, format };
}

/** The arguments that a format takes, in order: a `*`, or what a conversion prints. */
export function wantedArguments(format: string): { readonly conversion: Conversion; readonly isStar: boolean }[] {
  return readFormat(format).flatMap((conversion) => {
    if (typeof conversion === "string") return [];
    const count = argumentsOf(conversion);
    const stars = Number(conversion.width === "*") + Number(conversion.precision === "*");
    return Array.from({ length: count }, (_, i) => ({ conversion, isStar: i < stars }));
  });
}

/** Whether a conversion is one that a driver may use. */
export function isKnown(conversion: Conversion): boolean {
  return kindsOf(conversion) !== 0;
}

/** Reads an argument for a conversion; undefined where the text isn't one. */
export function readArgument(text: string, conversion: Conversion, isStar: boolean): LogArgument | undefined {
  const { type } = conversion;
  if (isStar) return number(text, LogKind.I32);
  switch (type) {
    case "d":
    case "i":
      return bitsOf(conversion) % 64 === 0 ? long(text, LogKind.I64) : number(text, LogKind.I32);
    case "u":
    case "x":
    case "X":
    case "o":
      return bitsOf(conversion) % 64 === 0 ? long(text, LogKind.U64) : number(text, LogKind.U32);
    case "c":
    case "C":
      return text.length === 1 ? { kind: LogKind.I32, value: text.charCodeAt(0) } : number(text, LogKind.I32);
    case "p":
      return long(text, LogKind.POINTER);
    case "s":
    case "S":
    case "Z":
      return string(text, isWide(conversion));
    case "!STATUS!":
    case "!WINERROR!":
      return number(text, LogKind.U32);
    case "!GUID!":
      return guid(text);
    default:
      return block(text);
  }
}

function number(text: string, kind: typeof LogKind.I32 | typeof LogKind.U32): LogArgument | undefined {
  const value = wholeNumber(text);
  return value === undefined || value < -(2n ** 31n) || value >= 2n ** 32n ? undefined : { kind, value: Number(value) };
}

function long(
  text: string,
  kind: typeof LogKind.I64 | typeof LogKind.U64 | typeof LogKind.POINTER,
): LogArgument | undefined {
  const value = wholeNumber(text);
  return value === undefined || value < -(2n ** 63n) || value >= 2n ** 64n ? undefined : { kind, value };
}

function wholeNumber(text: string): bigint | undefined {
  const [, minus, digits] = /^(-?)(0[xX][\da-fA-F]+|\d+)$/.exec(text) ?? [];
  return digits === undefined ? undefined : minus === "" ? BigInt(digits) : -BigInt(digits);
}

function string(text: string, wide: boolean): LogArgument | undefined {
  const bytes = wide
    ? new Uint8Array(Uint16Array.from(text, (_, i) => text.charCodeAt(i)).buffer)
    : new TextEncoder().encode(text);
  return stored(wide ? LogKind.WIDE : LogKind.ANSI, bytes);
}

function block(text: string): LogArgument | undefined {
  const bytes = readHex(text);
  return bytes && stored(LogKind.BINARY, bytes);
}

function stored(
  kind: typeof LogKind.ANSI | typeof LogKind.WIDE | typeof LogKind.BINARY,
  bytes: Uint8Array,
): LogArgument | undefined {
  return bytes.length > MAX_STORED ? undefined : { kind, bytes, length: bytes.length };
}

function guid(text: string): LogArgument | undefined {
  const groups = /^\{?([\da-f]{8})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})-([\da-f]{12})\}?$/i.exec(text);
  if (groups === null) return undefined;
  const [first, second, third, ...rest] = groups.slice(1).map((group) => Uint8Array.fromHex(group));
  // The first three are little-endian numbers
  const parts = [first!.toReversed(), second!.toReversed(), third!.toReversed(), ...rest];
  return { kind: LogKind.GUID, bytes: Uint8Array.from(parts.flatMap((part) => [...part])) };
}
