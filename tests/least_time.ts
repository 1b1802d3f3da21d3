/** How long something takes that has to end soon, on a machine that may be busy. */

const ATTEMPTS = 3;

/**
 * The first time below `limit` of at most three attempts, or the least of them, in milliseconds. A busy machine may let a
 * process wait for a processor once; what blocks the process itself does so every time.
 */
export async function leastTime(limit: number, attempt: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < ATTEMPTS && least >= limit; i++) least = Math.min(least, await attempt());
  return least;
}
