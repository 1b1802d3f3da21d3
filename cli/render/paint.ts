/**
 * Colour, where it is wanted.
 *
 * @module
 */

import { cyan, dim, setColorEnabled, yellow } from "@std/fmt/colors";

/** What colour is used for. */
export interface Paint {
  /** Around the data: times, offsets. */
  aside(text: string): string;
  /** Headings: the line that a frame or an event begins with. */
  heading(text: string): string;
  /** What should be noticed: truncated, lost. */
  warning(text: string): string;
}

/** Colours, or text as it is. */
export function paint(color: boolean): Paint {
  if (!color) return { aside: String, heading: String, warning: String };
  setColorEnabled(true); // --color=always counts for more than NO_COLOR.
  return { aside: dim, heading: cyan, warning: yellow };
}
