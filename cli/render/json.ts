/**
 * Frames as JSON: one object per line, lossless.
 *
 *     {"kind":"frame","seq":1,"time":"2026-01-31T12:00:00.123456Z","client":1,"pid":4,"size":4096,"text":"hello lyshark"}
 *
 * `text` is the text before the first NUL, or null if it doesn't decode. A decoded frame has `struct` and `fields`
 * instead, `error` if it doesn't fit the struct, and in `zeros` how many elements of arrays without a length were left
 * out since only zeros follow. A log line has `log` in their place (log_json.ts). If the frame can't be rebuilt from text or fields and its size,
 * `base64` holds all of it.
 *
 * @module
 */

import type { TextEncoding } from "../frame/text_encoding.ts";
import { significantEnd } from "../frame/zeros.ts";
import type { Decoded } from "../frame/value.ts";
import type { Frame, KernelStamp, LifecycleEvent, Microseconds } from "../frame/frame.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { appendAscii, JSON_ESCAPES, jsonString } from "./escape.ts";
import { appendJsonFields, appendJsonString } from "./json_fields.ts";
import { appendJsonLog } from "./log_json.ts";
import type { Renderer } from "./renderer.ts";
import { isoFileTime, isoTime } from "./time.ts";

/** Renders frames and events as lines of JSON. */
export function jsonRenderer(encoding: TextEncoding): Renderer {
  // All frames of a batch have the same time.
  let lastTime: Microseconds | null = null;
  let lastIso = "null";
  return (item, out) => {
    if (item.time !== lastTime) {
      lastTime = item.time;
      lastIso = item.time === null ? "null" : `"${isoTime(item.time)}"`;
    }
    if (item.kind === "frame") appendFrame(item, lastIso, encoding, out);
    else appendEvent(item, out);
  };
}

function appendFrame(frame: Frame, isoTime: string, encoding: TextEncoding, out: ByteBuffer): void {
  const { bytes } = frame;
  out.ascii('{"kind":"frame","seq":');
  out.decimal(frame.seq);
  out.ascii(',"time":');
  out.ascii(isoTime);
  out.ascii(',"client":');
  appendNumberOrNull(frame.client, out);
  out.ascii(',"pid":');
  appendNumberOrNull(frame.pid, out);
  out.ascii(',"size":');
  out.decimal(bytes.length);
  if (frame.truncated !== undefined) {
    out.ascii(',"truncated":true,"message_size":');
    appendNumberOrNull(frame.truncated.messageSize, out);
  }
  if (frame.kernel !== undefined) appendKernel(frame.kernel, out);
  const isWhole = frame.log !== undefined
    ? appendJsonLog(frame.log, out)
    : frame.decoded === undefined
    ? appendPlain(bytes, encoding, out)
    : appendDecoded(frame.decoded, out);
  if (!isWhole) {
    out.ascii(',"base64":"');
    out.text(bytes.toBase64());
    out.ascii('"');
  }
  out.ascii("}\n");
}

/** All of the envelope: with the payload, the message can be rebuilt. */
function appendKernel(stamp: KernelStamp, out: ByteBuffer): void {
  out.ascii(',"kernel":{"sequence":');
  out.decimal(stamp.sequence);
  out.ascii(',"dropped":');
  out.decimal(stamp.dropped);
  out.ascii(`,"time":"${isoFileTime(stamp.time)}","processor":`);
  out.decimal(stamp.processor);
  out.ascii(',"pid":');
  out.decimal(stamp.pid);
  out.ascii(',"tid":');
  out.decimal(stamp.tid);
  out.ascii(',"type":');
  out.decimal(stamp.type);
  out.ascii("}");
}

/** Appends the text of a frame that hasn't been decoded. @returns whether the frame can be rebuilt from it. */
function appendPlain(bytes: Uint8Array, encoding: TextEncoding, out: ByteBuffer): boolean {
  out.ascii(',"text":');
  const end = encoding.end(bytes);
  return appendTextOrNull(bytes, end, encoding, out) && significantEnd(bytes, end) === end;
}

/** Appends the fields of a struct. @returns whether the frame can be rebuilt from them. */
function appendDecoded({ struct, fields, error, zeros, complete }: Decoded, out: ByteBuffer): boolean {
  out.ascii(',"struct":');
  appendJsonString(struct, out);
  out.ascii(',"fields":');
  appendJsonFields(fields, out);
  if (zeros !== undefined) {
    out.text(`,"zeros":${JSON.stringify(Object.fromEntries(zeros.map(({ path, count }) => [path, count])))}`);
  }
  if (error === undefined) return complete;
  out.ascii(',"error":');
  appendJsonString(error, out);
  return false;
}

/** Appends the text as a JSON string, or null. @returns whether exactly these bytes can be rebuilt from it. */
function appendTextOrNull(bytes: Uint8Array, end: number, encoding: TextEncoding, out: ByteBuffer): boolean {
  if (encoding.asciiCompatible) {
    const start = out.length;
    out.ascii('"');
    if (appendAscii(out, bytes, 0, end, JSON_ESCAPES)) {
      out.ascii('"');
      return true;
    }
    out.length = start;
  }
  const text = encoding.decode(bytes.subarray(0, end));
  if (text === null) {
    out.ascii("null");
    return false;
  }
  out.text(jsonString(text));
  return encoding.isFaithful(text);
}

function appendNumberOrNull(value: number | null, out: ByteBuffer): void {
  if (value === null) out.ascii("null");
  else out.decimal(value);
}

/** All members of the event in their own order, with the time as text. Events are rare: this needn't be fast. */
function appendEvent(event: LifecycleEvent, out: ByteBuffer): void {
  const members = Object.entries({ ...event, time: event.time === null ? null : isoTime(event.time) })
    .map(([key, value]) => `${jsonString(key)}:${typeof value === "string" ? jsonString(value) : value}`);
  out.text(`{${members.join(",")}}\n`);
}
