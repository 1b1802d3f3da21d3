/**
 * Format strings, as of printf in Microsoft's C library, and the conversions of WPP that carry a meaning.
 *
 *     format     = { text | "%%" | conversion }
 *     conversion = "%" { "-" | "+" | " " | "0" | "#" } [ width ] [ "." [ precision ] ] [ size ] letter
 *                | "%!" NAME "!"
 *     size       = "hh" | "h" | "l" | "ll" | "I64" | "I32" | "I" | "z" | "t" | "j" | "w"
 *
 * @see https://learn.microsoft.com/cpp/c-runtime-library/format-specification-syntax-printf-and-wprintf-functions
 *
 * @module
 */

/** A part of a format: text, or a conversion. */
export type FormatPart = string | Conversion;

/** One conversion of a format. */
export interface Conversion {
  /** As it is written, `%-08x`. */
  readonly text: string;
  /** The letter, or the name between `!`; empty if the format ends before it. */
  readonly type: string;
  /** The size before the letter. */
  readonly size: string;
  /** The minimum width; `*`: an argument. */
  readonly width: number | "*";
  /** The precision; undefined if there is none. */
  readonly precision: number | "*" | undefined;
  /** `-`: left-aligned. */
  readonly left: boolean;
  /** `0`: filled with zeros. */
  readonly zeros: boolean;
  /** `#`: with the prefix of the radix. */
  readonly prefix: boolean;
  /** `+` or a space: written before a number that isn't negative. */
  readonly sign: "" | "+" | " ";
}

const CONVERSION = /%(?:!(\w+)!|([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?(hh|h|ll|l|I64|I32|I|z|t|j|w)?([a-zA-Z%]?))/g;

/** Splits a format into its parts. */
export function readFormat(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  let literal = "";
  let end = 0;
  for (const match of format.matchAll(CONVERSION)) {
    literal += format.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === "%%") {
      literal += "%";
      continue;
    }
    if (literal !== "") parts.push(literal);
    literal = "";
    parts.push(conversion(match[0], match));
  }
  literal += format.slice(end);
  if (literal !== "") parts.push(literal);
  return parts;
}

function conversion(text: string, groups: readonly (string | undefined)[]): Conversion {
  const [, name, flags = "", width = "", precision, size = "", letter = ""] = groups;
  return {
    text,
    type: name === undefined ? letter : `!${name}!`,
    size,
    width: width === "*" ? "*" : Number(width),
    precision: precision === undefined || precision === "*" ? precision : Number(precision),
    left: flags.includes("-"),
    zeros: flags.includes("0"),
    prefix: flags.includes("#"),
    sign: flags.includes("+") ? "+" : flags.includes(" ") ? " " : "",
  };
}

/** How many arguments a conversion takes. */
export function argumentsOf({ type, width, precision }: Conversion): number {
  const stars = Number(width === "*") + Number(precision === "*");
  return stars + (type === "%" || type === "" ? 0 : 1);
}
