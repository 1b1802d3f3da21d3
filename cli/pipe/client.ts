/**
 * A client of a named pipe, as a driver is one: waits for the pipe, writes messages, reads what comes back.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { TimeLimitError } from "../errors.ts";
import { MAX_FRAME_SIZE } from "../frame/frame.ts";
import { connectError, openClientHandle } from "./client_handle.ts";
import { CompletionPort } from "./completion.ts";
import { Connection } from "./connection.ts";
import { EventLoopTurns } from "./event_loop_turns.ts";
import { INVALID_HANDLE_VALUE } from "./kernel32.ts";
import { ntdll } from "./ntdll.ts";
import { nameStatus, Win32Error, writeOutcome } from "./outcomes.ts";
import type { End } from "./reads.ts";

/** How often to look for a pipe that doesn't exist or has no free instance, in milliseconds. */
const RETRY = 20;
/** Two reads of this many bytes are in flight while a message is awaited, until a longer one arrives. */
const READ_SIZE = 1 << 16;
const READS = 2;

/** Options of {@linkcode PipeClient.connect}. */
export interface ConnectOptions {
  /** The full path, `\\.\pipe\NAME`. */
  readonly pipe: string;
  /** How long to wait for the pipe, in milliseconds; by default forever. */
  readonly timeout?: number | undefined;
  /** Ends the waiting, and later all reads and writes: their promises reject with the reason. */
  readonly signal: AbortSignal;
  /** Longer messages that come back are truncated to this many bytes; 64 MiB by default. */
  readonly maxFrame?: number;
}

/** A connection to a pipe's server. Dispose of it with `await using`: that cancels what is in flight. */
export class PipeClient implements AsyncDisposable {
  readonly #options: ConnectOptions;
  readonly #port: CompletionPort<PipeClient>;
  readonly #turns = new EventLoopTurns();
  readonly #connection: Connection<PipeClient>;
  readonly #received: Uint8Array[] = [];
  readonly #cancel = () => this.#connection.cancel();
  /** Runs while a write waits, or a read whose message is awaited. */
  #pump: Promise<void> | undefined;
  /** Resolves when something has settled. */
  #settled = Promise.withResolvers<void>();
  #closed = false;

  /** Takes over the handle: where this throws, the handle is closed. */
  private constructor(port: CompletionPort<PipeClient>, handle: bigint, options: ConnectOptions) {
    this.#port = port;
    this.#options = options;
    this.#connection = new Connection(this.#port, this, handle, {
      peer: "listener",
      maxReads: READS,
      maxPending: READS,
      readSize: READ_SIZE,
      maxFrame: options.maxFrame ?? MAX_FRAME_SIZE,
    });
    options.signal.addEventListener("abort", this.#cancel);
  }

  /**
   * Waits until the pipe exists and has a free instance, and connects.
   *
   * @throws {TimeLimitError} when that takes longer than `timeout`.
   * @throws {PipeUnavailableError} when the pipe exists and can't be used.
   */
  static async connect(options: ConnectOptions): Promise<PipeClient> {
    ntdll(); // loading takes some milliseconds, by which the first write would be late
    const port = new CompletionPort<PipeClient>(); // first, so that there is no handle to close where that fails
    try {
      return new PipeClient(port, await openWhenFree(options), options);
    } catch (error) {
      port.close();
      throw error;
    }
  }

  /** Whether the kernel still holds memory of this client. */
  get busy(): boolean {
    return this.#connection.busy;
  }

  /**
   * Writes one message; resolves when the pipe has taken all of it, though the listener may not have read it yet.
   *
   * @returns False where the listener has disconnected, or this client has been closed.
   */
  async write(message: Uint8Array): Promise<boolean> {
    this.#options.signal.throwIfAborted();
    if (this.#closed) return false;
    const { writes } = this.#connection;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    writes.push(message, (status) => {
      try {
        resolve(this.#isWritten(status));
      } catch (error) {
        reject(error);
      }
    });
    if (writes.messages > 0) this.#pump ??= this.#run();
    const isWritten = await promise;
    await this.#turns.yieldIfDue();
    return isWritten;
  }

  /** The next message that comes back, of any size; undefined at the end of the connection. */
  async read(): Promise<Uint8Array | undefined> {
    const { reads } = this.#connection;
    while (true) {
      this.#options.signal.throwIfAborted();
      const next = this.#received.shift();
      if (next !== undefined) return next;
      if (this.#closed) return undefined;
      if (reads.end !== undefined) return endOrThrow(reads.end);
      this.#connection.issue();
      reads.drain((bytes) => this.#received.push(bytes.slice()));
      // All pieces of a long message may have been in the pipe: then nothing is in flight to wait for.
      if (this.#received.length > 0 || reads.end !== undefined || !reads.busy) continue;
      this.#pump ??= this.#run();
      await this.#settled.promise;
    }
  }

  /** Closes the connection. What the pipe has taken stays there for the listener to read. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#options.signal.removeEventListener("abort", this.#cancel);
    this.#connection.cancel();
    await this.#pump;
    while (!this.#connection.close()) await this.#port.wait();
    this.#port.close();
  }

  #isWritten(status: number): boolean {
    const { pipe, signal } = this.#options;
    const outcome = writeOutcome(status);
    if (outcome === "failure") throw new Error(`Cannot write to ${pipe}: ${nameStatus(status)}`);
    if (outcome === "cancelled") signal.throwIfAborted();
    return outcome === "written";
  }

  /** Waits for a packet, and for all that follow. Only while something is in flight, as none would come otherwise. */
  async #run(): Promise<void> {
    const { writes, reads } = this.#connection;
    do {
      await this.#port.wait();
      this.#turns.restart();
      writes.settle();
      this.#settled.resolve();
      this.#settled = Promise.withResolvers();
    } while (writes.messages > 0 || reads.busy);
    this.#pump = undefined;
  }
}

/** The handle of a connection, as soon as there is a free instance. */
async function openWhenFree({ pipe, timeout = Infinity, signal }: ConnectOptions): Promise<bigint> {
  const deadline = performance.now() + timeout;
  while (true) {
    signal.throwIfAborted();
    const { handle, error } = openClientHandle(pipe);
    if (handle !== INVALID_HANDLE_VALUE) return handle;
    const busy = error === Win32Error.ERROR_PIPE_BUSY;
    if (!busy && error !== Win32Error.ERROR_FILE_NOT_FOUND) throw connectError(pipe, error);
    const left = deadline - performance.now();
    if (left <= 0) {
      const why = busy ? "all its instances were busy" : "the pipe did not exist";
      throw new TimeLimitError(
        `Cannot connect to ${pipe}: ${why} for ${timeout} ms (start the listener, or raise --connect-timeout)`,
      );
    }
    await delay(Math.min(RETRY, left), { signal });
  }
}

function endOrThrow({ error }: End): undefined {
  if (error !== null) throw new Error(error);
}
