/**
 * The timing of a replay.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import type { Microseconds } from "../frame/frame.ts";

/** The maximum delay of setTimeout, in milliseconds. */
const MAX_TIMER = 2 ** 31 - 1;
/** Long timers are late (one of 900 ms by 16), short ones hardly: only this many milliseconds or fewer are one timer. */
const LAST_STRETCH = 40;

/**
 * Turns recorded times into waits. Each is counted from the start, not from the previous one, so that a late timer or a
 * full pipe doesn't delay everything after it.
 */
export class Pace {
  readonly #speed: number;
  readonly #signal: AbortSignal;
  #start: { readonly recorded: Microseconds; readonly now: number } | undefined;

  /**
   * @param speed How many times faster than recorded; Infinity never waits.
   * @param signal Ends every wait.
   */
  constructor(speed: number, signal: AbortSignal) {
    this.#speed = speed;
    this.#signal = signal;
  }

  /** Starts the clock: now is the recorded `time`. Only the first call counts. */
  start(time: Microseconds | null): void {
    if (time !== null) this.#start ??= { recorded: time, now: performance.now() };
  }

  /** Waits until the recorded `time`. Does not wait before the start, or if `time` is null. */
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
