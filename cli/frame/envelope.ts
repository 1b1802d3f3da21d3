/**
 * The event envelope that the client library of a driver may put before a payload. It says where and when the payload
 * was sent, and lets the listener detect missing frames. A message has one event or several.
 *
 * Its layout is driver/include/pipelisten_event.h; the tests compare these offsets with the assertions in that header.
 *
 * @module
 */

import type { Frame, KernelStamp } from "./frame.ts";
import { isLogLine } from "./log_arguments.ts";
import { isLogSite } from "./log_site.ts";

/** Offsets in PIPELISTEN_EVENT; all numbers are little-endian. */
export const EVENT_LAYOUT = {
  Magic: 0,
  Version: 4,
  HeaderSize: 6,
  PayloadType: 8,
  PayloadLength: 12,
  Sequence: 16,
  Dropped: 24,
  Time: 32,
  ProcessId: 40,
  ThreadId: 44,
  Processor: 48,
  Flags: 52,
  sizeof: 56,
} as const;

/** `PLEV` as a number. */
const MAGIC = 0x5645_4C50;
/** The version of the layout. */
const VERSION = 1;
/** PIPELISTEN_EVENT_NOTICE: the envelope carries no frame, only the number of dropped ones. */
const NOTICE = 1;
/** PIPELISTEN_EVENT_MORE: another event follows in the same message. */
const MORE = 2;
/** PIPELISTEN_EVENT_LOG: the payload is a log line. */
const LOG = 4;
/** PIPELISTEN_EVENT_LOG_SITE: the payload describes where log lines come from; like a notice, it is no attempt to send. */
const LOG_SITE = 8;
/** What an event carries, by its flags without {@linkcode MORE}; any other combination is undefined. */
const CARRIES: readonly (Carries | undefined)[] = Object.assign(new Array(16).fill(undefined), {
  0: "frame",
  [NOTICE]: "notice",
  [LOG]: "log",
  [LOG_SITE]: "site",
});
/** Where the next event begins: at a multiple of this. */
const ALIGNMENT = 8;
/** The FILETIME of the year 10000, the first that RFC 3339 cannot express. */
const YEAR_10000 = 2_650_467_744_000_000_000n;
const YEAR_10000_LOW = Number(YEAR_10000 & 0xFFFF_FFFFn);
const YEAR_10000_HIGH = Number(YEAR_10000 >> 32n);

/** What is in an envelope: a frame, nothing but the number of dropped ones, a log line, or the site of log lines. */
export type Carries = "frame" | "notice" | "log" | "site";

/** An envelope that has been opened. */
export interface Envelope {
  readonly stamp: KernelStamp;
  /** What is in it. */
  readonly carries: Carries;
  /** Where the payload begins in the message, and where it ends. */
  readonly start: number;
  readonly end: number;
}

/** A message, or what has arrived of it. */
type Message = Pick<Frame, "bytes" | "truncated">;

/**
 * Opens the envelopes of a message, one or several; undefined if it has none.
 *
 * Every member must be valid, the lengths must match exactly, and the bytes between two events must be 0: anything else is
 * a frame that happens to begin with the same four letters, and is left unchanged. Of several events none may be missing,
 * so a truncated message has at most one.
 */
export function openEnvelopes(message: Message): readonly Envelope[] | undefined {
  const { bytes } = message;
  if (bytes[0] !== 0x50 || bytes.length < EVENT_LAYOUT.sizeof) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (countEvents(message, view) < 0) return undefined;
  const envelopes: Envelope[] = [];
  for (let at = 0;;) {
    const envelope = openAt(view, at);
    envelopes.push(envelope);
    if ((view.getUint32(at + EVENT_LAYOUT.Flags, true) & MORE) === 0) return envelopes;
    at = aligned(envelope.end);
  }
}

