/** How busy the machine is: by how much a timer of this process is late, while something else is timed. */

const INTERVAL = 5;

/** Watches until it is disposed of. */
export class Lateness implements Disposable {
  #worst = 0;
  #last = performance.now();
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#worst = Math.max(this.#worst, now - this.#last - INTERVAL);
    this.#last = now;
  }, INTERVAL);

  /** The latest that a timer has been so far, in milliseconds: a few on a machine that does nothing else. */
  get worst(): number {
    return Math.max(this.#worst, performance.now() - this.#last - INTERVAL);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
