/**
 * The stage between frames and renderers: each frame gets what can be known of its bytes.
 *
 * @module
 */

import type { Decoded } from "../frame/value.ts";
import type { Frame } from "../frame/frame.ts";

/** Makes more of a frame. */
export interface FrameDecoder {
  /** The frame with what has been found in it; or the frame itself. It never fails. */
  decode(frame: Frame): Frame;
}

/**
 * Decodes each frame as a struct.
 *
 * @param choose The reader of the struct that this frame has; undefined where it has none, and stays as it is.
 */
export function structDecoder(choose: (frame: Frame) => ((bytes: Uint8Array) => Decoded) | undefined): FrameDecoder {
  return {
    decode(frame) {
      const read = choose(frame);
      return read === undefined ? frame : { ...frame, decoded: read(frame.bytes) };
    },
  };
}
