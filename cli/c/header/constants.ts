/**
 * Integer constants: literals with their suffixes, and their types.
 *
 * @module
 */

/** An integer as C computes with it: `value` is within the range that `bits` and `signed` give. */
export interface Constant {
  readonly value: bigint;
  readonly bits: 32 | 64;
  readonly signed: boolean;
}

/** A constant of type `int`, as a plain `1` is. */
export function int(value: bigint | number | boolean): Constant {
  return { value: BigInt.asIntN(32, BigInt(value)), bits: 32, signed: true };
}

/** The value after a conversion in C: wrapped into the range. */
export function wrap(value: bigint, bits: 32 | 64, signed: boolean): Constant {
  return { value: signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value), bits, signed };
}

/** Whether the value is in the range. */
function fits(value: bigint, bits: 32 | 64, signed: boolean): boolean {
  return wrap(value, bits, signed).value === value;
}

const NUMBER = /^(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|(0[0-7]*)|([1-9]\d*))(u?(?:l|ll|i8|i16|i32|i64)?|(?:l|ll)u)$/i;

/** A number as C spells it (`0x1Fu`, `017`, `0b11`, `5ui64`), of the type MSVC gives it; undefined if not an integer. */
export function readNumber(text: string): Constant | undefined {
  const match = NUMBER.exec(text.replaceAll("'", ""));
  if (match === null) return undefined;
  const [, hex, binary, octal, decimal = "0", suffix = ""] = match;
  const digits = hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o0${octal}` : decimal;
  const value = BigInt(digits);
  const unsigned = /u/i.test(suffix);
  const long = /ll|i64/i.test(suffix);
  for (const bits of [32, 64] as const) {
    if (bits === 32 && long) continue;
    if (!unsigned && fits(value, bits, true)) return wrap(value, bits, true);
    // A decimal number without u becomes unsigned only if nothing else holds it
    if ((unsigned || match[4] === undefined || bits === 64) && fits(value, bits, false)) {
      return wrap(value, bits, false);
    }
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  "\\": 92,
  "'": 39,
  '"': 34,
  "?": 63,
};

/** A character constant; several characters (`'abcd'`) are one number, the first being the highest byte as in MSVC. */
export function readCharacter(text: string): Constant | undefined {
  const wide = !text.startsWith("'");
  const body = text.slice(text.indexOf("'") + 1, -1);
  const codes: number[] = [];
  for (const [all, hex, octal, simple] of body.matchAll(/\\x([\da-fA-F]+)|\\([0-7]{1,3})|\\([^])|[^\\]/gu)) {
    const code = hex ? parseInt(hex, 16) : octal ? parseInt(octal, 8) : simple ? ESCAPES[simple] : all.codePointAt(0);
    if (code === undefined || code > (wide ? 0xffff : 0xff)) return undefined;
    codes.push(code);
  }
  if (codes.length === 0 || codes.length > (wide ? 1 : 4)) return undefined;
  if (!wide && codes.length === 1) return int(BigInt.asIntN(8, BigInt(codes[0] ?? 0))); // char is signed
  return int(BigInt(codes.reduce((value, code) => value * 256 + code, 0)));
}
