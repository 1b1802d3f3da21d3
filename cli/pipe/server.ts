/**
 * The server's end of a named pipe: instances that listen, clients that connect, whole messages that come out in batches.
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";
import type { Batch, Frame, Item, Microseconds } from "../frame.ts";
import { CompletionPort, INVALID_HANDLE_VALUE, type Owner } from "./completion.ts";
import { Instance } from "./instance.ts";
import { type Kernel32, loadKernel32 } from "./kernel32.ts";
import { isTaken, PipeName } from "./name.ts";
import { type SecurityAttributes, securityAttributes } from "./security.ts";
import { Win32Error } from "./status.ts";

/** Listening instances beside the connected ones: while one is being accepted, the next driver finds another. */
const SPARE_INSTANCES = 2;
/** Reads that are left pending for a client; the pipe's quota takes what comes beyond them. */
const PENDING_READS = 2;
/** Memory for the reads of one client: 256 frames of 4096 bytes make a batch, and larger reads are fewer. */
const READ_MEMORY = 1 << 20;
const MOST_READS = 256;
const FEWEST_READS = 2;
/** A read is never larger: a message that doesn't fit comes in several, and is put together again. */
const LARGEST_READ = READ_MEMORY / FEWEST_READS;

/** How long messages may keep coming before timers and signals get their turn all the same, in milliseconds. */
const TURN = 50;

/** How long a name that was just given up by another process may stay taken, in milliseconds, and how often we look. */
const NAME_GRACE = 1000;
const NAME_RETRY = 50;

/** FILETIME counts 100 ns from 1601; this is 1970 in microseconds of that. */
const UNIX_EPOCH = 11_644_473_600_000_000n;

/** What {@linkcode serve} needs to know. */
export interface ServeOptions {
  /** The full path, `\\.\pipe\NAME`. */
  readonly pipe: string;
  /** Who may connect, as SDDL; by default SYSTEM, Administrators and the user who runs this. */
  readonly allow?: string | undefined;
  /** The size of one read in bytes. */
  readonly readSize: number;
  /** A longer message is cut there, in bytes. */
  readonly maxFrame: number;
  /** Ends the serving; all that has arrived by then may be lost. */
  readonly signal: AbortSignal;
}

/**
 * Listens on a pipe and yields what arrives, until `signal` aborts or the consumer returns.
 *
 * The bytes of a frame are good until the next batch is asked for. As long as the consumer doesn't ask, nothing is read,
 * and when the pipe's quota is full the clients' writes wait.
 *
 * @throws {PipeUnavailableError} when the pipe can't be created.
 */
export async function* serve(options: ServeOptions): AsyncGenerator<Batch, void, undefined> {
  const kernel32 = loadKernel32();
  const server = new Server(kernel32, options);
  const wake = () => server.wake();
  options.signal.addEventListener("abort", wake);
  try {
    await server.open();
    if (options.signal.aborted) return;
    yield [{ kind: "listening", time: server.now(), pipe: options.pipe }];
    while (!options.signal.aborted) {
      const batch = server.collect();
      if (batch.length > 0) yield batch;
      server.consumed();
      await server.wait();
    }
  } finally {
    options.signal.removeEventListener("abort", wake);
    await server.close();
  }
}

/** The state of one {@linkcode serve}. */
class Server {
  readonly #kernel32: Kernel32;
  readonly #options: ServeOptions;
  readonly #name: PipeName;
  readonly #security: SecurityAttributes;
  readonly #port: CompletionPort;
  readonly #fileTime = new BigUint64Array(new ArrayBuffer(8));
  readonly #fileTimeBytes = new Uint8Array(this.#fileTime.buffer);
  /** All instances that have a handle. */
  readonly #instances = new Set<Instance>();
  /** Those that may have something to collect. */
  #ready = new Set<Owner>();
  /** Those whose messages are in the batch that was yielded last. */
  #lent: Instance[] = [];
  #clients = 0;
  #frames = 0;
  #closing = false;
  /** When the event loop had its last turn, as far as we know. */
  #turn = performance.now();

  constructor(kernel32: Kernel32, options: ServeOptions) {
    this.#kernel32 = kernel32;
    this.#options = options;
    this.#security = securityAttributes(kernel32, options.allow);
    this.#name = new PipeName(kernel32, options.pipe, this.#security);
    this.#port = new CompletionPort(kernel32);
  }

