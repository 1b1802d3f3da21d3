/**
 * The event envelope: what a driver's client library may put before a payload, so that the listener learns where and
 * when it was sent, and which frames are missing.
 *
 * Its layout is driver/include/pipelisten_event.h; the tests compare these offsets with what a C compiler says of it.
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
export const MAGIC = 0x5645_4C50;
/** The version of the layout. */
export const VERSION = 1;
/** PIPELISTEN_EVENT_NOTICE: no frame, only news of a loss. */
const NOTICE = 1;
/** The first FILETIME behind the year 9999, which no RFC 3339 date can show. */
const YEAR_10000 = 2_650_467_744_000_000_000n;

/** An envelope that has been opened. */
export interface Envelope {
  /** What it says. */
  readonly stamp: KernelStamp;
  /** Whether there is no frame in it. */
  readonly notice: boolean;
}

/**
 * Opens the envelope of a frame; undefined where there is none.
 *
 * Every member has to make sense, and the lengths have to agree to the byte: anything else is a frame that happens to
 * begin with these four letters, and stays as it is.
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
  // A Number must hold them exactly, and each drop was an attempt.
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

/** The frame without its envelope: the payload, and what the envelope says. */
export function unwrapped(frame: Frame, stamp: KernelStamp): Frame {
  const bytes = frame.bytes.subarray(EVENT_LAYOUT.sizeof);
  const messageSize = frame.truncated?.messageSize;
  return messageSize === undefined || messageSize === null
    ? { ...frame, bytes, kernel: stamp }
    : { ...frame, bytes, kernel: stamp, truncated: { messageSize: messageSize - EVENT_LAYOUT.sizeof } };
}

/** Whether a cut frame of `length` bytes can be the beginning of a message of `size`. */
function isCutFrom(size: number, length: number, messageSize: number | null): boolean {
  return messageSize === null ? length <= size : messageSize === size;
}
