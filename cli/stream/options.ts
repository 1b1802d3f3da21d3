/**
 * What a run is asked to do, and who watches it.
 *
 * @module
 */

import type { Item } from "../frame/frame.ts";
import type { LogFilter } from "../frame/log_filter.ts";
import type { FormatName } from "../render/formats.ts";
import type { TimeStyle } from "../render/time.ts";
import type { ExpectationOptions, Outcome } from "./expectations.ts";
import type { LimitOptions } from "./limits.ts";
import type { RecordOptions } from "./recorded.ts";
import type { SourceOptions } from "./source.ts";
import type { StageOptions } from "./stages.ts";

/** What a run is asked to do. */
export interface StreamOptions extends LimitOptions, StageOptions, SourceOptions, RecordOptions {
  /** Also print the frames of a recording that --drop-when-full had dropped. */
  readonly dropped: boolean;
  /** How a frame is printed, unless there is a template. */
  readonly format: FormatName;
  /** Add a time to text and hexdump. */
  readonly time?: TimeStyle;
  /** Also print events. */
  readonly events: boolean;
  /** Drop and count frames when the reader is slow, instead of holding the driver back. */
  readonly dropWhenFull: boolean;
  /** The message that answers each frame; `@FILE` is the content of that file. */
  readonly reply?: string;
  /** What clients are to log, sent to each that connects. */
  readonly filter?: LogFilter;
  /** Send lines of standard input to the clients. */
  readonly interactive: boolean;
  /** What is expected of the frames. */
  readonly expectations?: ExpectationOptions;
}

/** Sees a run from outside. */
export interface StreamObserver {
  /** Takes each frame that the stages let through, and each event. */
  readonly item?: (item: Item) => void;
  /** Takes what became of the expectations, in place of the reports. */
  readonly outcomes?: (outcomes: readonly Outcome[]) => void;
}
