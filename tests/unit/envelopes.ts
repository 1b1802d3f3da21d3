/** Event envelopes as a driver writes them, for tests. */
import { EVENT_LAYOUT } from "../../cli/frame/envelope.ts";

/** The members of PIPELISTEN_EVENT that a test may care for; the rest is right. */
export interface EventMembers {
  readonly Magic?: string;
  readonly Version?: number;
  readonly HeaderSize?: number;
  readonly PayloadType?: number;
  readonly PayloadLength?: number;
  readonly Sequence?: bigint;
  readonly Dropped?: bigint;
  readonly Time?: bigint;
  readonly ProcessId?: number;
  readonly ThreadId?: number;
  readonly Processor?: number;
  readonly Flags?: number;
}

/** 2026-01-31T12:00:00.1234567Z */
export const SENT = 134_143_344_001_234_567n;

/** An envelope and its payload. */
export function event(payload: Uint8Array | string, members: EventMembers = {}): Uint8Array {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const message = new Uint8Array(EVENT_LAYOUT.sizeof + bytes.length);
  const view = new DataView(message.buffer);
  message.set(new TextEncoder().encode(members.Magic ?? "PLEV"));
  view.setUint16(EVENT_LAYOUT.Version, members.Version ?? 1, true);
  view.setUint16(EVENT_LAYOUT.HeaderSize, members.HeaderSize ?? EVENT_LAYOUT.sizeof, true);
  view.setUint32(EVENT_LAYOUT.PayloadType, members.PayloadType ?? 0, true);
  view.setUint32(EVENT_LAYOUT.PayloadLength, members.PayloadLength ?? bytes.length, true);
  view.setBigUint64(EVENT_LAYOUT.Sequence, members.Sequence ?? 1n, true);
  view.setBigUint64(EVENT_LAYOUT.Dropped, members.Dropped ?? 0n, true);
  view.setBigUint64(EVENT_LAYOUT.Time, members.Time ?? SENT, true);
  view.setUint32(EVENT_LAYOUT.ProcessId, members.ProcessId ?? 4, true);
  view.setUint32(EVENT_LAYOUT.ThreadId, members.ThreadId ?? 116, true);
  view.setUint32(EVENT_LAYOUT.Processor, members.Processor ?? 1, true);
  view.setUint32(EVENT_LAYOUT.Flags, members.Flags ?? 0, true);
  message.set(bytes, EVENT_LAYOUT.sizeof);
  return message;
}

/** The news of a loss, without a frame. */
export function notice(Sequence: bigint, Dropped: bigint): Uint8Array {
  return event("", { Sequence, Dropped, Flags: 1 });
}
