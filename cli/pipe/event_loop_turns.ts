/**
 * Turns of the event loop: where messages never stop coming, nothing waits, and timers and signals would never run.
 *
 * @module
 */

import { kernel32 } from "./kernel32.ts";

/** How long the event loop may be kept from everything else, in milliseconds. */
const MAX_HOLD = 50;

/** Yields to the event loop when that is due. */
export class EventLoopTurns {
  #last = performance.now();

  /** To be called after a wait, which was a turn of the event loop. */
  restart(): void {
    this.#last = performance.now();
  }

  /**
   * Lets the event loop turn once, if that is due.
   *
   * By a call on another thread: until it has returned the event loop is idle, and it polls for signals only then. With
   * setImmediate() it never is, and a Ctrl+C was seen up to a second late.
   */
  async yieldIfDue(): Promise<void> {
    if (performance.now() - this.#last < MAX_HOLD) return;
    await kernel32().SleepAsync(0);
    this.restart();
  }
}
