/**
 * What a run has to do with the world outside: where it prints to, and what ends it, even where it hangs.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import type { Sink } from "./sink.ts";
import type { Status } from "./status.ts";

/** Standard output, standard error and Ctrl+C, as a run sees them. */
export interface RunContext {
  /** Takes the data. */
  readonly sink: Sink;
  /** Shows on stderr what is going on. */
  readonly status: Status;
  /** Use colors in the data. */
  readonly color: boolean;
  /** Whether data and status share a terminal, and so must take turns. */
  readonly sharedTerminal: boolean;
  /** Aborts when the user wants the run to end. */
  readonly interrupt: AbortSignal;
}

/** How long an aborted run may take to settle, in milliseconds, before nobody waits for it any longer. */
const GRACE = 500;

/**
 * Waits for a run to settle, but once `signal` has aborted only for a moment: it may hang in something that can't be
 * cancelled, as a write to a reader that sleeps, or a read from a silent standard input.
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
