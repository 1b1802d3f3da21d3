/**
 * Ours against a peer: the two in turn, in one go, and the median of the ratios pair by pair. Machines are shared and
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

/** What came out. */
export interface Result {
  /** Ours divided by the peer's, each with its neighbour in time: the median. */
  readonly ratio: number;
  /** The rates of ours, sorted. */
  readonly ours: readonly number[];
  /** The rates of the peer, sorted. */
  readonly peer: readonly number[];
}

/** Runs both once to warm up, then `rounds` times in turn; who goes first alternates. */
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
