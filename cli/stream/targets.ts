/**
 * Where a run prints to.
 *
 * @module
 */

import type { Sink } from "./sink.ts";
import type { Status } from "./status.ts";

/** Standard output and standard error, as a run sees them. */
export interface Targets {
  /** Takes the data. */
  readonly sink: Sink;
  /** Is told what is going on. */
  readonly status: Status;
  /** Use colours in the data. */
  readonly color: boolean;
  /** Whether data and status share a terminal, and so must take turns. */
  readonly sharedTerminal: boolean;
}
