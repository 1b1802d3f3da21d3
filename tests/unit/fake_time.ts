/** Timers that go off when a test says so. */

interface Timer {
  at: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

const REPLACED = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;

/** Replaces timers and performance.now() until it is disposed of. */
export class FakeTime implements Disposable {
  readonly #real = REPLACED.map((name) => [name, globalThis[name]] as const);
  readonly #realSetTimeout = globalThis.setTimeout;
  readonly #realNow = performance.now;
  readonly #timers = new Map<number, Timer>();
  #now = 0;
  #last = 0;

  constructor() {
    const start = (every: boolean) => (run: () => void, wait = 0) => {
      this.#timers.set(++this.#last, { at: this.#now + wait, every: every ? wait : undefined, run });
      return this.#last;
    };
    const clear = (timer?: number) => void this.#timers.delete(timer ?? 0);
    Object.assign(globalThis, {
      setTimeout: start(false),
      setInterval: start(true),
      clearTimeout: clear,
      clearInterval: clear,
    });
    performance.now = () => this.#now;
  }

  /** How many timers have been started and neither gone off nor been stopped. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets so many milliseconds pass; what is due goes off in its order. */
  tick(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      const [id, timer] = due;
      this.#now = Math.max(this.#now, timer.at);
      if (timer.every === undefined) this.#timers.delete(id);
      else timer.at += timer.every;
      timer.run();
    }
    this.#now = end;
  }

  /** Lets everything run that waits for no timer. */
  settle(): Promise<void> {
    return new Promise((resolve) => void this.#realSetTimeout(resolve, 0));
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, Object.fromEntries(this.#real));
    performance.now = this.#realNow;
  }

  #next(end: number): [number, Timer] | undefined {
    const due = [...this.#timers].filter(([, { at }]) => at <= end);
    return due.sort(([, a], [, b]) => a.at - b.at)[0];
  }
}
