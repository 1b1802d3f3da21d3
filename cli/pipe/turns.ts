/**
 * Turns for everyone else: where messages never stop coming and nobody ever waits, timers and signals would never run.
 *
 * @module
 */

import type { Kernel32 } from "./kernel32.ts";

/** How long one side may go on before the others get their turn, in milliseconds. */
const TURN = 50;

/** Gives turns when they are due. */
export class Turns {
  readonly #kernel32: Kernel32;
  #last = performance.now();

  /** Begins now. */
  constructor(kernel32: Kernel32) {
    this.#kernel32 = kernel32;
  }

  /** To be called after a wait, which was a turn for everyone. */
  passed(): void {
    this.#last = performance.now();
  }

  /**
   * Gives a turn, if one is due.
   *
   * By a call on another thread: until it has returned the event loop comes to rest, and only there does it look at
   * signals each time. With setImmediate() it never rests, and a Ctrl+C took up to a second to be seen.
   */
  async give(): Promise<void> {
    if (performance.now() - this.#last < TURN) return;
    await this.#kernel32.SleepAsync(0);
    this.#last = performance.now();
  }
}
