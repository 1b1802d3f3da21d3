/**
 * When a run is over: frames counted, first client gone, or a time limit.
 *
 * @module
 */

import { BadInputError, TimeLimitError } from "../errors.ts";
import { countOf } from "../frame/count_of.ts";
import type { Batch, Item } from "../frame/frame.ts";

/** The limits of a run; durations in milliseconds. */
export interface LimitOptions {
  /** Stop after so many frames. */
  readonly count?: number;
  /** Stop when the first client has gone. */
  readonly once: boolean;
  /** No client within this time. */
  readonly connectTimeout?: number;
  /** A client is or was there, and no frame for this time. */
  readonly idleTimeout?: number;
  /** All in all. */
  readonly timeout?: number;
}

/** Counts, and watches the time. Dispose of it when the run is over. */
export class Limits implements Disposable {
  readonly #options: LimitOptions;
  readonly #expired = new AbortController();
  readonly #timers = new Map<"connect" | "idle" | "all", ReturnType<typeof setTimeout>>();
  #frames = 0;
  #lastFrame = 0;
  #reached = false;

  /** Starts the clocks of --connect-timeout and --timeout. */
  constructor(options: LimitOptions) {
    this.#options = options;
    const { connectTimeout, timeout } = options;
    this.#start("connect", connectTimeout, "connect-timeout", "no client has connected");
    this.#start("all", timeout, "timeout", "the run was not done");
  }

  /** Aborts with a {@linkcode TimeLimitError} when a time limit runs out. */
  get expired(): AbortSignal {
    return this.#expired.signal;
  }

  /** Whether the run has all it was asked for. */
  get reached(): boolean {
    return this.#reached;
  }

  /** Passes on the items of a batch that belong to the run: up to the one that ends it. */
  admit(batch: Batch): Batch {
    for (const [index, item] of batch.entries()) {
      this.#count(item);
      if (this.#reached) return batch.slice(0, index + 1);
    }
    return batch;
  }

  /**
   * To be called when a source has ended by itself.
   *
   * @throws {BadInputError} when it had fewer frames than were asked for.
   */
  sourceEnded(name: string): void {
    const { count } = this.#options;
    if (this.#reached || count === undefined) return;
    throw new BadInputError(
      `Cannot reach ${count} frames: ${name} ends after ${this.#frames} (give a longer recording, or a smaller -n)`,
    );
  }

  /** Stops the clocks. */
  [Symbol.dispose](): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #count(item: Item): void {
    if (item.kind === "frame") {
      this.#lastFrame = performance.now();
      this.#reached = ++this.#frames === this.#options.count;
    } else if (item.kind === "connected" && item.client === 1) {
      clearTimeout(this.#timers.get("connect"));
      this.#lastFrame = performance.now();
      this.#watchIdle(this.#options.idleTimeout);
    } else if (item.kind === "disconnected" && item.client === 1) {
      this.#reached = this.#options.once;
    }
  }

  /** One timer for many frames: when it fires, it looks whether a frame has come since, and waits for what is left. */
  #watchIdle(wait: number | undefined): void {
    const { idleTimeout } = this.#options;
    if (wait === undefined || idleTimeout === undefined) return;
    this.#timers.set(
      "idle",
      setTimeout(() => {
        const left = this.#lastFrame + idleTimeout - performance.now();
        if (left > 0) this.#watchIdle(left);
        else this.#expire("idle-timeout", idleTimeout, "no frame has come");
      }, wait),
    );
  }

  #start(timer: "connect" | "all", wait: number | undefined, option: string, why: string): void {
    if (wait === undefined) return;
    this.#timers.set(timer, setTimeout(() => this.#expire(option, wait, why), wait));
  }

  #expire(option: string, milliseconds: number, why: string): void {
    const { count } = this.#options;
    const soFar = count === undefined
      ? `${countOf(this.#frames, "frame")} so far`
      : `${this.#frames} of ${count} frames so far`;
    this.#expired.abort(
      new TimeLimitError(
        `Cannot wait any longer: ${why} within ${milliseconds} ms, ${soFar} (check the driver, or raise --${option})`,
      ),
    );
  }
}
