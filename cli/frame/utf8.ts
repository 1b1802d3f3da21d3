/**
 * Which bytes are valid UTF-8, and which are not.
 *
 * @module
 */

/** The runs of `bytes` in order, alternately valid UTF-8 and without any valid sequence. */
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

/** Whether all of it is well-formed. */
export function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return false;
    at += length;
  }
  return true;
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
  const [min, max] = SECOND_BYTE.get(lead) ?? [0x80, 0xBF];
  if (bytes[at + 1]! < min || bytes[at + 1]! > max) return 0;
  for (let i = 2; i < length; i++) if ((bytes[at + i]! & 0xC0) !== 0x80) return 0;
  return length;
}

/** The range of the second byte after those lead bytes for which it is narrower. */
const SECOND_BYTE = new Map<number, readonly [number, number]>([
  [0xE0, [0xA0, 0xBF]],
  [0xED, [0x80, 0x9F]],
  [0xF0, [0x90, 0xBF]],
  [0xF4, [0x80, 0x8F]],
]);
