/**
 * Times as text, in UTC.
 *
 * @module
 */

import { fileTimeSince1970 } from "../frame/file_time.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import type { Microseconds } from "../frame/frame.ts";

/** How text and hexdump show the time; the letters are those of candump -t. */
export type TimeStyle = "a" | "d" | "z" | "A";

/** `2026-01-31T12:00:00.123456Z`: RFC 3339 with microseconds. */
export function isoTime(time: Microseconds): string {
  const { date, clock } = split(time);
  return `${date}T${clock}Z`;
}

/** FILETIMEs before the year 10000 as `2026-01-31T12:00:00.1234567Z`, with all seven decimals. */
export class FileTimes {
  /** Since 1601, and its text: of many events, most are in the same second as the one before. */
  #second = NaN;
  #text: Uint8Array = new Uint8Array(0);

  /** Appends one. */
  append(fileTime: bigint, out: ByteBuffer): void {
    const second = Number(fileTime / TICKS);
    if (second !== this.#second) {
      this.#second = second;
      const iso = new Date(Number(fileTimeSince1970(BigInt(second) * TICKS) / 10_000n)).toISOString();
      this.#text = new TextEncoder().encode(`${iso.slice(0, 19)}.`);
    }
    out.append(this.#text);
    out.digits(Number(fileTime % TICKS), 7);
    out.byte(Z);
  }
}

/** Of a FILETIME, in a second. */
const TICKS = 10_000_000n;
const Z = 0x5A;

/**
 * Makes a function that formats times in one style:
 * `a` seconds since 1970, `1769860800.123456`; `A` date and time of day, `2026-01-31 12:00:00.123456`;
 * `d` seconds since the previous time, `z` seconds since the first, both as `000.012345`.
 */
export function timeFormatter(style: TimeStyle): (time: Microseconds) => string {
  let first: Microseconds | undefined;
  let previous: Microseconds | undefined;
  return (time) => {
    first ??= time;
    const before = previous ?? time;
    previous = time;
    switch (style) {
      case "a":
        return seconds(time, 10);
      case "A": {
        const { date, clock } = split(time);
        return `${date} ${clock}`;
      }
      case "d":
        return seconds(time - before, 3);
      case "z":
        return seconds(time - first, 3);
    }
  };
}

/** Seconds with six decimals; negative if the clock was set back. */
function seconds(microseconds: number, width: number): string {
  const absolute = Math.abs(microseconds);
  const whole = String(Math.floor(absolute / 1e6)).padStart(width, "0");
  return `${microseconds < 0 ? "-" : ""}${whole}.${String(absolute % 1e6).padStart(6, "0")}`;
}

function split(time: Microseconds): { date: string; clock: string } {
  const iso = new Date(Math.floor(time / 1e6) * 1000).toISOString();
  return { date: iso.slice(0, 10), clock: `${iso.slice(11, 19)}.${String(time % 1e6).padStart(6, "0")}` };
}
