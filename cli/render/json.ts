/**
 * Frames as JSON: one object a line, lossless.
 *
 *     {"kind":"frame","seq":1,"time":"2026-01-31T12:00:00.123456Z","client":1,"pid":4,"size":4096,"text":"hello lyshark"}
 *
 * `text` is what comes before the first NUL, or null where that doesn't decode. A frame that has been decoded has
 * `struct` and `fields` instead, and `error` where it doesn't fit. Text or fields, and size, give the frame back; where
 * they can't, `base64` holds all of it.
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
import type { Renderer } from "./renderer.ts";
import { isoFileTime, isoTime } from "./time.ts";

/** Renders frames and events as lines of JSON. */
export function jsonRenderer(encoding: TextEncoding): Renderer {
  // All frames of a batch have the same time.
  let lastTime: Microseconds | null = null;
  let lastIso = "null";
  return (item, output) => {
    if (item.time !== lastTime) {
      lastTime = item.time;
      lastIso = item.time === null ? "null" : `"${isoTime(item.time)}"`;
    }
    if (item.kind === "frame") appendFrame(item, lastIso, encoding, output);
    else appendEvent(item, output);
  };
}

function appendFrame(frame: Frame, isoTime: string, encoding: TextEncoding, output: ByteBuffer): void {
  const { bytes } = frame;
  output.ascii('{"kind":"frame","seq":');
  output.decimal(frame.seq);
  output.ascii(',"time":');
  output.ascii(isoTime);
  output.ascii(',"client":');
  appendNumber(frame.client, output);
  output.ascii(',"pid":');
  appendNumber(frame.pid, output);
  output.ascii(',"size":');
  output.decimal(bytes.length);
  if (frame.truncated !== undefined) {
    output.ascii(',"truncated":true,"message_size":');
    appendNumber(frame.truncated.messageSize, output);
  }
  if (frame.kernel !== undefined) appendKernel(frame.kernel, output);
  const isWhole = frame.decoded === undefined
    ? appendPlain(bytes, encoding, output)
    : appendDecoded(frame.decoded, output);
  if (!isWhole) {
    output.ascii(',"base64":"');
    output.text(bytes.toBase64());
    output.ascii('"');
  }
  output.ascii("}\n");
}

/** Everything that the envelope said: with the payload it gives the message back. */
function appendKernel(stamp: KernelStamp, output: ByteBuffer): void {
  output.ascii(',"kernel":{"sequence":');
  output.decimal(stamp.sequence);
  output.ascii(',"dropped":');
  output.decimal(stamp.dropped);
  output.ascii(`,"time":"${isoFileTime(stamp.time)}","processor":`);
  output.decimal(stamp.processor);
  output.ascii(',"pid":');
  output.decimal(stamp.pid);
  output.ascii(',"tid":');
  output.decimal(stamp.tid);
  output.ascii(',"type":');
  output.decimal(stamp.type);
  output.ascii("}");
}

/** Appends a frame of which no more is known than its text; tells whether that gives all its bytes back. */
function appendPlain(bytes: Uint8Array, encoding: TextEncoding, output: ByteBuffer): boolean {
  output.ascii(',"text":');
  const end = encoding.end(bytes);
  return appendText(bytes, end, encoding, output) && significantEnd(bytes, end) === end;
}

/** Appends the fields of a struct; tells whether they give all its bytes back. */
function appendDecoded({ struct, fields, error, complete }: Decoded, output: ByteBuffer): boolean {
  output.ascii(',"struct":');
  appendJsonString(struct, output);
  output.ascii(',"fields":');
  appendJsonFields(fields, output);
  if (error === undefined) return complete;
  output.ascii(',"error":');
  appendJsonString(error, output);
  return false;
}

/** Appends the text as a JSON string, or null; tells whether it stands for these bytes and no others. */
function appendText(bytes: Uint8Array, end: number, encoding: TextEncoding, output: ByteBuffer): boolean {
  if (encoding.asciiCompatible) {
    const start = output.length;
    output.ascii('"');
    if (appendAscii(output, bytes, 0, end, JSON_ESCAPES)) {
      output.ascii('"');
      return true;
    }
    output.length = start;
  }
  const text = encoding.decode(bytes.subarray(0, end));
  if (text === null) {
    output.ascii("null");
    return false;
  }
  output.text(jsonString(text));
  return encoding.isFaithful(text);
}

function appendNumber(value: number | null, output: ByteBuffer): void {
  if (value === null) output.ascii("null");
  else output.decimal(value);
}

/** Events are rare: their own members in their own order, with the time as text. */
function appendEvent(event: LifecycleEvent, output: ByteBuffer): void {
  const members = Object.entries({ ...event, time: event.time === null ? null : isoTime(event.time) })
    .map(([key, value]) => `${jsonString(key)}:${typeof value === "string" ? jsonString(value) : value}`);
  output.text(`{${members.join(",")}}\n`);
}
