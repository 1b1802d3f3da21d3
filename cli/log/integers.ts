/**
 * The conversions of integers and pointers: `%d %i %u %x %X %o %p`.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { int32, LogKind } from "../frame/log_arguments.ts";
import type { Conversion } from "./format_string.ts";
import { type Field, padAfter, padBefore } from "./field.ts";
import { bitsOf } from "./kinds.ts";

/** The argument of 8 bytes at `at`; a number if that holds it exactly. */
function uint64(bytes: Uint8Array, at: number): number | bigint {
  const [low, high] = [int32(bytes, at) >>> 0, int32(bytes, at + 4) >>> 0];
  return high < 0x20_0000 ? high * 2 ** 32 + low : BigInt(high) << 32n | BigInt(low);
}

/** Appends the integer at `at`. */
type IntegerPrinter = (bytes: Uint8Array, at: number, field: Field, out: ByteBuffer) => void;

/** Makes what appends an integer, with its width and precision. */
export function integerPrinter(conversion: Conversion): IntegerPrinter {
  return isPlain(conversion) ? plainPrinter(conversion) : fieldPrinter(conversion);
}

/** As most conversions are: `%u`, `%I64x`. */
function isPlain({ type, width, precision, prefix, sign }: Conversion): boolean {
  return type !== "p" && type !== "o" && width === 0 && precision === undefined && !prefix && sign === "";
}

function plainPrinter(conversion: Conversion): IntegerPrinter {
  const { type } = conversion;
  const [bits, isSigned] = [bitsOf(conversion), type === "d" || type === "i"];
  const digits = type === "X" ? "0123456789ABCDEF" : "0123456789abcdef";
  const isHex = type === "x" || type === "X";
  return (bytes, at, _field, out) => {
    let value = integer(bytes, at, bits, isSigned);
    if (value < 0) {
      out.byte(MINUS);
      value = -value;
    }
    if (typeof value === "number") return isHex ? appendHex(value, digits, out) : out.decimal(value);
    if (isHex) out.ascii(digitsOf(value, 16, type === "X", -1));
    else out.bigint(value);
  };
}

const MINUS = 0x2D;

function appendHex(value: number, digits: string, out: ByteBuffer): void {
  if (value > 0xFFFF_FFFF) appendHex(Math.floor(value / 2 ** 32), digits, out);
  let shift = value > 0xFFFF_FFFF ? 28 : 28 - (Math.clz32(value) & ~3);
  if (value === 0) shift = 0;
  for (const low = value >>> 0; shift >= 0; shift -= 4) out.byte(digits.charCodeAt(low >>> shift & 15));
}

function fieldPrinter(conversion: Conversion): IntegerPrinter {
  const { type, prefix: alternate, sign } = conversion;
  const [bits, isSigned] = [bitsOf(conversion), type === "d" || type === "i"];
  const radix = type === "o" ? 8 : /[xXp]/.test(type) ? 16 : 10;
  const isUpper = type === "X" || type === "p";
  const radixPrefix = alternate && radix === 16 ? isUpper ? "0X" : "0x" : "";
  return (bytes, at, field, out) => {
    const value = integer(bytes, at, bits, isSigned);
    const isNegative = value < 0;
    const digits = digitsOf(isNegative ? -value : value, radix, isUpper, type === "p" ? 16 : field.precision);
    const leading = alternate && radix === 8 && !digits.startsWith("0") ? "0" : "";
    // The prefix of a radix isn't written before 0
    const prefix = isNegative ? "-" : isSigned ? sign : Number(value) === 0 ? "" : radixPrefix;
    const padded = field.precision >= 0 || type === "p" ? { ...field, zeros: false } : field;
    const size = leading.length + digits.length;
    padBefore(padded, size, prefix, out);
    out.ascii(leading);
    out.ascii(digits);
    padAfter(padded, prefix.length + size, out);
  };
}

/** With a precision of 0, the number 0 has no digits. */
function digitsOf(value: number | bigint, radix: number, isUpper: boolean, precision: number): string {
  if (precision === 0 && Number(value) === 0) return "";
  const digits = value.toString(radix);
  return (isUpper ? digits.toUpperCase() : digits).padStart(precision, "0");
}

function integer(bytes: Uint8Array, at: number, bits: number, isSigned: boolean): number | bigint {
  const kind = bytes[at]!;
  if (kind === LogKind.NULL) return 0;
  if (kind >= LogKind.I64) {
    const value = uint64(bytes, at);
    return isSigned && typeof value === "bigint" ? BigInt.asIntN(64, value) : value;
  }
  const value = int32(bytes, at);
  if (bits === 8) return isSigned ? value << 24 >> 24 : value & 0xFF;
  if (bits === 16) return isSigned ? value << 16 >> 16 : value & 0xFFFF;
  return isSigned ? value : value >>> 0;
}
