/**
 * The client's end of a named pipe, as a driver has it: waits for the pipe, writes whole messages, reads what comes back.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { TimeLimitError } from "../errors.ts";
import { CompletionPort, INVALID_HANDLE_VALUE } from "./completion.ts";
import { type Kernel32, loadKernel32 } from "./kernel32.ts";
import { openPipe, refusal } from "./open.ts";
import { type End, Reads } from "./reads.ts";
import { nameOutcome, type Outcome, Win32Error, writeOutcome } from "./outcomes.ts";
import { Turns } from "./turns.ts";
import { Writes } from "./writes.ts";

/** How often a pipe that isn't there, or has no free instance, is looked for, in milliseconds. */
const RETRY = 20;
/** Two reads of this many bytes are in flight once a message is asked for; a longer one is put together. */
const READ_SIZE = 1 << 16;
const READS = 2;

/** What {@linkcode PipeClient.connect} needs to know. */
export interface ConnectOptions {
  /** The full path, `\\.\pipe\NAME`. */
  readonly pipe: string;
  /** How long to wait for the pipe, in milliseconds; by default for ever. */
  readonly timeout?: number | undefined;
  /** Ends the waiting, and later whatever the client is doing: its promises reject with the reason. */
  readonly signal: AbortSignal;
  /** A longer message that comes back is cut there, in bytes; 64 MiB by default. */
  readonly maxFrame?: number;
}

/** A connection. Dispose of it with `await using`: that cancels what is in flight. */
export class PipeClient implements AsyncDisposable {
  readonly #kernel32: Kernel32;
  readonly #options: ConnectOptions;
  readonly #port: CompletionPort;
  readonly #turns: Turns;
  readonly #handle: bigint;
  readonly #key: number;
  readonly #writes: Writes;
  readonly #reads: Reads;
  readonly #received: Uint8Array[] = [];
  readonly #cancel = () => void this.#kernel32.CancelIoEx(this.#handle, 0n);
  /** Runs while a write waits, or a read whose message was asked for. */
  #pump: Promise<void> | undefined;
  /** Resolves when something has settled. */
  #settled = Promise.withResolvers<void>();
  #closed = false;

  /** Takes over the handle. Where it throws, the handle is still the caller's. */
  private constructor(kernel32: Kernel32, handle: bigint, options: ConnectOptions) {
    this.#kernel32 = kernel32;
    this.#handle = handle;
    this.#options = options;
    this.#port = new CompletionPort(kernel32);
    this.#turns = new Turns(kernel32);
    this.#key = this.#port.adopt(handle, this);
    this.#writes = new Writes(kernel32, handle);
    const maxFrame = options.maxFrame ?? 2 ** 26;
    this.#reads = new Reads(kernel32, handle, {
      peer: "listener",
      ring: READS,
      pending: READS,
      readSize: READ_SIZE,
      maxFrame,
    });
    options.signal.addEventListener("abort", this.#cancel);
  }

  /**
   * Waits until the pipe is there and has an instance free, and connects.
   *
   * @throws {TimeLimitError} when that takes longer than `timeout`.
   * @throws {PipeUnavailableError} when the pipe is there and can't be used.
   */
  static async connect(options: ConnectOptions): Promise<PipeClient> {
    const { pipe, timeout = Infinity, signal } = options;
    const kernel32 = loadKernel32();
    const deadline = performance.now() + timeout;
    while (true) {
      signal.throwIfAborted();
      const { handle, error } = openPipe(kernel32, pipe);
      if (handle !== INVALID_HANDLE_VALUE) return new PipeClient(kernel32, handle, options);
      const busy = error === Win32Error.ERROR_PIPE_BUSY;
      if (!busy && error !== Win32Error.ERROR_FILE_NOT_FOUND) throw refusal(pipe, error);
      const left = deadline - performance.now();
      if (left <= 0) {
        const why = busy ? "all its instances were taken" : "it was not there";
        throw new TimeLimitError(
          `Cannot connect to ${pipe}: ${why} for ${timeout} ms (start the listener, or raise --connect-timeout)`,
        );
      }
      await delay(Math.min(RETRY, left), { signal });
    }
  }

  /** Whether the kernel still holds memory of this client. */
  get busy(): boolean {
    return this.#writes.busy || this.#reads.busy;
  }

  /**
   * Writes one message; resolves when the pipe has taken all of it, which is not to say that anybody has read it.
   *
   * @returns False where the listener has gone, or this client has been closed.
   */
  async write(message: Uint8Array): Promise<boolean> {
    this.#options.signal.throwIfAborted();
    if (this.#closed) return false;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#writes.push(message, (outcome) => {
      try {
        resolve(this.#isWritten(outcome));
      } catch (error) {
        reject(error);
      }
    });
    if (this.#writes.messages > 0) this.#pump ??= this.#run();
    const isWritten = await promise;
    await this.#turns.give();
    return isWritten;
  }

  /** The next message that comes back, of whatever size; undefined when there will be none. */
  async read(): Promise<Uint8Array | undefined> {
    while (true) {
      this.#options.signal.throwIfAborted();
      const next = this.#received.shift();
      if (next !== undefined) return next;
      if (this.#closed) return undefined;
      if (this.#reads.end !== undefined) return this.#ended(this.#reads.end);
      this.#reads.issue();
      this.#reads.drain((bytes) => this.#received.push(bytes.slice()));
      // Pieces of a long message may all have been there: then there is nothing in flight to wait for.
      if (this.#received.length > 0 || this.#reads.end !== undefined || !this.#reads.busy) continue;
      this.#pump ??= this.#run();
      await this.#settled.promise;
    }
  }

  /** Cancel, wait, close, let go. What the pipe has taken stays there for the listener to read. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.signal.removeEventListener("abort", this.#cancel);
    this.#cancel();
    await this.#pump;
    while (this.busy) await this.#port.wait();
    this.#port.release(this.#key);
    this.#kernel32.CloseHandle(this.#handle);
    this.#port.close();
  }

  #isWritten(outcome: Outcome): boolean {
    const { pipe, signal } = this.#options;
    const ending = writeOutcome(outcome);
    if (ending === "failure") throw new Error(`Cannot write to ${pipe}: ${nameOutcome(outcome)}`);
    if (ending === "cancelled") signal.throwIfAborted();
    return ending === "written";
  }

  #ended({ error }: End): undefined {
    if (error !== null) throw new Error(error);
  }

  /** To be called only when a packet will come, since something is in flight: waits for it, and for all that follow. */
  async #run(): Promise<void> {
    do {
      await this.#port.wait();
      this.#turns.passed();
      this.#writes.settle();
      this.#settled.resolve();
      this.#settled = Promise.withResolvers();
    } while (this.#writes.messages > 0 || this.#reads.busy);
    this.#pump = undefined;
  }
}
