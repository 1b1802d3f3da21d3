/**
 * Finds the trailing NULs of a frame; done for every frame, since most are text and padding.
 *
 * @module
 */

/** The words of the last buffer; a run's frames are in few buffers. */
let words: Int32Array = new Int32Array(0);

/** The index after the last byte that is not NUL, at least `from`. */
export function significantEnd(bytes: Uint8Array, from: number): number {
  if (words.buffer !== bytes.buffer) words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
  const offset = bytes.byteOffset;
  let end = offset + bytes.length;
  const start = offset + from;
  const memory = bytes;
  while (end > start && (end & 3) !== 0 && memory[end - 1 - offset] === 0) end--;
  if ((end & 3) === 0) {
    let word = end >> 2;
    const first = (start + 3) >> 2;
    while (word > first && words[word - 1] === 0) word--;
    end = Math.max(start, word << 2);
  }
  while (end > start && memory[end - 1 - offset] === 0) end--;
  return end - offset;
}
