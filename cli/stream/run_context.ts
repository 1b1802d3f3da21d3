/**
 * What a run has to do with the world outside: where it prints to, and what ends it.
 *
 * @module
 */

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
