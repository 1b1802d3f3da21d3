/**
 * The event envelope, read once more from its specification (driver/README.md), and the account that a reader can keep
 * by it: what arrived and what was dropped is all that was sent.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";

const HEADER_SIZE = 56;
const NOTICE = 1;
const MORE = 2;

/** A message with an envelope. */
export interface KernelEvent {
  readonly payloadType: number;
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly sequence: bigint;
  readonly dropped: bigint;
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly processId: number;
  readonly threadId: number;
  readonly processor: number;
  readonly notice: boolean;
}

/** The events of a message, each as a message of its own; or the message, where it is a plain frame. */
export function* splitMessage(message: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  let at = 0;
  while (hasEnvelope(message.subarray(at)) && (view.getUint32(at + 52, true) & MORE) !== 0) {
    const end = at + HEADER_SIZE + view.getUint32(at + 12, true);
    yield message.subarray(at, end);
    at = Math.ceil(end / 8) * 8;
    assertEquals([...message.subarray(end, at)], new Array(at - end).fill(0), "the bytes between two events");
    assert(hasEnvelope(message.subarray(at)), "another event follows");
  }
  yield message.subarray(at);
}

function hasEnvelope(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_SIZE && new TextDecoder("latin1").decode(bytes.subarray(0, 4)) === "PLEV";
}

/** The event that a message of one event is, or undefined where it is a plain frame. */
export function parseEvent(message: Uint8Array): KernelEvent | undefined {
  const bytes = message.slice();
  const view = new DataView(bytes.buffer);
  if (!hasEnvelope(bytes)) return undefined;
  assertEquals(view.getUint16(4, true), 1, "the version");
  assertEquals(view.getUint16(6, true), HEADER_SIZE, "the size of the envelope");
  assertEquals(view.getUint32(12, true), bytes.length - HEADER_SIZE, "the length of the payload");
  return {
    payloadType: view.getUint32(8, true),
    payload: bytes.subarray(HEADER_SIZE),
    sequence: view.getBigUint64(16, true),
    dropped: view.getBigUint64(24, true),
    time: Number(view.getBigInt64(32, true) / 10_000n) - 11_644_473_600_000,
    processId: view.getUint32(40, true),
    threadId: view.getUint32(44, true),
    processor: view.getUint32(48, true),
    notice: (view.getUint32(52, true) & NOTICE) !== 0,
  };
}

/** Keeps account of all messages of one client, and fails at the first loss that no envelope reports. */
export class Account {
  /** Messages so far, notices not counted. */
  received = 0n;
  /** Of the last envelope. */
  sequence = 0n;
  dropped = 0n;
  notices = 0;

  /** Enters the next message. */
  enter(message: Uint8Array): KernelEvent | undefined {
    const event = parseEvent(message);
    if (event === undefined || !event.notice) this.received++;
    if (event === undefined) return undefined;
    assert(event.sequence > this.sequence, `number ${event.sequence} comes after ${this.sequence}`);
    assertEquals(this.received + event.dropped, event.sequence, "what arrived and what was dropped is what was sent");
    this.sequence = event.sequence;
    this.dropped = event.dropped;
    if (event.notice) this.notices++;
    return event;
  }
}
