/**
 * What no field shows: padding between fields and behind them, and the bits between bit-fields.
 *
 * @module
 */

import type { Reading } from "./reading.ts";
import type { Field } from "../header/types.ts";

/** Notes in a reading whether the gaps of the record at `at` hold anything but zeros. */
export type SkipPadding = (reading: Reading, at: number) => void;

/** Makes the check of the gaps before `end`, counted from the start of the record; undefined where there are none. */
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
  return (reading, at) => {
    for (const { from, to } of ranges) reading.skip(at + from, at + to);
    for (const { offset, mask } of partial) reading.skipBits(at + offset, mask);
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

/** For each byte that bit-fields have a part of: which of its bits they show. */
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
