/**
 * Log lines as text: the time, the level, the place in the source, the message.
 *
 *     12:00:00.123456 info  driver.c:42 opened \Device\X by 4, status STATUS_SUCCESS
 *     12:00:00.123456 error driver.c:57 cannot read %!d("key") (args[0] is a string, which %d does not print)
 *     12:00:00.123456 ?     site 7 %!(site 7)(4) (site 7 is unknown)
 *
 * @module
 */

import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import type { Frame } from "../frame/frame.ts";
import { type LogSite, sourceName } from "../frame/log_site.ts";
import type { Logged } from "../frame/logged.ts";
import type { Colors } from "./colors.ts";
import { appendAscii, TERMINAL_ESCAPES, terminalRuns, terminalText } from "./escape.ts";
import { clockAppender } from "./log_clock.ts";

/** Appends a log line without its line end. */
export type LogRenderer = (frame: Frame, log: Logged, out: ByteBuffer) => void;

const UTF_8 = new TextEncoding("utf-8");
const SPACE = 0x20;
const DEL = 0x7F;
/** The levels are aligned, as far as their names are this short. */
const LEVEL_WIDTH = 5;

/** Makes the renderer for one run. @param withTime Begin with the driver's time of day. */
export function logRenderer(colored: Colors, withTime: boolean): LogRenderer {
  const appendClock = clockAppender();
  const [before, after] = colored.aside("|").split("|") as [string, string];
  const headings = new WeakMap<LogSite, Uint8Array>();
  return ({ kernel }, log, out) => {
    if (withTime && kernel !== undefined) {
      out.ascii(before);
      appendClock(kernel.time, out);
      out.ascii(after);
      out.byte(SPACE);
    }
    const { site } = log;
    if (site === undefined) {
      out.ascii(`${"?".padEnd(LEVEL_WIDTH)} site ${log.number} `);
    } else {
      let heading = headings.get(site);
      if (heading === undefined) headings.set(site, heading = headingOf(site, colored));
      out.append(heading);
    }
    const start = out.length;
    const error = log.append(out);
    if (!isPlain(out.bytes, start, out.length)) escape(out, start);
    if (error === undefined) return;
    out.byte(SPACE);
    out.text(colored.warning(`(${terminalText(error)})`));
  };
}

/** Whether bytes[from..to) are printable ASCII, as nearly all messages are. */
function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! < SPACE || bytes[i]! >= DEL) return false;
  return true;
}

/** Escapes what has been appended since `start`. */
function escape(out: ByteBuffer, start: number): void {
  const message = out.bytes.slice(start, out.length);
  out.length = start;
  if (!appendAscii(out, message, 0, message.length, TERMINAL_ESCAPES)) out.text(terminalRuns(UTF_8.runs(message)));
}

/** `info  driver.c:42 `, the same for all lines of a site. */
function headingOf({ level, file, line }: LogSite, colored: Colors): Uint8Array {
  const place = `${terminalText(sourceName(file))}:${line}`;
  const padding = " ".repeat(Math.max(0, LEVEL_WIDTH - level.length));
  return new TextEncoder().encode(`${colored.level(level)}${padding} ${colored.aside(place)} `);
}
