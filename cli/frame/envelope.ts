/**
 * The event envelope that the client library of a driver may put before a payload. It says where and when the payload
 * was sent, and lets the listener detect missing frames.
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
/** The FILETIME of the year 10000, the first that RFC 3339 cannot express. */
const YEAR_10000 = 2_650_467_744_000_000_000n;

/** An envelope that has been opened. */
export interface Envelope {
  readonly stamp: KernelStamp;
  /** Whether it carries no frame. */
  readonly notice: boolean;
}

/**
 * Opens the envelope of a frame; undefined if it has none.
 *
 * Every member must be valid, and the lengths must match exactly: anything else is a frame that happens to begin with the
 * same four letters, and is left unchanged.
 */
export function openEnvelope({ bytes, truncated }: Frame): Envelope | undefined {
  if (bytes[0] !== 0x50 || bytes.length < EVENT_LAYOUT.sizeof) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, EVENT_LAYOUT.sizeof);
  const u32 = (offset: number) => view.getUint32(offset, true);
  const u64 = (offset: number) => view.getBigUint64(offset, true);
  if (u32(EVENT_LAYOUT.Magic) !== MAGIC || view.getUint16(EVENT_LAYOUT.Version, true) !== VERSION) return undefined;
  if (view.getUint16(EVENT_LAYOUT.HeaderSize, true) !== EVENT_LAYOUT.sizeof) return undefined;
  const size = EVENT_LAYOUT.sizeof + u32(EVENT_LAYOUT.PayloadLength);
  if (truncated === undefined ? size !== bytes.length : !isCutFrom(size, bytes.length, truncated.messageSize)) {
    return undefined;
  }
  const [sequence, dropped] = [Number(u64(EVENT_LAYOUT.Sequence)), Number(u64(EVENT_LAYOUT.Dropped))];
  const [time, flags] = [u64(EVENT_LAYOUT.Time), u32(EVENT_LAYOUT.Flags)];
  // A number must hold them exactly, and each drop was an attempt
  if (!Number.isSafeInteger(sequence) || sequence < 1 || dropped > sequence) return undefined;
  if (time >= YEAR_10000 || flags > NOTICE) return undefined;
  if (flags === NOTICE && size !== EVENT_LAYOUT.sizeof) return undefined;
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
    notice: flags === NOTICE,
  };
}

/** The frame without its envelope: the payload, with the stamp of the envelope. */
export function unwrapped(frame: Frame, stamp: KernelStamp): Frame {
  const bytes = frame.bytes.subarray(EVENT_LAYOUT.sizeof);
  const messageSize = frame.truncated?.messageSize;
  return messageSize === undefined || messageSize === null
    ? { ...frame, bytes, kernel: stamp }
    : { ...frame, bytes, kernel: stamp, truncated: { messageSize: messageSize - EVENT_LAYOUT.sizeof } };
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

/** Whether a truncated frame of `length` bytes can be the beginning of a message of `size`. */
function isCutFrom(size: number, length: number, messageSize: number | null): boolean {
  return messageSize === null ? length <= size : messageSize === size;
}
