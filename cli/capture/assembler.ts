/**
 * Puts frames together from packets: a frame that is larger than the maximum packet is recorded in parts.
 *
 * @module
 */

import { concat } from "@std/bytes/concat";
import { type Frame, MAX_FRAME_SIZE, type Microseconds } from "../frame/frame.ts";
import type { FrameComment } from "./frame_comment.ts";
import { MAX_PACKET } from "./pcapng.ts";

/** A packet block without its options. */
export interface Packet {
  /** Null if the block has none. */
  readonly time: Microseconds | null;
  /** The captured bytes. */
  readonly data: Uint8Array;
  /** How many bytes the packet had before it was cut. */
  readonly originalLength: number;
}

const MAX_PARTS = MAX_FRAME_SIZE / MAX_PACKET;

/** Joins the parts of each frame. */
export class Assembler {
  /** How many frames lack a part, which may be in another file or was filtered out. */
  incomplete = 0;
  /** The parts so far of the current frame. */
  #parts: Uint8Array[] = [];
  #seq = 0;

  /** The frame that this packet completes, if any. The bytes of a frame in one packet are the packet's own. */
  add(comment: FrameComment, packet: Packet): Frame | undefined {
    const { seq, part } = comment;
    if (seq !== this.#seq || part?.number !== this.#parts.length + 1) this.abandon();
    if (part === undefined) return wholeFrame(comment, packet);
    if (part.number !== this.#parts.length + 1) {
      if (seq !== this.#seq) this.incomplete++;
      this.#seq = seq;
      return undefined;
    }
    this.#seq = seq;
    this.#parts.push(packet.data.slice());
    if (part.number < part.of) return undefined;
    const bytes = concat(this.#parts);
    this.#parts = [];
    return frame(comment, packet, bytes, bytes.length - packet.data.length + packet.originalLength);
  }

  /** Gives up the current frame, if there is one. */
  abandon(): void {
    if (this.#parts.length > 0) this.incomplete++;
    this.#parts = [];
  }
}

/** Whether a packet can be the part that its comment claims: all parts but the last have the maximum size. */
export function isPossible({ part }: FrameComment, { data }: Packet): boolean {
  if (part === undefined) return true;
  const { number, of } = part;
  return number <= of && of > 1 && of <= MAX_PARTS && (number === of || data.length === MAX_PACKET);
}

/** The frame that a packet is on its own. */
export function wholeFrame(comment: FrameComment, packet: Packet): Frame {
  return frame(comment, packet, packet.data, packet.originalLength);
}

function frame(comment: FrameComment, { time }: Packet, bytes: Uint8Array, messageSize: number): Frame {
  const { seq, client, pid, untimed, unfinished, dropped } = comment;
  const truncated = unfinished ? { messageSize: null } : messageSize > bytes.length ? { messageSize } : undefined;
  return {
    kind: "frame",
    seq,
    time: untimed ? null : time,
    client,
    pid,
    bytes,
    ...(truncated && { truncated }),
    ...(dropped && { dropped: true }),
  };
}
