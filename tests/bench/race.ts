/**
 * Compares pipelisten with its peers: runs all in turn and takes the median of the ratios round by round. On a shared
 * machine, whose speed drifts, single rates say little, but such a ratio is stable.
 *
 * @module
 */

import type { Contender, Contenders, Figure, Goal, Measures } from "./contender.ts";

/** What one contender has reached in a figure. */
export interface Reached {
  readonly name: string;
  /** Of each round, sorted. */
  readonly values: readonly number[];
  /** The median of ours divided by this one's, round by round; undefined for ours. */
  readonly ratio?: number;
}

/** A goal, and whether it was met. */
export interface Judged extends Goal {
  readonly met: boolean;
}

/** The outcome of one figure. */
export interface Result {
  readonly figure: Figure;
  /** Ours first. */
  readonly reached: readonly Reached[];
  readonly goals: readonly Judged[];
}

/** Runs all once to warm up, then `rounds` times in turn; every other round runs backwards. */
export async function race(
  { all }: Contenders,
  figures: readonly Figure[],
  rounds: number,
  warmUp: boolean,
): Promise<Result[]> {
  const measured = new Map<Contender, Measures[]>(all.map((contender) => [contender, []]));
  for (let round = warmUp ? -1 : 0; round < rounds; round++) {
    for (const contender of round % 2 === 0 ? all : all.toReversed()) {
      const measures = await contender.run();
      if (round >= 0) measured.get(contender)!.push(measures);
    }
  }
  return figures.map((figure) => judge(figure, [...measured])).filter(({ reached }) => reached.length > 0);
}

function judge(figure: Figure, measured: readonly [Contender, readonly Measures[]][]): Result {
  const { key, better, goals } = figure;
  const valuesOf = (measures: readonly Measures[]) => measures.flatMap((measure) => measure[key] ?? []);
  const ours = valuesOf(measured[0]?.[1] ?? []);
  const reached = measured.flatMap(([{ name }, measures], i): Reached[] => {
    const values = valuesOf(measures);
    if (values.length === 0) return [];
    const sorted = values.toSorted((a, b) => a - b);
    if (i === 0) return [{ name, values: sorted }];
    return [{ name, values: sorted, ratio: median(ours.map((value, round) => value / values[round]!)) }];
  });
  const judged = goals.flatMap((goal): Judged[] => {
    const value = goal.peer === undefined ? median(ours) : reached.find(({ name }) => name === goal.peer)?.ratio;
    if (value === undefined || Number.isNaN(value)) return [];
    return [{ ...goal, met: better === "more" ? value >= goal.limit : value <= goal.limit }];
  });
  return { figure, reached: ours.length === 0 ? [] : reached, goals: judged };
}

/** The middle of the numbers; NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
