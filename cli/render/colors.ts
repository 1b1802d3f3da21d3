/**
 * The colours of terminal output.
 *
 * @module
 */

/** Colours a piece of text by its role. */
export interface Colors {
  /** Text around the data, such as times: dim. */
  aside(text: string): string;
  /** The line above a frame, and events: cyan. */
  heading(text: string): string;
  /** Truncated frames, losses, errors: yellow. */
  warning(text: string): string;
}

/** SGR sequences around the text; without `enabled` the text alone. */
export function colors(enabled: boolean): Colors {
  if (!enabled) return { aside: String, heading: String, warning: String };
  return { aside: sgr(2, 22), heading: sgr(36, 39), warning: sgr(33, 39) };
}

/** Not @std/fmt/colors: there NO_COLOR overrides --color=always. */
function sgr(open: number, close: number): (text: string) => string {
  return (text) => `\x1b[${open}m${text}\x1b[${close}m`;
}
