/**
 * Whether a process grows: a sample of what it uses every few seconds, and the end of a run compared with its beginning.
 *
 * @module
 */

import type { ProcessUsage } from "../windows/process_usage.ts";

/** What is compared: reserved addresses say nothing about growth, as V8 reserves far more than it uses. */
type Used = Omit<ProcessUsage, "virtualSize">;

/** How much more may be in use at the end: what V8 has not collected yet, Wine's table of handles, which doubles, and threads. */
const MAX_GROWTH: Used = { memory: 16 << 20, handles: 64, threads: 8 };

/** What has grown, one line each; none where nothing has. `samples` are in the order of time. */
export function growth(samples: readonly Used[]): string[] {
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const [early, late] = [samples.slice(fifth, 2 * fifth), samples.slice(-fifth)]; // after the caches have filled
  return (["memory", "handles", "threads"] as const).flatMap((what) => {
    const [before, after] = [median(early.map((usage) => usage[what])), median(late.map((usage) => usage[what]))];
    return after - before > MAX_GROWTH[what] ? [`${what} grew from ${before} to ${after}`] : [];
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
