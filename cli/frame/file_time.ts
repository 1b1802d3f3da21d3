/**
 * FILETIME, the time of Windows: 100 ns since 1601-01-01 UTC.
 *
 * @see https://learn.microsoft.com/windows/win32/api/minwinbase/ns-minwinbase-filetime
 *
 * @module
 */

import type { Microseconds } from "./frame.ts";

/** 1970-01-01 as a FILETIME. */
const UNIX_EPOCH = 116_444_736_000_000_000n;

/** 100 ns since 1970, negative before. */
export function fileTimeSince1970(fileTime: bigint): bigint {
  return fileTime - UNIX_EPOCH;
}

/** Microseconds since 1970, for times after that. */
export function microsecondsOfFileTime(fileTime: bigint): Microseconds {
  return Number(fileTimeSince1970(fileTime) / 10n);
}

/** The FILETIME of a time. */
export function fileTimeOfMicroseconds(time: Microseconds): bigint {
  return BigInt(time) * 10n + UNIX_EPOCH;
}
