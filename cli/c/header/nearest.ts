/**
 * Which names may have been meant.
 *
 * @module
 */

/** The names, those that are most like `wanted` first; equally like ones in their own order. */
export function nearest(wanted: string, names: readonly string[]): string[] {
  const distances = new Map(names.map((name) => [name, distance(wanted.toLowerCase(), name.toLowerCase())]));
  return names.toSorted((a, b) => distances.get(a)! - distances.get(b)!);
}

/** How many characters must be changed, put in or taken out (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
