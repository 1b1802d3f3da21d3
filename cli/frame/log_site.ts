/**
 * The payload of a LOG_SITE event: what stands at one call of PIPELISTEN_LOG in a driver. It is sent once per connection, so
 * that a log line needs only the site's number and its arguments.
 *
 * Its layout is in driver/include/pipelisten_log.h.
 *
 * @module
 */

/** The level of a log line. */
export type LogLevel = "error" | "warning" | "info" | "debug" | "trace";

/** The levels by their numbers, 1 to 5, the most severe first. */
export const LOG_LEVELS: readonly LogLevel[] = ["error", "warning", "info", "debug", "trace"];

/** What a driver says about one of its calls of PIPELISTEN_LOG. */
export interface LogSite {
  /** Its number on this connection. */
  readonly number: number;
  /** How severe its lines are. */
  readonly level: LogLevel;
  /** A bit mask that a filter may select by; 0 if it has none. */
  readonly keywords: number;
  /** The format string, as of printf. */
  readonly format: string;
  /** The source file, as the compiler was given it. */
  readonly file: string;
  /** The line in that file. */
  readonly line: number;
  /** The function that contains the call. */
  readonly function: string;
}

/** Offsets in the payload; all numbers are little-endian. */
const LAYOUT = { Number: 0, Line: 4, Keywords: 8, Level: 12, Reserved: 13, Strings: 16 } as const;

const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LOSSY_UTF_8 = new TextDecoder("utf-8", { ignoreBOM: true });
const ENCODER = new TextEncoder();

/** Whether bytes[start..end) are a site: a known level, nothing in the reserved bytes, three strings and nothing after. */
export function isLogSite(bytes: Uint8Array, start: number, end: number): boolean {
  const level = bytes[start + LAYOUT.Level]!;
  if (end - start < LAYOUT.Strings || level < 1 || level > LOG_LEVELS.length) return false;
  for (let i = LAYOUT.Reserved; i < LAYOUT.Strings; i++) if (bytes[start + i] !== 0) return false;
  let ends = 0;
  for (let i = start + LAYOUT.Strings; i < end; i++) if (bytes[i] === 0) ends++;
  return ends === 3 && bytes[end - 1] === 0;
}

/**
 * Reads a payload for which {@linkcode isLogSite} holds.
 *
 * @param decode Decodes strings that are not UTF-8, as a compiler may have taken them from a source in another encoding.
 */
export function readLogSite(payload: Uint8Array, decode: (bytes: Uint8Array) => string | null = () => null): LogSite {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  let at: number = LAYOUT.Strings;
  const text = () => {
    const end = payload.indexOf(0, at);
    const bytes = payload.subarray(at, end);
    at = end + 1;
    return utf8(bytes) ?? decode(bytes) ?? LOSSY_UTF_8.decode(bytes);
  };
  return {
    number: view.getUint32(LAYOUT.Number, true),
    level: LOG_LEVELS[payload[LAYOUT.Level]! - 1]!,
    keywords: view.getUint32(LAYOUT.Keywords, true),
    format: text(),
    file: text(),
    line: view.getUint32(LAYOUT.Line, true),
    function: text(),
  };
}

/** The last component of a path as a compiler gives it, with either separator. */
export function sourceName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** The number of the site in such a payload. */
export function logSiteNumber(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(LAYOUT.Number, true);
}

/** The payload of a site. Its strings have no NUL. */
export function logSitePayload(site: LogSite): Uint8Array {
  const strings = ENCODER.encode(`${site.format}\0${site.file}\0${site.function}\0`);
  const payload = new Uint8Array(LAYOUT.Strings + strings.length);
  const view = new DataView(payload.buffer);
  view.setUint32(LAYOUT.Number, site.number, true);
  view.setUint32(LAYOUT.Line, site.line, true);
  view.setUint32(LAYOUT.Keywords, site.keywords, true);
  payload[LAYOUT.Level] = LOG_LEVELS.indexOf(site.level) + 1;
  payload.set(strings, LAYOUT.Strings);
  return payload;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return UTF_8.decode(bytes);
  } catch {
    return null; // a fatal decoder throws only for bytes that do not decode
  }
}
