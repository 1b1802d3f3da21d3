/**
 * Raw recordings: nothing but frames of one size.
 *
 * @module
 */

import { framesIn } from "../frame/envelope.ts";
import type { Batch, Frame } from "../frame/frame.ts";
import type { Input } from "./input.ts";

/** Cuts the input into frames of `frameSize` bytes. The last one may be shorter. */
export async function* readRaw(input: Input, frameSize: number): AsyncGenerator<Batch, void, undefined> {
  let frames = 0;
  for (let more = true; more;) {
    more = input.bytes.length >= frameSize || await input.fill();
    const window = input.bytes;
    const whole = more ? window.length - window.length % frameSize : window.length;
    const batch: Frame[] = [];
    for (let at = 0; at < whole; at += frameSize) {
      const bytes = window.subarray(at, Math.min(at + frameSize, whole));
      batch.push({ kind: "frame", seq: frames + 1, time: null, client: null, pid: null, bytes });
      frames += framesIn({ bytes });
    }
    input.skip(whole);
    if (batch.length > 0) yield batch;
  }
}
