/**
 * The arguments of a log line as values, for JSON and expressions, and as they are shown where they fit no conversion.
 *
 * @module
 */

import { type LogArgument, LogKind } from "../frame/log_arguments.ts";
import type { LogValue } from "../frame/logged.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import { SymbolicValue, TextValue } from "../frame/value.ts";
import { isAscii } from "./texts.ts";

const UTF_16 = new TextEncoding("utf-16le");

/**
 * The value of an argument.
 *
 * @param shown How many bytes of a string are shown, without the beginning of a character that was cut.
 * @param isStatus Whether a number is an NTSTATUS.
 */
export function valueOf(argument: LogArgument, shown: number, isStatus: boolean, encoding: TextEncoding): LogValue {
  switch (argument.kind) {
    case LogKind.I32:
    case LogKind.U32:
      return isStatus ? new SymbolicValue(statusText(argument.value), argument.value >>> 0) : argument.value;
    case LogKind.I64:
    case LogKind.U64:
      return argument.value;
    case LogKind.POINTER:
      return new SymbolicValue(`0x${hexOf(argument.value, 16)}`, argument.value);
    case LogKind.ANSI:
      return textValue(argument.bytes.subarray(0, shown), encoding);
    case LogKind.WIDE:
      return textValue(argument.bytes.subarray(0, shown), UTF_16);
    case LogKind.BINARY:
      return new SymbolicValue(argument.bytes.toHex(), null);
    case LogKind.GUID:
      return new SymbolicValue(guidText(argument.bytes), null);
    case LogKind.NULL:
      return null;
  }
}

/** Whether a value has all of its argument. */
export function isFaithful(value: LogValue, encoding: TextEncoding): boolean {
  if (!(value instanceof TextValue) || value.isAscii) return true;
  const text = value.decode();
  return text !== null && (value.encoding === UTF_16 || encoding.isFaithful(text));
}

/** `0xC0000005`. */
export function statusText(status: number): string {
  return `0x${hexOf(status >>> 0, 8)}`;
}

/** `{00020401-0000-0000-C000-000000000046}`: the first three groups are little-endian numbers, the rest bytes. */
export function guidText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const groups = [
    hexOf(view.getUint32(0, true), 8),
    hexOf(view.getUint16(4, true), 4),
    hexOf(view.getUint16(6, true), 4),
    bytes.subarray(8, 10).toHex(),
    bytes.subarray(10, 16).toHex(),
  ];
  return `{${groups.join("-").toUpperCase()}}`;
}

/** A value where no conversion says how it is written: `5`, `"text"`, `0x00000000DEADBEEF`, `NULL`. */
export function shownValue(value: LogValue): string {
  if (value === null) return "NULL";
  if (value instanceof TextValue) return JSON.stringify(value.decode() ?? LOSSY.decode(value.bytes));
  return value instanceof SymbolicValue ? value.text : String(value);
}

const LOSSY = new TextDecoder();

/** What an argument of each kind is called in an error. */
export const KIND_NAMES: Readonly<Record<number, string>> = {
  [LogKind.I32]: "a 32-bit number",
  [LogKind.U32]: "a 32-bit number",
  [LogKind.I64]: "a 64-bit number",
  [LogKind.U64]: "a 64-bit number",
  [LogKind.POINTER]: "a pointer",
  [LogKind.ANSI]: "a string",
  [LogKind.WIDE]: "a wide string",
  [LogKind.BINARY]: "a block",
  [LogKind.GUID]: "a GUID",
  [LogKind.NULL]: "NULL",
};

function textValue(bytes: Uint8Array, encoding: TextEncoding): TextValue {
  const ascii = encoding.asciiCompatible && isAscii(bytes, 0, bytes.length);
  return ascii
    ? new TextValue(bytes, 0, bytes.length, encoding)
    : new TextValue(bytes, 0, bytes.length, encoding, encoding.decode(bytes));
}

function hexOf(value: number | bigint, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
