/**
 * Colour, where it is wanted.
 *
 * @module
 */

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
  return { aside: sgr(2, 22), heading: sgr(36, 39), warning: sgr(33, 39) };
}

/** Dim, cyan, yellow. Not by @std/fmt/colors: --color=always counts for more than NO_COLOR, and there it doesn't. */
function sgr(open: number, close: number): (text: string) => string {
  return (text) => `\x1b[${open}m${text}\x1b[${close}m`;
}
