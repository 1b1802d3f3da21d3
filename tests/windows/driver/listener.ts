/**
 * A pipelisten started as a process, inside Windows, that can be waited for at each of its steps.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

/** One line of `pipelisten --json`, as far as these tests look. */
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
  readonly error?: string;
}

/** What a listener that has ended has printed, and its exit code. */
export interface Ended {
  readonly code: number;
  readonly lines: readonly Line[];
  readonly stderr: string;
}

/** A running `pipelisten --json --events`. */
export class Listener implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: Line[] = [];
  readonly #stderr: Promise<string>;
  readonly #reading: Promise<void>;
  #arrived = Promise.withResolvers<void>();
  #ended = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#stderr = new Response(child.stderr).text();
    this.#reading = this.#read();
  }

  /** Starts one and returns when its pipe is there. */
  static async start(pipe: string, ...args: string[]): Promise<Listener> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--node-modules-dir=manual", MAIN, "--json", "--events", ...args, pipe],
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const listener = new Listener(child);
    await listener.until((line) => line.kind === "listening");
    return listener;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The frames that have come so far. */
  get frames(): readonly Line[] {
    return this.#lines.filter(({ kind }) => kind === "frame");
  }

  /** Returns when a line is or was there for which `test` holds; fails when the listener ends without one. */
  async until(test: (line: Line) => boolean): Promise<void> {
    while (!this.#lines.some(test)) {
      if (this.#ended) throw new Error(`The listener ended too early: ${await this.#stderr}`);
      await this.#arrived.promise;
    }
  }

  /** Waits for its end. */
  async ended(): Promise<Ended> {
    await this.#reading;
    const { code } = await this.#child.status;
    return { code, lines: this.#lines, stderr: await this.#stderr };
  }

  /** Ends it at once, as kill -9 does. */
  async kill(): Promise<void> {
    if (!this.#ended) this.#child.kill("SIGKILL");
    await this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const chunk of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      this.#lines.push(...lines.map((line) => JSON.parse(line)));
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
