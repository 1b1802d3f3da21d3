/**
 * The timing of a replay.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import type { Microseconds } from "../frame/frame.ts";

/** The longest that setTimeout waits, in milliseconds. */
const MAX_TIMER = 2 ** 31 - 1;
/** A long timer may be late (900 ms were by 16), a short one hardly is: so only the last so many milliseconds are waited for at once. */
const LAST_STRETCH = 40;

/**
 * Turns recorded times into waits. Each is counted from the start, not from the one before: so what is late, as a timer
 * or a full pipe made it so, delays nothing that comes after it.
 */
export class Pace {
  readonly #speed: number;
  readonly #signal: AbortSignal;
  #start: { readonly recorded: Microseconds; readonly now: number } | undefined;

  /**
   * @param speed How many times faster than it was recorded; Infinity doesn't wait at all.
   * @param signal Ends every wait.
   */
  constructor(speed: number, signal: AbortSignal) {
    this.#speed = speed;
    this.#signal = signal;
  }

  /** What was recorded at `time` happens now. Only the first call counts. */
  start(time: Microseconds | null): void {
    if (time !== null) this.#start ??= { recorded: time, now: performance.now() };
  }

  /** Waits until what was recorded at `time` is due. Doesn't wait before the start, nor for what has no time. */
  async until(time: Microseconds | null): Promise<void> {
    if (this.#start === undefined || time === null) return;
    const { recorded, now } = this.#start;
    const due = now + (time - recorded) / 1000 / this.#speed;
    for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
      if (this.#signal.aborted) return;
      await delay(left > LAST_STRETCH ? Math.min(left / 2, MAX_TIMER) : left, { signal: this.#signal }).catch(() => {});
    }
  }
}
