/**
 * Frames out of the blocks that hold them: a frame that is larger than a packet may be comes in parts.
 *
 * @module
 */

import { concat } from "@std/bytes/concat";
import { type Frame, MAX_FRAME_SIZE, type Microseconds, type Truncation } from "../frame/frame.ts";
import type { FrameComment } from "./frame_comment.ts";
import { MAX_PACKET } from "./pcapng.ts";

/** What a packet block holds, beside its comment. */
export interface Packet {
  /** Null where the block has none. */
  readonly time: Microseconds | null;
  /** The captured bytes. */
  readonly data: Uint8Array;
  /** How many bytes there were before any were cut off. */
  readonly originalLength: number;
}

const MAX_PARTS = MAX_FRAME_SIZE / MAX_PACKET;

/** Puts parts together again. */
export class Assembler {
  /** How many frames lack a part: it is in another file, or was filtered out. */
  incomplete = 0;
  /** The parts of the frame that is under way. */
  #parts: Uint8Array[] = [];
  #seq = 0;

  /** The frame that a packet is, or is the last part of. Of what has no parts the bytes are the packet's own. */
  add(comment: FrameComment, packet: Packet): Frame | undefined {
    const { seq, part } = comment;
    if (seq !== this.#seq || part?.number !== this.#parts.length + 1) this.abandon();
    if (part === undefined) return frame(comment, packet, packet.data, packet.originalLength);
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

  /** Gives up the frame that is under way, if there is one. */
  abandon(): void {
    if (this.#parts.length > 0) this.incomplete++;
    this.#parts = [];
  }
}

/** Whether a packet can be the part that its comment says: all but the last are as large as packets get. */
export function isPossible({ part }: FrameComment, { data }: Packet): boolean {
  if (part === undefined) return true;
  const { number, of } = part;
  return number <= of && of > 1 && of <= MAX_PARTS && (number === of || data.length === MAX_PACKET);
}

function frame(comment: FrameComment, { time }: Packet, bytes: Uint8Array, messageSize: number): Frame {
  const { seq, client, pid, untimed, unfinished, dropped } = comment;
  const truncated = unfinished ? { messageSize: null } : truncation(bytes.length, messageSize);
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

/** What is said of a frame of `size` bytes whose message had `messageSize`. */
export function truncation(size: number, messageSize: number): Truncation | undefined {
  return messageSize > size ? { messageSize } : undefined;
}
