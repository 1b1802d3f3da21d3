/**
 * Ours against its peers: all in turn, in one go, and the median of the ratios round by round. Machines are shared and
 * their speed drifts, so that a single number says little and a ratio taken this way says something.
 *
 * @module
 */

/** One contender: a name, and a run that gives its rate; more is better. */
export interface Contender {
  /** For the printed line. */
  readonly name: string;
  /** Runs once and gives the rate. */
  run(): Promise<number>;
}

/** What came out for one contender. */
export interface Result {
  /** Its rates, sorted. */
  readonly rates: readonly number[];
  /** The rate of the first contender divided by its own, of the same round: the median. 1 for the first itself. */
  readonly ratio: number;
}

/** Runs all once to warm up, then `rounds` times in turn; every other round goes backwards. */
export async function race(contenders: readonly Contender[], rounds: number): Promise<Result[]> {
  const table: number[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const rates: number[] = [];
    const order = [...contenders.keys()];
    for (const i of round % 2 === 0 ? order : order.reverse()) rates[i] = await contenders[i]!.run();
    if (round > 0) table.push(rates);
  }
  return contenders.map((_, i) => ({
    rates: table.map((rates) => rates[i]!).sort((a, b) => a - b),
    ratio: median(table.map((rates) => rates[0]! / rates[i]!).sort((a, b) => a - b)),
  }));
}

/** The middle of sorted numbers. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
