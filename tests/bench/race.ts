/**
 * Ours against a peer: the two in turn, in one go, and the ratio of their medians. These machines are shared and their
 * speed drifts, so that a single number says little and a ratio taken this way says something.
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
  /** Ours divided by the peer's, by the medians. */
  readonly ratio: number;
  /** The rates of ours, sorted. */
  readonly ours: readonly number[];
  /** The rates of the peer, sorted. */
  readonly peer: readonly number[];
}

/** Runs both once to warm up, then `rounds` times in turn. */
export async function race(ours: Contender, peer: Contender, rounds: number): Promise<Result> {
  const rates: Record<"ours" | "peer", number[]> = { ours: [], peer: [] };
  for (let round = 0; round <= rounds; round++) {
    const [first, second] = [await peer.run(), await ours.run()];
    if (round === 0) continue;
    rates.peer.push(first);
    rates.ours.push(second);
  }
  rates.ours.sort((a, b) => a - b);
  rates.peer.sort((a, b) => a - b);
  return { ...rates, ratio: median(rates.ours) / median(rates.peer) };
}

/** The middle of sorted numbers. */
export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
