/**
 * Random formats and arguments, as a driver sends them and as a C program takes them.
 *
 * Left out is what Wine's printf does otherwise than Microsoft documents it, and so can't be asked: `%Z` and `hh`, which it
 * doesn't know, the precision of `%p` and `%c`, which Windows ignores, the flag 0 with a precision, where the flag is
 * ignored, and `%#.0o` of 0, where C prints a 0 (C11, 7.21.6.1) and Wine nothing.
 */
import { type LogArgument, LogKind } from "../../../cli/frame/log_arguments.ts";
import type { Random } from "../layout/random.ts";

/** One call. */
export interface Case {
  readonly format: string;
  readonly args: readonly LogArgument[];
  /** The arguments as printf.c reads them. */
  readonly words: readonly string[];
}

interface Conversion {
  readonly text: string;
  readonly args: readonly [LogArgument, string][];
}

const INTEGERS = [0, 1, -1, 5, 10, 42, 255, 256, -128, 127, 128, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, -0x8000_0000];
const LONGS = [2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 40n), 10n ** 18n];
const TEXTS = ["", "a", "hello", "two words", "\\Device\\X", "%d%s", "x".repeat(70), "tab\tnewline\n"];
const LITERALS = ["", " ", "x=", "%%", ": ", "100%% of ", "[", "\t", "ä€"];

/** A call with up to five conversions. */
export function randomCase(random: Random): Case {
  const parts: Conversion[] = [];
  let format = random.pick(LITERALS);
  for (let count = random.below(5) + Number(!random.once(10)); count > 0; count--) {
    const part = randomConversion(random);
    if (parts.reduce((sum, { args }) => sum + args.length, part.args.length) > 12) break;
    parts.push(part);
    format += part.text + random.pick(LITERALS);
  }
  const args = parts.flatMap(({ args }) => args);
  return { format, args: args.map(([arg]) => arg), words: args.map(([, word]) => word) };
}

function randomConversion(random: Random): Conversion {
  const flags = ["-", "+", " ", "0", "#"].filter(() => random.once(5)).join("");
  const stars: [LogArgument, string][] = [];
  const number = (limit: number) => {
    if (!random.once(4)) return String(random.below(limit));
    stars.push(integer(LogKind.I32, random.below(2 * limit) - limit));
    return "*";
  };
  const width = random.once(2) ? number(30).replace(/^0/, "") : "";
  const { letters, arg } = random.pick(KINDS)(random);
  const differs = /[pcC]$/.test(letters) || flags.includes("0") && /[diuxXo]$/.test(letters) ||
    flags.includes("#") && letters.endsWith("o");
  const hasPrecision = !differs && random.once(3);
  const precision = hasPrecision ? `.${random.once(5) ? "" : number(20)}` : "";
  return { text: `%${flags}${width}${precision}${letters}`, args: [...stars, arg] };
}

type Kind = (random: Random) => { readonly letters: string; readonly arg: [LogArgument, string] };

const KINDS: readonly Kind[] = [
  integer32,
  integer32,
  integer32,
  integer64,
  integer64,
  pointer,
  character,
  narrow,
  wide,
];

function integer32(random: Random): ReturnType<Kind> {
  const size = random.pick(["", "", "", "h", "l", "I32"]);
  const value = random.once(2) ? random.pick(INTEGERS) : random.below(2 ** 32) | 0;
  return {
    letters: size + random.pick(["d", "i", "u", "x", "X", "o"]),
    arg: integer(random.pick([LogKind.I32, LogKind.U32]), value),
  };
}

function integer(kind: typeof LogKind.I32 | typeof LogKind.U32, value: number): [LogArgument, string] {
  // The upper half of a slot is undefined
  return [{ kind, value }, `i${(BigInt(value >>> 0) | 0xDEAD_BEEFn << 32n).toString(16)}`];
}

function integer64(random: Random): ReturnType<Kind> {
  const value = random.once(2)
    ? random.pick(LONGS)
    : BigInt(random.below(2 ** 32)) << BigInt(random.below(33)) | BigInt(random.below(2 ** 32));
  return {
    letters: random.pick(["I64", "ll", "I", "z", "t", "j"]) + random.pick(["d", "i", "u", "x", "X", "o"]),
    arg: slot(random.pick([LogKind.I64, LogKind.U64]), value),
  };
}

function slot(
  kind: typeof LogKind.I64 | typeof LogKind.U64 | typeof LogKind.POINTER,
  value: bigint,
): [LogArgument, string] {
  return [{ kind, value }, `i${BigInt.asUintN(64, value).toString(16)}`];
}

function pointer(random: Random): ReturnType<Kind> {
  return {
    letters: "p",
    arg: slot(LogKind.POINTER, random.once(4) ? 0n : 0xFFFF_8000_0000_0000n + BigInt(random.below(2 ** 32))),
  };
}

function character(random: Random): ReturnType<Kind> {
  return { letters: random.pick(["c", "C", "hc", "lc", "wc"]), arg: integer(LogKind.I32, 0x20 + random.below(0x5F)) };
}

function narrow(random: Random): ReturnType<Kind> {
  const letters = random.pick(["s", "s", "hs", "hS"]);
  if (random.once(8)) return { letters, arg: [{ kind: LogKind.NULL }, "n"] };
  const bytes = new TextEncoder().encode(random.pick([...TEXTS, "grün €"]));
  return { letters, arg: [{ kind: LogKind.ANSI, bytes, length: bytes.length }, `a${bytes.toHex()}`] };
}

function wide(random: Random): ReturnType<Kind> {
  const letters = random.pick(["S", "ls", "ws", "lS", "wS"]);
  if (random.once(8)) return { letters, arg: [{ kind: LogKind.NULL }, "n"] };
  const bytes = utf16(random.pick(TEXTS));
  return { letters, arg: [{ kind: LogKind.WIDE, bytes, length: bytes.length }, `w${bytes.toHex()}`] };
}

function utf16(text: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true);
  return new Uint8Array(view.buffer);
}
