/**
 * Between the renderers and the sink: one buffer is written while the next is filled.
 *
 * At most one write is in flight. What has been rendered by the time it ends goes out with the next, at once: nothing
 * waits for more to come.
 *
 * @module
 */

import { ByteBuffer } from "../frame/byte_buffer.ts";
import type { Sink } from "./sink.ts";

/** How much may be rendered and wait for the write before it, in bytes; beyond that the reader is called slow. */
const BACKLOG = 1 << 20;

/** Two outputs that take turns at a sink. */
export class Outlet {
  readonly #sink: Sink;
  readonly #failed = new AbortController();
  #filling = new ByteBuffer();
  #written = new ByteBuffer();
  #writing: Promise<void> | undefined;

  /** Takes the sink that all is written to. */
  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** What to render into. */
  get output(): ByteBuffer {
    return this.#filling;
  }

  /** Whether the reader is so slow that nothing more should be rendered now. */
  get full(): boolean {
    return this.#writing !== undefined && this.#filling.length >= BACKLOG;
  }

  /** Aborts when a write has failed, with its error as the reason: nothing more can be written. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Writes what has been rendered, and what will have been by the time that is done. Doesn't wait. */
  start(): void {
    if (this.#writing !== undefined || this.#filling.length === 0) return;
    [this.#filling, this.#written] = [this.#written, this.#filling];
    this.#filling.clear();
    this.#writing = this.#sink.write(this.#written.view).then(
      () => {
        this.#writing = undefined;
        this.start();
      },
      (error) => this.#failed.abort(error),
    );
  }

  /**
   * Writes what has been rendered, and waits until all has been written.
   *
   * @throws {ReaderGone} when the other end has been closed.
   */
  async flush(): Promise<void> {
    this.start();
    while (this.#writing !== undefined) {
      await this.#writing;
      this.#failed.signal.throwIfAborted();
    }
  }
}
