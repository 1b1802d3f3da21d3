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
  let lastSecond = -1;
  let text = "";
  return (fileTime, out) => {
    // V8 calculates this with 64 bits instead of a bigint of any size
    const ticks = Number(BigInt.asUintN(64, fileTime % DAY));
    const second = Math.floor(ticks / SECOND);
    if (second !== lastSecond) {
      lastSecond = second;
      text = `${two(second / 3600)}:${two(second / 60 % 60)}:${two(second % 60)}.`;
    }
    out.ascii(text);
    appendSixDigits(Math.floor((ticks - second * SECOND) / MICROSECOND), out);
  };
}

function appendSixDigits(value: number, out: ByteBuffer): void {
  const bytes = out.reserve(6);
  for (let at = out.length + 5, rest = value; at >= out.length; at--) {
    const tens = (rest / 10) | 0;
    bytes[at] = 0x30 + rest - 10 * tens;
    rest = tens;
  }
  out.length += 6;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
