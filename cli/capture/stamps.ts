/**
 * Times in a recording: nanoseconds, of which the last three digits keep the order.
 *
 * All frames that are taken off the pipe together have the same microsecond. mergecap sorts by time, and swaps equal
 * times of two files; so the items of one microsecond are numbered in its nanoseconds. Readers round down.
 *
 * @module
 */

import type { Microseconds } from "../frame/frame.ts";

const NANOSECONDS = 1000;

/** The stamps of one recording. */
export class Stamps {
  #time: Microseconds | null = null;
  #count = -1;

  /**
   * The next item's stamp, in nanoseconds since 1970. More than a thousand items of one microsecond share its last
   * stamp. Items without a time are numbered from 0 on.
   */
  next(time: Microseconds | null): bigint {
    this.#count = time === this.#time ? this.#count + 1 : 0;
    this.#time = time;
    if (time === null) return BigInt(this.#count);
    return BigInt(time) * BigInt(NANOSECONDS) + BigInt(Math.min(this.#count, NANOSECONDS - 1));
  }
}
