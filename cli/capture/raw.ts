/**
 * Raw recordings: a file of frames of one size, with nothing between them.
 *
 * @module
 */

import type { Batch, Frame } from "../frame/frame.ts";
import type { Input } from "./input.ts";

/** Cuts the input into frames of `frameSize` bytes. What is left at the end is a shorter frame. */
export async function* readRaw(input: Input, frameSize: number): AsyncGenerator<Batch, void, undefined> {
  let seq = 0;
  for (let more = true; more;) {
    more = input.bytes.length >= frameSize || await input.fill();
    const window = input.bytes;
    const whole = more ? window.length - window.length % frameSize : window.length;
    const batch: Frame[] = [];
    for (let at = 0; at < whole; at += frameSize) {
      const frame = window.subarray(at, Math.min(at + frameSize, whole));
      batch.push({ kind: "frame", seq: ++seq, time: null, client: null, pid: null, bytes: frame });
    }
    input.skip(whole);
    if (batch.length > 0) yield batch;
  }
}
