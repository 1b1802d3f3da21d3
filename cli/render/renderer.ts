/**
 * What a renderer is, and what it can be asked for.
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import type { Item } from "../frame/frame.ts";
import type { TextEncoding } from "../frame/text_encoding.ts";
import type { TimeStyle } from "./time.ts";

/** Appends a frame or an event to `buffer`, with its line end. */
export type Renderer = (item: Item, buffer: ByteBuffer) => void;

/** How items are rendered. A renderer takes those of the options that its format has a use for. */
export interface RenderOptions {
  /** How the frames' text is encoded. */
  readonly encoding: TextEncoding;
  /** How times are written in text output; without it text and hexdump show no time. */
  readonly time?: TimeStyle | undefined;
  /** Use colours around the data. */
  readonly color: boolean;
}
