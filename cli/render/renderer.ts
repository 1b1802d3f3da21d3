/**
 * The type of all renderers, and their options.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import type { Item } from "../frame/frame.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import type { TimeStyle } from "./time.ts";

/** Appends a frame or an event to `out`, with its line end. */
export type Renderer = (item: Item, out: ByteBuffer) => void;

/** How items are rendered. Each renderer takes the options that apply to its format. */
export interface RenderOptions {
  /** The encoding of the frames' text. */
  readonly encoding: TextEncoding;
  /** How times are written; without it text and hexdump show no time. */
  readonly time?: TimeStyle | undefined;
  /** Use colours around the data. */
  readonly color: boolean;
}
