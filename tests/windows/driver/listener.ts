/**
 * pipelisten as a process inside Windows, with its output parsed as it comes.
 *
 * @module
 */

import { linesOf, Program } from "../../machine/process.ts";
import { denoRun, MAIN } from "../../run_cli.ts";

/** One line of `pipelisten --json`, as far as these tests need it. */
export interface Line {
  readonly kind: string;
  readonly seq: number;
  readonly time: string | null;
  readonly client: number;
  readonly pid: number | null;
  readonly size: number;
  readonly text: string | null;
  readonly base64?: string;
  readonly kernel?: { readonly sequence: number; readonly type: number; readonly pid: number };
  readonly struct?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly log?: Log;
  readonly error?: string;
}

/** A line of a driver's log. */
export interface Log {
  readonly level: string;
  readonly file: string;
  readonly function: string;
  readonly message: string;
  readonly keywords?: number;
  readonly error?: string;
}

/** What a listener printed, and its exit code. */
export interface Ended {
  readonly code: number;
  readonly lines: readonly Line[];
  readonly stderr: string;
}

/** A running `pipelisten --json --events`. */
export class Listener implements AsyncDisposable {
  readonly #program: Program;
  readonly #lines: Line[] = [];
  readonly #reading: Promise<void>;
  #arrived = Promise.withResolvers<void>();
  #ended = false;

  private constructor(program: Program) {
    this.#program = program;
    this.#reading = this.#read();
  }

  /** Starts one and returns when its pipe exists. */
  static async start(pipe: string, ...args: string[]): Promise<Listener> {
    const argv = denoRun("-A", MAIN, "--json", "--events", ...args, pipe);
    const listener = new Listener(new Program(argv, { env: { NO_COLOR: "1" } }));
    await listener.until((line) => line.kind === "listening");
    return listener;
  }

  get pid(): number {
    return this.#program.pid;
  }

  /** The frames so far. */
  get frames(): readonly Line[] {
    return this.#lines.filter(({ kind }) => kind === "frame");
  }

  /** Returns when `test` holds for a line so far; fails if the listener ends without one. */
  async until(test: (line: Line) => boolean): Promise<void> {
    while (!this.#lines.some(test)) {
      if (this.#ended) throw new Error(`The listener ended too early: ${await this.#program.stderr.whole}`);
      await this.#arrived.promise;
    }
  }

  /** Waits for its end. */
  async ended(): Promise<Ended> {
    await this.#reading;
    return { ...await this.#program.ended(), lines: this.#lines };
  }

  /** Kills it. */
  async kill(): Promise<void> {
    if (!this.#ended) this.#program.kill();
    await this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #read(): Promise<void> {
    for await (const line of linesOf(this.#program.stdout)) {
      this.#lines.push(JSON.parse(line));
      this.#notify();
    }
    this.#ended = true;
    this.#notify();
  }

  #notify(): void {
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }
}