/** How many numbers of `seq` a message takes: one, or one for each of its events but the sites of log lines. */
export function framesIn(message: Message): number {
  const { bytes } = message;
  if (bytes[0] !== 0x50 || bytes.length <= EVENT_LAYOUT.sizeof) return 1;
  if ((bytes[EVENT_LAYOUT.Flags]! & (MORE | LOG_SITE)) === 0) return 1;
  const count = countEvents(message, new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  return count < 0 ? 1 : count;
}

/** The sites of log lines in a message, each as the event that it was, and without the others that may follow it. */
export function siteEvents(message: Message): Uint8Array[] {
  const { bytes } = message;
  if (bytes[0] !== 0x50 || bytes.length <= EVENT_LAYOUT.sizeof) return [];
  if ((bytes[EVENT_LAYOUT.Flags]! & (MORE | LOG_SITE)) === 0) return [];
  return (openEnvelopes(message) ?? []).filter(({ carries }) => carries === "site").map(({ start, end }) => {
    const event = bytes.slice(start - EVENT_LAYOUT.sizeof, end);
    event[EVENT_LAYOUT.Flags]! &= ~MORE;
    return event;
  });
}

/** The payload of an event that is a whole message. */
export function payloadOf(event: Uint8Array): Uint8Array {
  return event.subarray(EVENT_LAYOUT.sizeof);
}

/** One event of a message as a frame of its own: the payload, with the stamp of the envelope. */
export function unwrapped(frame: Frame, { stamp, start, end }: Envelope): Frame {
  const bytes = frame.bytes.subarray(start, end);
  const messageSize = frame.truncated?.messageSize;
  return messageSize === undefined || messageSize === null
    ? { ...frame, bytes, kernel: stamp }
    : { ...frame, bytes, kernel: stamp, truncated: { messageSize: messageSize - start } };
}

/** How many events of a message are not the sites of log lines; -1 if it isn't a message of events. */
function countEvents({ bytes, truncated }: Message, view: DataView): number {
  let count = 0;
  for (let at = 0;;) {
    const end = endOfEvent(bytes, view, at);
    if (end < 0) return -1;
    const flags = view.getUint32(at + EVENT_LAYOUT.Flags, true);
    const isLog = (flags & (LOG | LOG_SITE)) !== 0;
    // Of a log line or a site nothing may be missing
    if (isLog && !isLogPayload(flags, bytes, at + EVENT_LAYOUT.sizeof, end)) return -1;
    if ((flags & LOG_SITE) === 0) count++;
    if ((flags & MORE) === 0) {
      const isLast = truncated === undefined
        ? end === bytes.length
        : !isLog && isCutFrom(end, bytes.length, truncated.messageSize);
      return isLast ? count : -1;
    }
    at = aligned(end);
    if (truncated !== undefined || !isZero(bytes, end, at)) return -1;
  }
}

function isLogPayload(flags: number, bytes: Uint8Array, start: number, end: number): boolean {
  if (end > bytes.length) return false;
  return (flags & LOG) !== 0 ? isLogLine(bytes, start, end) : isLogSite(bytes, start, end);
}

/** Where the payload ends of the event that begins at `at`, which may be beyond the message; -1 if its envelope isn't valid. */
function endOfEvent(bytes: Uint8Array, view: DataView, at: number): number {
  const start = at + EVENT_LAYOUT.sizeof;
  if (start > bytes.length) return -1;
  const u32 = (offset: number) => view.getUint32(at + offset, true);
  if (u32(EVENT_LAYOUT.Magic) !== MAGIC || u32(EVENT_LAYOUT.Version) !== (EVENT_LAYOUT.sizeof << 16 | VERSION)) {
    return -1;
  }
  const flags = u32(EVENT_LAYOUT.Flags);
  const carries = flags > 15 ? undefined : CARRIES[flags & ~MORE];
  if (carries === undefined) return -1;
  const sequence = u64(view, at + EVENT_LAYOUT.Sequence);
  const isNumbered = sequence >= 1 || carries === "site"; // a driver that has sent nothing yet describes its sites
  // A number must hold them exactly, and each drop was an attempt
  if (!isNumbered || sequence > Number.MAX_SAFE_INTEGER || u64(view, at + EVENT_LAYOUT.Dropped) > sequence) return -1;
  if (isAfterYear9999(u32(EVENT_LAYOUT.Time), u32(EVENT_LAYOUT.Time + 4))) return -1;
  const length = u32(EVENT_LAYOUT.PayloadLength);
  if (carries === "notice" && length > 0) return -1;
  if ((flags & (LOG | LOG_SITE)) !== 0 && u32(EVENT_LAYOUT.PayloadType) !== 0) return -1;
  return start + length;
}

function isAfterYear9999(low: number, high: number): boolean {
  return high > YEAR_10000_HIGH || (high === YEAR_10000_HIGH && low >= YEAR_10000_LOW);
}

function u64(view: DataView, at: number): number {
  return view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true);
}

