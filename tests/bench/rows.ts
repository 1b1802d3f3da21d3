/**
 * The rows of the benchmark: what is measured, against which peer, and the goal.
 *
 * @module
 */

import type { Machine } from "../machine/mod.ts";
import { hexdumpContenders } from "./hexdump_rate.ts";
import { logContenders } from "./log_rate.ts";
import { pipeContenders } from "./pipe_rate.ts";
import type { Contender } from "./race.ts";
import { structContenders } from "./struct_rate.ts";

/** One row. */
export interface Row {
  /** For `--only`. */
  readonly name: string;
  /** What is measured. */
  readonly title: string;
  readonly unit: string;
  /** Our rate over the peer's should be at least this. */
  readonly goal: number;
  /** Prepares both; `short` is for a run that only checks that it works. */
  prepare(machine: Machine, short: boolean): Promise<Contenders>;
}

/** Both sides of a row. */
export type Contenders = { readonly ours: Contender; readonly peer: Contender } & Partial<AsyncDisposable>;

const LIVE_SIZES = [13, 512, 4096, 1 << 14, 1 << 16, 1 << 20];
const EVENT_SIZES = [[64, 10], [512, 10], [4096, 5]] as const;
/** Some seconds for each run, compiling included. */
const LIVE_FRAMES = 100_000;
const LIVE_BYTES = 1 << 30;
const MEGABYTES = 100;
const REPORTS = 250_000;
const LINES = 2_000_000;

/** All of them, in the order in which they are printed. */
export const ROWS: readonly Row[] = [
  ...LIVE_SIZES.map((size): Row => ({
    name: `live-${size}`,
    title: `one message per frame of ${size} bytes, --json to a file`,
    unit: "frames/s",
    goal: 0.95,
    prepare: (machine, short) => pipeContenders(machine, { size, frames: framesOf(size, short) }),
  })),
  ...EVENT_SIZES.map(([size, goal]): Row => ({
    name: `events-${size}`,
    title: `events of ${size} bytes in messages of 64 KiB, --json to a file; the C listener: one message per frame`,
    unit: "frames/s",
    goal,
    prepare: (machine, short) =>
      pipeContenders(machine, { size, frames: framesOf(size, short), events: Math.floor((1 << 16) / (size + 56 + 7)) }),
  })),
  {
    name: "hexdump",
    title: `${MEGABYTES} MB of random bytes to a hexdump on /dev/null`,
    unit: "MB/s",
    goal: 3,
    prepare: (_, short) => hexdumpContenders(short ? 1 : MEGABYTES),
  },
  {
    name: "struct",
    title: "Networkreport frames from a raw file to JSON on /dev/null",
    unit: "frames/s",
    goal: 0.5,
    prepare: (_, short) => structContenders(short ? 256 : REPORTS),
  },
  {
    name: "log",
    title: "log lines from a recording to text on /dev/null; the peer: the same lines as texts in events",
    unit: "lines/s",
    goal: 1,
    prepare: (_, short) => logContenders(short ? 1000 : LINES),
  },
];

function framesOf(size: number, short: boolean): number {
  return short ? 100 : Math.min(LIVE_FRAMES, Math.floor(LIVE_BYTES / size));
}
