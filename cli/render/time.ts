/**
 * Times as text, in UTC.
 *
 * @module
 */

import { fileTimeSince1970 } from "../frame/file_time.ts";
import type { Microseconds } from "../frame/frame.ts";

/** How text and hexdump show the time; the letters are those of candump -t. */
export type TimeStyle = "a" | "d" | "z" | "A";

/** `2026-01-31T12:00:00.123456Z`: RFC 3339 with microseconds. */
export function isoTime(time: Microseconds): string {
  const { date, clock } = split(time);
  return `${date}T${clock}Z`;
}

/** `2026-01-31T12:00:00.1234567Z` from a FILETIME before the year 10000, with all seven decimals. */
export function isoFileTime(fileTime: bigint): string {
  const sinceEpoch = fileTimeSince1970(fileTime);
  const fraction = ((sinceEpoch % 10_000_000n) + 10_000_000n) % 10_000_000n;
  const iso = new Date(Number((sinceEpoch - fraction) / 10_000n)).toISOString();
  return `${iso.slice(0, 19)}.${String(fraction).padStart(7, "0")}Z`;
}

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
