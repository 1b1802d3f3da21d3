/**
 * The message with which a listener sets what a driver logs: 16 bytes, sent to each client that connects. A driver takes it
 * only if it was opened with PIPELISTEN_LIVE_FILTER, and forgets it when the connection ends.
 *
 *     "PLCT", USHORT Version 1, USHORT Size 16, ULONG Level, ULONG Keywords
 *
 * @module
 */

import { LOG_LEVELS, type LogLevel } from "./log_site.ts";

/** What a driver is to log. */
export interface LogFilter {
  /** The least severe level that passes; `off`: none does. */
  readonly level: LogLevel | "off";
  /** A site with keywords passes if it has one of these. */
  readonly keywords: number;
}

/** The words for a level of a filter, those for more lines later. */
export const FILTER_LEVELS = ["off", ...LOG_LEVELS] as const;
/** As a driver does it by itself. */
export const DEFAULT_FILTER: LogFilter = { level: "info", keywords: 0xFFFF_FFFF };

const MAGIC = 0x5443_4C50; // PLCT
const VERSION = 1;
const SIZE = 16;

/** The message for a filter. */
export function filterMessage({ level, keywords }: LogFilter): Uint8Array {
  const view = new DataView(new ArrayBuffer(SIZE));
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, SIZE, true);
  view.setUint32(8, FILTER_LEVELS.indexOf(level), true);
  view.setUint32(12, keywords, true);
  return new Uint8Array(view.buffer);
}
