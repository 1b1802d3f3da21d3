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
  /** The last number that is accounted for; undefined before the first envelope. */
  sequence: number | undefined;
  /** Frames without an envelope since then. */
  plain: number;
}

/** Follows the numbers of all clients. */
export class Gaps {
  readonly #clients = new Map<number | null, Position>();

  /** To be called for a frame without an envelope. */
  plain({ client }: Frame): void {
    const position = this.#clients.get(client);
    if (position === undefined) this.#clients.set(client, { sequence: undefined, plain: 1 });
    else position.plain++;
  }

  /**
   * To be called for an envelope; gives the loss that it reveals.
   *
   * The first envelope of a client is where we start, as what came before may have gone to another listener; unless
   * the driver says that it has dropped exactly that.
   */
  envelope({ client, time }: Frame, { sequence, dropped }: KernelStamp, notice: boolean): Lost | undefined {
    const position = this.#clients.get(client) ?? { sequence: undefined, plain: 0 };
    const before = notice ? sequence : sequence - 1;
    const start = position.sequence ?? (before - position.plain === dropped ? 0 : before - position.plain);
    const missing = before - start - position.plain;
    this.#clients.set(client, { sequence, plain: 0 });
    return missing > 0 ? { kind: "lost", time, client, frames: missing, bytes: null, by: "driver" } : undefined;
  }

  /** To be called when a client has gone. */
  forget(client: number): void {
    this.#clients.delete(client);
  }
}
