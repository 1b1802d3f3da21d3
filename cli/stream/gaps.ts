/**
 * Frames that the driver had to drop: seen by the gaps in the sequence numbers of its envelopes.
 *
 * Every attempt to send has a number, that of a frame without an envelope too. So between two envelopes of a client
 * there are as many plain frames as numbers are missing, or else the rest has been lost.
 *
 * @module
 */

import type { Frame, KernelStamp, Lost } from "../frame/frame.ts";

/** How far one client's numbers have been followed. */
interface Position {
  /** The first number that was seen, the last that is accounted for, and the latest time; undefined before the first envelope. */
  envelopes?: { first: number; last: number; time: bigint };
  /** Frames without an envelope since then. */
  plain: number;
}

/** Follows the numbers of all clients. */
export class Gaps {
  readonly #clients = new Map<number | null, Position>();

  /** To be called for a frame without an envelope. */
  plain({ client }: Frame): void {
    this.#position(client).plain++;
  }

  /**
   * Whether an envelope has been seen before: the driver repeats a message whose write failed, though the pipe may have
   * taken it. Only then is its number one that was seen on this connection, and its time no later than the latest.
   */
  isRepeated({ client }: Frame, { sequence, time }: KernelStamp): boolean {
    if (client === null) return false; // a raw file may have the frames of several connections
    const seen = this.#clients.get(client)?.envelopes;
    return seen !== undefined && seen.first <= sequence && sequence <= seen.last && time <= seen.time;
  }

  /**
   * To be called for an envelope that is not repeated; gives the loss that it reveals.
   *
   * The first envelope of a client is where we start, as what came before may have gone to another listener; unless
   * the driver says that it has dropped exactly that.
   */
  envelope({ client, time }: Frame, stamp: KernelStamp, notice: boolean): Lost | undefined {
    const { sequence, dropped } = stamp;
    const position = this.#position(client);
    const { plain, envelopes } = position;
    const before = notice ? sequence : sequence - 1;
    const start = envelopes?.last ?? (before - plain === dropped ? 0 : before - plain);
    const missing = before - start - plain;
    position.plain = 0;
    if (envelopes === undefined) {
      position.envelopes = { first: sequence, last: sequence, time: stamp.time };
    } else {
      if (sequence < envelopes.first) envelopes.first = sequence; // the numbers begin again
      envelopes.last = sequence;
      if (stamp.time > envelopes.time) envelopes.time = stamp.time;
    }
    return missing > 0 ? { kind: "lost", time, client, frames: missing, bytes: null, by: "driver" } : undefined;
  }

  /** To be called when a client has gone. */
  forget(client: number): void {
    this.#clients.delete(client);
  }

  #position(client: number | null): Position {
    let position = this.#clients.get(client);
    if (position === undefined) this.#clients.set(client, position = { plain: 0 });
    return position;
  }
}
