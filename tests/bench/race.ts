/**
 * Compares pipelisten with a peer: runs both in turn and takes the median of the ratios pair by pair. On a shared machine,
 * whose speed drifts, single rates say little, but such a ratio is stable.
 *
 * @module
 */

/** A program whose rate is measured. */
export interface Contender {
  /** For the printed line. */
  readonly name: string;
  /** Runs once and gives the rate; more is better. */
  run(): Promise<number>;
}

/** The outcome of a race. */
export interface Result {
  /** The median of our rate divided by the peer's, run by run. */
  readonly ratio: number;
  /** The rates of ours, sorted. */
  readonly ours: readonly number[];
  /** The rates of the peer, sorted. */
  readonly peer: readonly number[];
}

/** Runs both once to warm up, then `rounds` times in turn; the first of the two alternates. */
export async function race(ours: Contender, peer: Contender, rounds: number): Promise<Result> {
  const pairs: { ours: number; peer: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const pair = round % 2 === 0
      ? { peer: await peer.run(), ours: await ours.run() }
      : { ours: await ours.run(), peer: await peer.run() };
    if (round > 0) pairs.push(pair);
  }
  const sorted = (rate: (pair: { ours: number; peer: number }) => number) => pairs.map(rate).sort((a, b) => a - b);
  return {
    ratio: median(sorted(({ ours, peer }) => ours / peer)),
    ours: sorted(({ ours }) => ours),
    peer: sorted(({ peer }) => peer),
  };
}

/** The middle of sorted numbers. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
