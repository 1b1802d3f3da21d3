/**
 * The end of a run that may hang in what can't be cancelled: a write to a reader that sleeps, a read from a silent
 * standard input.
 *
 * @module
 */

import { delay } from "@std/async/delay";

/** How long an aborted run may take to end in good order, in milliseconds, before it is left where it hangs. */
const GRACE = 500;

/**
 * Waits for a run, but after an abort not for long.
 *
 * @returns Whether the run was left behind.
 */
export async function isLeftBehind(run: Promise<void>, signal: AbortSignal): Promise<boolean> {
  const { promise: over, resolve } = Promise.withResolvers<true>();
  const leave = () => void delay(GRACE).then(() => resolve(true));
  if (signal.aborted) leave();
  else signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([run.then(() => false), over]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
