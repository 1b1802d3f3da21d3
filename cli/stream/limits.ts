/**
 * When a run is over: frames counted, first client gone, or a time limit.
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import { format } from "@std/fmt/duration";
import { BadInputError, TimeLimitError } from "../errors.ts";
import type { Item } from "../frame/frame.ts";

/** The limits of a run; durations in milliseconds. */
export interface LimitOptions {
  /** Stop after this many frames. */
  readonly count?: number;
  /** Stop when the first client disconnects. */
  readonly once: boolean;
  /** Fail when no client has connected by then. */
  readonly connectTimeout?: number;
  /** Fail when, after the first client connected, no frame arrives for this long. */
  readonly idleTimeout?: number;
  /** Fail when the run takes longer than this in total. */
  readonly timeout?: number;
  /** The expression that has selected the frames which are counted here. */
  readonly where?: string;
}

/** Counts frames and watches the time. Dispose of it when the run is over. */
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
    this.#start("connect", connectTimeout, "connect-timeout", "No client connected within");
    this.#start("all", timeout, "timeout", "Timed out after");
  }

  /** Aborts with a {@linkcode TimeLimitError} when a time limit runs out. */
  get expired(): AbortSignal {
    return this.#expired.signal;
  }

  /** Whether the run has everything it was asked for. */
  get reached(): boolean {
    return this.#reached;
  }

  /** Ends the run as if its limit were reached. */
  finish(): void {
    this.#reached = true;
  }

  /** To be called for each item of the run, until {@linkcode reached}. */
  count(item: Item): void {
    if (item.kind === "frame") {
      if (this.#options.idleTimeout !== undefined) this.#lastFrame = performance.now();
      this.#reached = ++this.#frames === this.#options.count;
    } else if (item.kind === "connected" && item.client === 1) {
      clearTimeout(this.#timers.get("connect"));
      this.#lastFrame = performance.now();
      this.#watchIdle(this.#options.idleTimeout);
    } else if (item.kind === "disconnected" && item.client === 1) {
      this.#reached = this.#options.once;
    }
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
      `Cannot reach ${count} frames: ${name} ends after ${this.#frames} (use a longer recording, or a smaller -n)`,
    );
  }

  /** Stops the clocks. */
  [Symbol.dispose](): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  /** One timer for many frames: when it fires, it checks whether a frame has arrived since, and waits for what is left. */
  #watchIdle(wait: number | undefined): void {
    const { idleTimeout } = this.#options;
    if (wait === undefined || idleTimeout === undefined) return;
    this.#timers.set(
      "idle",
      setTimeout(() => {
        const left = this.#lastFrame + idleTimeout - performance.now();
        if (left > 0) this.#watchIdle(left);
        else this.#expire("idle-timeout", idleTimeout, `No ${this.#frame} arrived for`);
      }, wait),
    );
  }

  #start(timer: "connect" | "all", wait: number | undefined, option: string, what: string): void {
    if (wait === undefined) return;
    this.#timers.set(timer, setTimeout(() => this.#expire(option, wait, what), wait));
  }

  /** What is counted. */
  get #frame(): string {
    return this.#options.where === undefined ? "frame" : "matching frame";
  }

  #expire(option: string, milliseconds: number, what: string): void {
    const { count } = this.#options;
    const soFar = count === undefined
      ? `${countOf(this.#frames, this.#frame)} so far`
      : `${this.#frames} of ${count} ${this.#frame}s so far`;
    const filter = this.#options.where === undefined ? "" : " and --where";
    this.#expired.abort(
      new TimeLimitError(
        `${what} ${formatDuration(milliseconds)}, ${soFar} (check the driver${filter}, or raise --${option})`,
      ),
    );
  }
}

/** A duration for people: `1s`, `1m 30s`, `500ms`. */
export function formatDuration(milliseconds: number): string {
  return format(milliseconds, { ignoreZero: true });
}
