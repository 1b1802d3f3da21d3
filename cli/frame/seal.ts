/**
 * The event envelope from the sender's side: what a driver's client library puts before a payload.
 *
 * @module
 */

import { EVENT_LAYOUT, MAGIC, VERSION } from "./envelope.ts";

/** What the sender of an event knows. */
export interface Event {
  /** 1, 2, 3, …: the number of this attempt to send. */
  readonly sequence: number;
  /** The sender's own number for what the payload is. */
  readonly type: number;
  /** When: 100 ns since 1601 UTC, a FILETIME. */
  readonly time: bigint;
  /** The sending process. */
  readonly pid: number;
}

/** The payload in an envelope. The processor and the thread are 0, as nobody can tell them here; nothing was dropped. */
export function sealed(payload: Uint8Array, { sequence, type, time, pid }: Event): Uint8Array {
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
