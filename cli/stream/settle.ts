/**
 * The end of a run that may hang in something that can't be cancelled: a write to a reader that sleeps, a read from a silent
 * standard input.
 *
 * @module
 */

import { delay } from "@std/async/delay";

/** How long an aborted run may take to settle, in milliseconds, before nobody waits for it any longer. */
const GRACE = 500;

/**
 * Waits for a run to settle, but once `signal` has aborted only for a moment.
 *
 * @returns Whether the run settled.
 */
export async function settles(run: Promise<void>, signal: AbortSignal): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<false>();
  const giveUp = () => void delay(GRACE).then(() => resolve(false));
  if (signal.aborted) giveUp();
  else signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([run.then(() => true), tooLate]);
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