  /** Creates the first instance and its spare, with a little patience for a name that was only just given up. */
  async open(): Promise<void> {
    const deadline = performance.now() + NAME_GRACE;
    for (let error = this.#listen(); error !== 0; error = this.#listen()) {
      if (this.#options.signal.aborted) return;
      if (!isTaken(error) || performance.now() > deadline) throw this.#name.refusal(error);
      await new Promise((resolve) => setTimeout(resolve, NAME_RETRY));
    }
    // A further instance is created with the rights that the pipe's own security descriptor gives.
    if (this.#keepSpares() === Win32Error.ERROR_ACCESS_DENIED) {
      throw new PipeUnavailableError(
        `Cannot create a spare instance of ${this.#options.pipe}: access is denied ` +
          `(--allow must let in the user who runs this, too)`,
      );
    }
  }

  wake(): void {
    this.#port.wake();
  }

  /** Waits until something can be collected or the signal has aborted; not at all where that is so already. */
  async wait(): Promise<void> {
    for (const owner of this.#port.poll()) this.#ready.add(owner);
    if (this.#ready.size > 0) return await this.#giveTurn();
    // The abort may have come while the consumer was busy, and poll() have taken the packet that was to wake us.
    if (!this.#options.signal.aborted) this.#ready = await this.#port.wait();
    this.#turn = performance.now();
  }

  /** Where messages never stop coming and the consumer never waits, nobody else would let a timer or a signal run. */
  async #giveTurn(): Promise<void> {
    if (performance.now() - this.#turn < TURN) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#turn = performance.now();
  }

  /** Everything that has arrived by now. */
  collect(): Batch {
    const batch: Item[] = [];
    if (this.#ready.size === 0) return batch;
    const time = this.now();
    // A client that comes from here on is for the next round, or a flood of them would keep us in this one.
    const ready = this.#ready;
    this.#ready = new Set();
    for (const owner of ready) {
      const instance = owner as Instance;
      if (instance.connecting) this.#accept(instance, time, batch);
      if (instance.endError === undefined) this.#drain(instance, time, batch);
      else this.#retire(instance);
    }
    return batch;
  }

  /** To be called when the batch has been consumed, even if it was empty: its reads are issued again. */
  consumed(): void {
    for (const instance of this.#lent) {
      instance.issue();
      if (instance.ready) this.#ready.add(instance);
    }
    this.#lent = [];
  }

  /** Cancel, wait, close, let go. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const instance of this.#instances) instance.cancel();
    while (this.#instances.size > 0) {
      for (const instance of this.#instances) this.#retire(instance);
      if (this.#instances.size > 0) await this.#port.wait();
    }
    this.#port.close();
    this.#security.free();
  }

  now(): Microseconds {
    this.#kernel32.GetSystemTimePreciseAsFileTime(this.#fileTimeBytes);
    return Number(this.#fileTime[0]! / 10n - UNIX_EPOCH);
  }

  #accept(instance: Instance, time: Microseconds, batch: Item[]): void {
    this.#keepSpares();
    const { maxFrame } = this.#options;
    const readSize = Math.min(this.#options.readSize, LARGEST_READ);
    const ring = Math.max(FEWEST_READS, Math.min(MOST_READS, Math.floor(READ_MEMORY / readSize)));
    const reads = { ring, pending: PENDING_READS, readSize, maxFrame };
    const { number, pid, image } = instance.accept(++this.#clients, reads);
    batch.push({ kind: "connected", time, client: number, pid, image });
  }

  #drain(instance: Instance, time: Microseconds, batch: Item[]): void {
    const client = instance.client;
    if (client === undefined) return;
    instance.drain((bytes, whole) => {
      client.frames++;
      client.bytes += bytes.length;
      const frame: Frame = { kind: "frame", seq: ++this.#frames, time, client: client.number, pid: client.pid, bytes };
      batch.push(whole === bytes.length ? frame : { ...frame, truncated: { messageSize: whole } });
    });
    const error = instance.endError;
    if (error === undefined) {
      this.#lent.push(instance);
    } else {
      const { number, pid, frames, bytes } = client;
      batch.push({ kind: "disconnected", time, client: number, pid, frames, bytes, error });
      this.#retire(instance);
    }
  }

  /** Closes an instance whose client has gone, now or, where something is still in flight, at a later wake. */
  #retire(instance: Instance): void {
    instance.cancel();
    if (instance.busy) return;
    this.#instances.delete(instance);
    instance.close();
    if (!this.#closing) this.#keepSpares();
  }

  /**
   * Replaces listening instances; returns 0 or the Win32 error of the one that couldn't be created. Where the system has
   * none left just now, the next client that comes or goes is the occasion to try again.
   */
  #keepSpares(): number {
    let spares = 0;
    for (const instance of this.#instances) if (instance.client === undefined && !instance.connecting) spares++;
    for (; spares < SPARE_INSTANCES; spares++) {
      const error = this.#listen();
      if (error !== 0 && this.#instances.size === 0) throw this.#name.refusal(error);
      if (error !== 0) return error;
    }
    return 0;
  }

  /** Creates one instance that listens; returns 0, or the Win32 error where it can't. */
  #listen(): number {
    // Without an instance the name isn't ours, be it before the first client or after the last of a shortage.
    const { handle, error } = this.#instances.size === 0 ? this.#name.claim() : this.#name.create();
    if (handle === INVALID_HANDLE_VALUE) return error;
    const instance = this.#adopt(handle);
    this.#instances.add(instance);
    if (instance.connecting) this.#ready.add(instance);
    return 0;
  }

  #adopt(handle: bigint): Instance {
    try {
      return new Instance(this.#kernel32, this.#port, handle);
    } catch (error) {
      this.#kernel32.CloseHandle(handle);
      throw error;
    }
  }
}
