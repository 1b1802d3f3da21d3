/**
 * How the values of options are written: durations, sizes, counts. Each reader returns undefined for what it can't read.
 *
 * @module
 */

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** The longest that setTimeout waits. */
const MAX_MILLISECONDS = 2 ** 31 - 1;
/** The largest count that a number holds exactly. */
export const MAX_COUNT = Number.MAX_SAFE_INTEGER;

/** Milliseconds from `500ms`, `30s`, `1.5s`, `2m`, `1h`; more than zero, at most 24 days. */
export function readDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const milliseconds = Number(amount) * MILLISECONDS[unit]!;
  return milliseconds > 0 && milliseconds <= MAX_MILLISECONDS ? milliseconds : undefined;
}

const BYTES: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9 };

/** Bytes from `100kB`, `1.5MB`, `2GB`; at least one. */
export function readSize(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(kB|MB|GB)$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const bytes = Math.floor(Number(amount) * BYTES[unit]!);
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A whole number from 1 to `max`, in decimal. */
export function readCount(text: string, max: number = MAX_COUNT): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= 1 && value <= max ? value : undefined;
}
