/**
 * What every renderer is: a function that appends one item of a batch to the output.
 *
 * @module
 */

import type { Item } from "../frame/frame.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";

/** Appends a frame or an event to `output`, complete with its line end. */
export type Renderer = (item: Item, output: ByteBuffer) => void;
