/**
 * Frames as JSON: one object per line, lossless.
 *
 *     {"kind":"frame","seq":1,"time":"2026-01-31T12:00:00.123456Z","client":1,"pid":4,"size":4096,"text":"hello lyshark"}
 *
 * `text` is the text before the first NUL, or null if it doesn't decode. A decoded frame has `struct` and `fields`
 * instead, `error` if it doesn't fit the struct, and in `zeros` how many elements of arrays without a length were left
 * out since only zeros follow. A log line has `log` in their place (log_json.ts). If the frame can't be rebuilt from
 * these and its size, `base64` holds all of it.
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
import { FileTimes, isoTime } from "./time.ts";

/** Renders frames and events as lines of JSON. */
export function jsonRenderer(encoding: TextEncoding): Renderer {
  const known: Known = { sources: new SourceMembers(), fileTimes: new FileTimes() };
  return (item, out) => {
    if (item.kind === "frame") appendFrame(item, known, encoding, out);
    else appendEvent(item, out);
  };
}

/** The parts that are the same in each line, as bytes: appending those costs a third of a string's characters. */
const FRAME = encoded('{"kind":"frame","seq":');
const KERNEL = encoded(',"kernel":{"sequence":');
const DROPPED = encoded(',"dropped":');
const TIME = encoded(',"time":"');
const PROCESSOR = encoded('","processor":');
const PID = encoded(',"pid":');
const TID = encoded(',"tid":');
const TYPE = encoded(',"type":');
const STRUCT = encoded(',"struct":');
const FIELDS = encoded(',"fields":');
const BASE64 = encoded(',"base64":"');
const END = encoded("}\n");

/** What is kept from frame to frame. */
interface Known {
  readonly sources: SourceMembers;
  readonly fileTimes: FileTimes;
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What says when and from whom a frame came. It is kept: all frames of a batch have the same time, and mostly one client. */
class SourceMembers {
  #time: Microseconds | null | undefined;
  #client: number | null | undefined;
  #pid: number | null | undefined;
  #bytes: Uint8Array = new Uint8Array(0);

  /** `,"time":"…","client":1,"pid":4,"size":` of a frame. */
  of({ time, client, pid }: Frame): Uint8Array {
    if (time === this.#time && client === this.#client && pid === this.#pid) return this.#bytes;
    [this.#time, this.#client, this.#pid] = [time, client, pid];
    const quoted = time === null ? "null" : `"${isoTime(time)}"`;
    return this.#bytes = encoded(`,"time":${quoted},"client":${client},"pid":${pid},"size":`);
  }
}

function appendFrame(frame: Frame, { sources, fileTimes }: Known, encoding: TextEncoding, out: ByteBuffer): void {
  const { bytes } = frame;
  out.append(FRAME);
  out.decimal(frame.seq);
  out.append(sources.of(frame));
  out.decimal(bytes.length);
  if (frame.truncated !== undefined) {
    out.ascii(`,"truncated":true,"message_size":${frame.truncated.messageSize}`);
  }
  if (frame.kernel !== undefined) appendKernel(frame.kernel, fileTimes, out);
  const isWhole = appendContent(frame, encoding, out);
  if (!isWhole) {
    out.append(BASE64);
    out.ascii(bytes.toBase64());
    out.ascii('"');
  }
  out.append(END);
}

/** Appends what the frame says. @returns whether the frame can be rebuilt from it. */
function appendContent({ log, decoded, bytes }: Frame, encoding: TextEncoding, out: ByteBuffer): boolean {
  if (log !== undefined) return appendJsonLog(log, out);
  return decoded === undefined ? appendPlain(bytes, encoding, out) : appendDecoded(decoded, out);
}

/** All of the envelope: with the payload, the message can be rebuilt. */
function appendKernel(stamp: KernelStamp, fileTimes: FileTimes, out: ByteBuffer): void {
  out.append(KERNEL);
  out.decimal(stamp.sequence);
  out.append(DROPPED);
  out.decimal(stamp.dropped);
  out.append(TIME);
  fileTimes.append(stamp.time, out);
  out.append(PROCESSOR);
  out.decimal(stamp.processor);
  out.append(PID);
  out.decimal(stamp.pid);
  out.append(TID);
  out.decimal(stamp.tid);
  out.append(TYPE);
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
  out.append(STRUCT);
  appendJsonString(struct, out);
  out.append(FIELDS);
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

/** All members of the event in their own order, with the time as text. Events are rare: this needn't be fast. */
function appendEvent(event: LifecycleEvent, out: ByteBuffer): void {
  const members = Object.entries({ ...event, time: event.time === null ? null : isoTime(event.time) })
    .map(([key, value]) => `${jsonString(key)}:${typeof value === "string" ? jsonString(value) : value}`);
  out.text(`{${members.join(",")}}\n`);
}
