/**
 * The event envelope that the client library of a driver may put before a payload. It says where and when the payload
 * was sent, and lets the listener detect missing frames. A message has one event or several.
 *
 * Its layout is driver/include/pipelisten_event.h; the tests compare these offsets with the assertions in that header.
 *
 * @module
 */

import type { Frame, KernelStamp } from "./frame.ts";

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
/** Where the next event begins: at a multiple of this. */
const ALIGNMENT = 8;
/** The FILETIME of the year 10000, the first that RFC 3339 cannot express. */
const YEAR_10000 = 2_650_467_744_000_000_000n;

/** An envelope that has been opened. */
export interface Envelope {
  readonly stamp: KernelStamp;
  /** Whether it carries no frame. */
  readonly notice: boolean;
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
export function openEnvelopes({ bytes, truncated }: Message): readonly Envelope[] | undefined {
  if (bytes[0] !== 0x50 || bytes.length < EVENT_LAYOUT.sizeof) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const envelopes: Envelope[] = [];
  for (let at = 0;;) {
    const envelope = openAt(view, at);
    if (envelope === undefined) return undefined;
    envelopes.push(envelope);
    const { end } = envelope;
    if ((view.getUint32(at + EVENT_LAYOUT.Flags, true) & MORE) === 0) {
      const isLast = truncated === undefined
        ? end === bytes.length
        : isCutFrom(end, bytes.length, truncated.messageSize);
      return isLast ? envelopes : undefined;
    }
    at = aligned(end);
    if (truncated !== undefined || !isZero(bytes, end, at)) return undefined;
  }
}

/** How many numbers of `seq` a message takes: one, or one for each of its events. */
export function framesIn(message: Message): number {
  const { bytes } = message;
  const isBatch = bytes[0] === 0x50 && bytes.length > EVENT_LAYOUT.sizeof && (bytes[EVENT_LAYOUT.Flags]! & MORE) !== 0;
  return isBatch ? openEnvelopes(message)?.length ?? 1 : 1;
}

/** One event of a message as a frame of its own: the payload, with the stamp of the envelope. */
export function unwrapped(frame: Frame, { stamp, start, end }: Envelope): Frame {
  const bytes = frame.bytes.subarray(start, end);
  const messageSize = frame.truncated?.messageSize;
  return messageSize === undefined || messageSize === null
    ? { ...frame, bytes, kernel: stamp }
    : { ...frame, bytes, kernel: stamp, truncated: { messageSize: messageSize - start } };
}

/** Opens the envelope that begins at `at`, wherever the payload ends. */
function openAt(view: DataView, at: number): Envelope | undefined {
  const start = at + EVENT_LAYOUT.sizeof;
  if (start > view.byteLength) return undefined;
  const u32 = (offset: number) => view.getUint32(at + offset, true);
  const u64 = (offset: number) => u32(offset) + 2 ** 32 * u32(offset + 4);
  if (u32(EVENT_LAYOUT.Magic) !== MAGIC || view.getUint16(at + EVENT_LAYOUT.Version, true) !== VERSION) {
    return undefined;
  }
  if (view.getUint16(at + EVENT_LAYOUT.HeaderSize, true) !== EVENT_LAYOUT.sizeof) return undefined;
  const [sequence, dropped] = [u64(EVENT_LAYOUT.Sequence), u64(EVENT_LAYOUT.Dropped)];
  const [length, flags] = [u32(EVENT_LAYOUT.PayloadLength), u32(EVENT_LAYOUT.Flags)];
  const [time, notice] = [view.getBigUint64(at + EVENT_LAYOUT.Time, true), (flags & NOTICE) !== 0];
  // A number must hold them exactly, and each drop was an attempt
  if (!Number.isSafeInteger(sequence) || sequence < 1 || dropped > sequence) return undefined;
  if (time >= YEAR_10000 || flags > (NOTICE | MORE) || (notice && length > 0)) return undefined;
  return {
    stamp: {
      sequence,
      dropped,
      time,
      processor: u32(EVENT_LAYOUT.Processor),
      pid: u32(EVENT_LAYOUT.ProcessId),
      tid: u32(EVENT_LAYOUT.ThreadId),
      type: u32(EVENT_LAYOUT.PayloadType),
    },
    notice,
    start,
    end: start + length,
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
}

/** The payload in an envelope. The processor and the thread are 0, since Deno does not know them; nothing was dropped. */
export function wrapped(payload: Uint8Array, { sequence, type, time, pid }: EventStamp): Uint8Array {
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
