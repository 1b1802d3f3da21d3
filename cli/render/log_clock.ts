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
    out.append(prefix);
    out.digits((ticks / MICROSECOND) | 0, 6);
  };
}

/** `12:00:00.` of seconds since midnight. */
function prefixOf(second: number): Uint8Array {
  return new TextEncoder().encode(`${two(second / 3600)}:${two(second / 60 % 60)}:${two(second % 60)}.`);
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
