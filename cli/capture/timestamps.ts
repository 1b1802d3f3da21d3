/**
 * The timestamps of a recording: nanoseconds whose last three digits preserve the order of the items.
 *
 * All frames read from the pipe together have the same microsecond. mergecap sorts by time and may swap equal times of
 * two files; so the items of one microsecond are numbered in the nanoseconds. Readers round down.
 *
 * @module
 */

import type { Microseconds } from "../frame/frame.ts";

const NANOSECONDS = 1000;

/** The timestamps of one recording. */
export class Timestamps {
  #time: Microseconds | null = null;
  #count = -1;

  /**
   * The next item's timestamp, in nanoseconds since 1970. From the thousandth item of a microsecond on, all share its
   * last nanosecond. Items without a time are numbered from 0.
   */
  next(time: Microseconds | null): bigint {
    this.#count = time === this.#time ? this.#count + 1 : 0;
    this.#time = time;
    if (time === null) return BigInt(this.#count);
    return BigInt(time) * BigInt(NANOSECONDS) + BigInt(Math.min(this.#count, NANOSECONDS - 1));
  }
}
