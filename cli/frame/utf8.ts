/**
 * Where UTF-8 goes wrong: cuts bytes into stretches that decode and stretches that don't.
 *
 * @module
 */

/** The stretches of `bytes`, in order; each either is UTF-8 throughout or has no sequence of it. */
export function utf8Runs(bytes: Uint8Array): Uint8Array[] {
  const runs: Uint8Array[] = [];
  let start = 0;
  let good = false;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (at > start && (length > 0) !== good) {
      runs.push(bytes.subarray(start, at));
      start = at;
    }
    good = length > 0;
    at += Math.max(1, length);
  }
  if (start < bytes.length) runs.push(bytes.subarray(start));
  return runs;
}

/** The length of the well-formed sequence at `at`, or 0 (Unicode, table 3-7: no overlong forms, no surrogates). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xC2 && lead <= 0xDF
    ? 2
    : lead >= 0xE0 && lead <= 0xEF
    ? 3
    : lead >= 0xF0 && lead <= 0xF4
    ? 4
    : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const [lowest, highest] = SECOND_BYTE.get(lead) ?? [0x80, 0xBF];
  if (bytes[at + 1]! < lowest || bytes[at + 1]! > highest) return 0;
  for (let i = 2; i < length; i++) if ((bytes[at + i]! & 0xC0) !== 0x80) return 0;
  return length;
}

/** The lead bytes after which the second byte has a narrower range. */
const SECOND_BYTE = new Map<number, readonly [number, number]>([
  [0xE0, [0xA0, 0xBF]],
  [0xED, [0x80, 0x9F]],
  [0xF0, [0x90, 0xBF]],
  [0xF4, [0x80, 0x8F]],
]);
