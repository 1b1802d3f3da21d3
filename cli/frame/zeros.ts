/**
 * Whether the rest of a frame is nothing but NULs: asked for every frame, as a frame is text and then padding.
 *
 * @module
 */

/** The words of the memory that was asked about last; most frames of a run lie in few buffers. */
let words: Int32Array = new Int32Array(0);

/** Where the bytes end that aren't NUL: the index after the last of them, at least `from`. */
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
