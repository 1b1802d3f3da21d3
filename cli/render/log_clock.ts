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
  let start = 0n; // of the second of the last time
  let prefix = prefixOf(0);
  return (fileTime, out) => {
    // V8 calculates this with 64 bits instead of a bigint of any size
    let ticks = Number(BigInt.asIntN(64, fileTime - start));
    if (ticks < 0 || ticks >= SECOND) {
      const ticksOfDay = Number(fileTime % DAY);
      ticks = ticksOfDay % SECOND;
      start = fileTime - BigInt(ticks);
      prefix = prefixOf(Math.floor(ticksOfDay / SECOND));
    }
    const bytes = out.reserve(PREFIX + DIGITS);
    const at = out.length;
    for (let i = 0; i < PREFIX; i++) bytes[at + i] = prefix[i]!;
    const microseconds = (ticks / MICROSECOND) | 0;
    const thousands = (microseconds / 1000) | 0;
    appendThree(bytes, at + PREFIX, thousands);
    appendThree(bytes, at + PREFIX + 3, microseconds - 1000 * thousands);
    out.length += PREFIX + DIGITS;
  };
}

/** The three digits of each number below 1000. */
const THREE_DIGITS = new TextEncoder().encode(
  Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, "0")).join(""),
);

function appendThree(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = THREE_DIGITS[3 * value]!;
  bytes[at + 1] = THREE_DIGITS[3 * value + 1]!;
  bytes[at + 2] = THREE_DIGITS[3 * value + 2]!;
}

/** `12:00:00.` of seconds since midnight. */
function prefixOf(second: number): Uint8Array {
  return new TextEncoder().encode(`${two(second / 3600)}:${two(second / 60 % 60)}:${two(second % 60)}.`);
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
