/**
 * A listener inside the test's own process: pipelisten's server, without its output.
 *
 * @module
 */

import type { Batch } from "../../../cli/frame/frame.ts";
import { serve } from "../../../cli/pipe/server.ts";
import { bounded } from "../pipe/harness.ts";
import { splitMessage } from "./events.ts";

export class Reader implements AsyncDisposable {
  readonly #abort: AbortController;
  readonly #batches: AsyncGenerator<Batch, void, undefined>;

  /** How many messages have arrived. */
  messages = 0;

  private constructor(abort: AbortController, batches: AsyncGenerator<Batch, void, undefined>) {
    this.#abort = abort;
    this.#batches = batches;
  }

  /** Returns when the pipe is there; `name` as the driver knows it. */
  static async open(name: string): Promise<Reader> {
    const abort = new AbortController();
    const pipe = `\\\\.\\pipe\\${name}`;
    const batches = serve({ pipe, readSize: 8192, maxFrame: 1 << 20, signal: abort.signal });
    await batches.next();
    return new Reader(abort, batches);
  }

  /** Hands every event and every plain frame to `take`, whose bytes are good until it returns, until a client has gone. */
  async untilGone(take: (message: Uint8Array) => void): Promise<void> {
    await this.#read(take, (batch) => batch.some(({ kind }) => kind === "disconnected"));
  }

  /** The same, until `done` holds after a batch. */
  async until(done: () => boolean, take: (message: Uint8Array) => void): Promise<void> {
    await this.#read(take, done);
  }

  async #read(take: (message: Uint8Array) => void, done: (batch: Batch) => boolean): Promise<void> {
    for (;;) {
      const { value: batch } = await bounded(this.#batches.next(), "the driver's next message");
      if (batch === undefined) throw new Error("the reader ended");
      for (const item of batch) {
        if (item.kind !== "frame") continue;
        this.messages++;
        for (const event of splitMessage(item.bytes)) take(event);
      }
      if (done(batch)) return;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#batches.return();
  }
}
