/**
 * Padding between and after fields, and unused bits between bit-fields.
 *
 * @module
 */

import type { Field } from "../header/types.ts";
import type { DecodeContext } from "./decode_context.ts";

/** Records in the context whether the padding of the record at `at` has bytes other than zero. */
export type SkipPadding = (context: DecodeContext, at: number) => void;

/** Makes the check of the padding before `end`, from the start of the record; undefined if there is none. */
export function paddingSkipper(fields: readonly Field[], end: number): SkipPadding | undefined {
  const shown = shownBits(fields);
  const ranges = bytesBetween(
    [...fields.filter(({ bits }) => bits === undefined).map(span), ...shown.keys().map(byte)],
    end,
  );
  const partial = [...shown].filter(([, mask]) => mask !== 0xFF).map(([offset, mask]) => ({
    offset,
    mask: ~mask & 0xFF,
  }));
  if (ranges.length === 0 && partial.length === 0) return undefined;
  return (context, at) => {
    for (const { from, to } of ranges) context.skip(at + from, at + to);
    for (const { offset, mask } of partial) context.skipBits(at + offset, mask);
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function span({ offset, type }: Field): Range {
  return { from: offset, to: offset + type.size };
}

function byte(offset: number): Range {
  return { from: offset, to: offset + 1 };
}

function bytesBetween(shown: Range[], end: number): Range[] {
  const gaps: Range[] = [];
  let at = 0;
  for (const { from, to } of [...shown.sort((a, b) => a.from - b.from), { from: end, to: end }]) {
    if (at < from) gaps.push({ from: at, to: from });
    at = Math.max(at, to);
  }
  return gaps;
}

/** For each byte that bit-fields share: the mask of the bits that they show. */
function shownBits(fields: readonly Field[]): Map<number, number> {
  const shown = new Map<number, number>();
  for (const { offset, bits } of fields) {
    if (bits === undefined) continue;
    for (let bit = bits.shift; bit < bits.shift + bits.width; bit++) {
      const byte = offset + (bit >> 3);
      shown.set(byte, (shown.get(byte) ?? 0) | 1 << (bit & 7));
    }
  }
  return shown;
}
