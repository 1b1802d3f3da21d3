/**
 * Frames that were dropped because the reader was slow: counted per client, reported as soon as there is room again.
 *
 * @module
 */

import type { Frame, Lost, Microseconds } from "../frame/frame.ts";

/** What has been dropped and not yet reported. */
export class Losses {
  readonly #clients = new Map<number, { frames: number; bytes: number; time: Microseconds }>();

  /** Counts a frame that is dropped; it comes from a pipe, and so has a client and a time. */
  count({ client, time, bytes }: Frame): void {
    const sum = this.#clients.get(client ?? 0) ?? { frames: 0, bytes: 0, time: 0 };
    this.#clients.set(client ?? 0, { frames: sum.frames + 1, bytes: sum.bytes + bytes.length, time: time ?? sum.time });
  }

  /** What has been dropped since the last call, one event per client; its time is that of the last frame lost. */
  take(): Lost[] {
    const lost = [...this.#clients].map(([client, { time, frames, bytes }]): Lost => {
      return { kind: "lost", time, client, frames, bytes, by: "listener" };
    });
    this.#clients.clear();
    return lost;
  }
}
