/**
 * The time of day of log lines, which may be a million a second.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";

/** 100 ns in a day. The days of FILETIME begin at midnight, UTC. */
const DAY = 864_000_000_000n;
const SECOND = 10_000_000;
const MICROSECOND = 10;

/** The length of `12:00:00.`, and of the microseconds after it. */
const PREFIX = 9;
const DIGITS = 6;

/** Makes a function that appends `12:00:00.123456`, UTC, of a FILETIME. */
export function clockAppender(): (fileTime: bigint, out: ByteBuffer) => void {
  let lastSecond = -1;
  let prefix = new Uint8Array(0);
  return (fileTime, out) => {
    // V8 calculates this with 64 bits instead of a bigint of any size
    const ticks = Number(BigInt.asUintN(64, fileTime % DAY));
    const second = Math.floor(ticks / SECOND);
    if (second !== lastSecond) {
      lastSecond = second;
      prefix = new TextEncoder().encode(`${two(second / 3600)}:${two(second / 60 % 60)}:${two(second % 60)}.`);
    }
    const bytes = out.reserve(PREFIX + DIGITS);
    const start = out.length;
    for (let i = 0; i < PREFIX; i++) bytes[start + i] = prefix[i]!;
    let rest = ((ticks - second * SECOND) / MICROSECOND) | 0;
    for (let at = start + PREFIX + DIGITS - 1; at >= start + PREFIX; at--) {
      const tens = (rest / 10) | 0;
      bytes[at] = 0x30 + rest - 10 * tens;
      rest = tens;
    }
    out.length = start + PREFIX + DIGITS;
  };
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
