/**
 * Between the renderers and the sink: one buffer is written while the next is filled.
 *
 * At most one write is in flight. Whatever has been rendered when it completes is written next, at once: nothing waits for
 * more to come.
 *
 * @module
 */

import { ByteBuffer } from "../frame/byte_buffer.ts";
import type { Sink } from "./sink.ts";

/** How much may wait for the write before it, in bytes and a frame; beyond that the reader counts as slow. */
const MAX_BACKLOG = 1 << 20;

/** Two buffers that take turns at a sink. */
export class WriteBehind {
  readonly #sink: Sink;
  readonly #failed = new AbortController();
  #filling = new ByteBuffer();
  #written = new ByteBuffer();
  #writing: Promise<void> | undefined;

  /** Writes to this sink. */
  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** The buffer to render into; not the same one after {@linkcode start}. */
  get buffer(): ByteBuffer {
    return this.#filling;
  }

  /** Whether so much has been rendered that it should be written before there is more. */
  get due(): boolean {
    return this.#filling.length >= MAX_BACKLOG;
  }

  /** Whether the reader is so slow that nothing more should be rendered now. */
  get full(): boolean {
    return this.#writing !== undefined && this.due;
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
