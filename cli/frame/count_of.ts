/**
 * A number and its noun: `1 frame`, `2 frames`.
 *
 * @module
 */

/** `1 frame`, `2 frames`, `0 frames`; `number` may be formatted otherwise, as `1,234`. */
export function countOf(count: number, noun: string, number = String(count)): string {
  return `${number} ${noun}${count === 1 ? "" : "s"}`;
}
