/**
 * Log lines in JSON.
 *
 *     "log":{"level":"info","file":"driver.c","line":42,"function":"DriverEntry","format":"opened %wZ by %u",
 *     "args":["\\Device\\X",4],"message":"opened \\Device\\X by 4"}
 *
 * A line of an unknown site has `site`, its number, in place of what the site would say.
 *
 * @module
 */

import { ByteBuffer } from "../frame/byte_buffer.ts";
import { type LogSite, sourceName } from "../frame/log_site.ts";
import type { Logged } from "../frame/logged.ts";
import { appendAscii, JSON_ESCAPES, jsonString } from "./escape.ts";
import { appendJsonString, appendValue } from "./json_fields.ts";

const MESSAGE = new ByteBuffer(1024);
const LOSSY = new TextDecoder("utf-8", { ignoreBOM: true });
const COMMA = 0x2C;
const QUOTE = 0x22;
const CLOSE_BRACE = 0x7D;

/** What the site says, the same for all its lines. */
const facts = new WeakMap<LogSite, Uint8Array>();

/** Appends the `log` member. @returns whether all that was sent is in it. */
export function appendJsonLog(log: Logged, out: ByteBuffer): boolean {
  const { site, number, args } = log;
  if (site === undefined) out.ascii(`,"log":{"site":${number},"args":[`);
  else out.append(factsOf(site));
  args.forEach((value, i) => {
    if (i > 0) out.byte(COMMA);
    if (value === null) out.ascii("null");
    else appendValue(value, out);
  });
  out.ascii('],"message":');
  MESSAGE.clear();
  const error = log.append(MESSAGE);
  appendMessage(MESSAGE, out);
  if (error !== undefined) {
    out.ascii(',"error":');
    appendJsonString(error, out);
  }
  out.byte(CLOSE_BRACE);
  return log.complete;
}

/** All of the line before its arguments. */
function factsOf(site: LogSite): Uint8Array {
  let bytes = facts.get(site);
  if (bytes === undefined) {
    const { level, file, line, keywords, format } = site;
    const mask = keywords === 0 ? "" : `,"keywords":${keywords}`;
    const text = `,"log":{"level":"${level}","file":${jsonString(sourceName(file))},"line":${line},` +
      `"function":${jsonString(site.function)}${mask},"format":${jsonString(format)},"args":[`;
    facts.set(site, bytes = new TextEncoder().encode(text));
  }
  return bytes;
}

/** Bytes that don't decode become U+FFFD: the frame has them in `base64`. */
function appendMessage(message: ByteBuffer, out: ByteBuffer): void {
  const start = out.length;
  out.byte(QUOTE);
  if (appendAscii(out, message.bytes, 0, message.length, JSON_ESCAPES)) return out.byte(QUOTE);
  out.length = start;
  out.text(jsonString(LOSSY.decode(message.view)));
}
