/**
 * The colours of terminal output.
 *
 * @module
 */

import type { LogLevel } from "../frame/log_site.ts";

/** Colours a piece of text by its role. */
export interface Colors {
  /** Text around the data, such as times: dim. */
  aside(text: string): string;
  /** The line above a frame, and events: cyan. */
  heading(text: string): string;
  /** Truncated frames, losses, errors: yellow. */
  warning(text: string): string;
  /** The level of a log line, by its severity: red, yellow, green, dim. */
  level(level: LogLevel): string;
}

/** SGR sequences around the text; without `enabled` the text alone. */
export function colors(enabled: boolean): Colors {
  if (!enabled) return { aside: String, heading: String, warning: String, level: String };
  const [dim, red, green, yellow, cyan] = [sgr(2, 22), sgr(31, 39), sgr(32, 39), sgr(33, 39), sgr(36, 39)];
  const levels = { error: red, warning: yellow, info: green, debug: dim, trace: dim };
  return { aside: dim, heading: cyan, warning: yellow, level: (level) => levels[level](level) };
}

/** Not @std/fmt/colors: there NO_COLOR overrides --color=always. */
function sgr(open: number, close: number): (text: string) => string {
  return (text) => `\x1b[${open}m${text}\x1b[${close}m`;
}