/** Opens the envelope that begins at `at` and is valid, wherever the payload ends. */
function openAt(view: DataView, at: number): Envelope {
  const start = at + EVENT_LAYOUT.sizeof;
  const u32 = (offset: number) => view.getUint32(at + offset, true);
  return {
    stamp: {
      sequence: u64(view, at + EVENT_LAYOUT.Sequence),
      dropped: u64(view, at + EVENT_LAYOUT.Dropped),
      time: view.getBigUint64(at + EVENT_LAYOUT.Time, true),
      processor: u32(EVENT_LAYOUT.Processor),
      pid: u32(EVENT_LAYOUT.ProcessId),
      tid: u32(EVENT_LAYOUT.ThreadId),
      type: u32(EVENT_LAYOUT.PayloadType),
    },
    carries: CARRIES[u32(EVENT_LAYOUT.Flags) & ~MORE]!,
    start,
    end: start + u32(EVENT_LAYOUT.PayloadLength),
  };
}

/** What the sender of an event knows. */
export interface EventStamp {
  /** 1, 2, 3, …: the number of this attempt to send. */
  readonly sequence: number;
  /** The sender's own number for the kind of payload. */
  readonly type: number;
  /** The time of sending: 100 ns since 1601 UTC, a FILETIME. */
  readonly time: bigint;
  /** The sending process. */
  readonly pid: number;
  /** What the payload is; a frame by default. */
  readonly carries?: Exclude<Carries, "notice">;
}

/** The payload in an envelope. The processor and the thread are 0, since Deno does not know them; nothing was dropped. */
export function wrapped(payload: Uint8Array, { sequence, type, time, pid, carries = "frame" }: EventStamp): Uint8Array {
  const bytes = new Uint8Array(EVENT_LAYOUT.sizeof + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(EVENT_LAYOUT.Magic, MAGIC, true);
  view.setUint16(EVENT_LAYOUT.Version, VERSION, true);
  view.setUint16(EVENT_LAYOUT.HeaderSize, EVENT_LAYOUT.sizeof, true);
  view.setUint32(EVENT_LAYOUT.PayloadType, type, true);
  view.setUint32(EVENT_LAYOUT.PayloadLength, payload.length, true);
  view.setBigUint64(EVENT_LAYOUT.Sequence, BigInt(sequence), true);
  view.setBigUint64(EVENT_LAYOUT.Time, time, true);
  view.setUint32(EVENT_LAYOUT.ProcessId, pid, true);
  view.setUint32(EVENT_LAYOUT.Flags, CARRIES.indexOf(carries), true);
  bytes.set(payload, EVENT_LAYOUT.sizeof);
  return bytes;
}

/** Several events, each in its envelope, as one message. */
export function packed(events: readonly Uint8Array[]): Uint8Array {
  const size = events.reduce((end, event) => aligned(end) + event.length, 0);
  const message = new Uint8Array(size);
  const view = new DataView(message.buffer);
  let at = 0;
  for (const event of events) {
    message.set(event, at);
    const [flags, next] = [at + EVENT_LAYOUT.Flags, aligned(at + event.length)];
    if (next < size) view.setUint32(flags, view.getUint32(flags, true) | MORE, true);
    at = next;
  }
  return message;
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** Whether a truncated frame of `length` bytes can be the beginning of a message of `size`. */
function isCutFrom(size: number, length: number, messageSize: number | null): boolean {
  return messageSize === null ? length <= size : messageSize === size;
}
