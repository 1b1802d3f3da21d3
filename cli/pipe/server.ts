/**
 * The server of a named pipe: instances that listen, clients that connect, messages that arrive in batches.
 *
 * @module
 */

import { framesIn } from "../frame/envelope.ts";
import { microsecondsOfFileTime } from "../frame/file_time.ts";
import type { Batch, Frame, Item, Microseconds } from "../frame/frame.ts";
import { CompletionPort } from "./completion.ts";
import { EventLoopTurns } from "./event_loop_turns.ts";
import type { Instance } from "./instance.ts";
import { Instances } from "./instances.ts";
import { kernel32 } from "./kernel32.ts";
import type { ReadOptions } from "./reads.ts";
import { SecurityAttributes } from "./security.ts";

/** Reads that are left pending for a client; the pipe's quota takes what arrives beyond them. */
const PENDING_READS = 2;
/** 256 frames of 4096 bytes make a batch. */
const MAX_READS = 256;

/** How long clients may take at the end to read what was sent to them, in milliseconds. */
const FLUSH_GRACE = 500;

/** Options of {@linkcode serve}. */
export interface ServeOptions {
  /** The full path, `\\.\pipe\NAME`. */
  readonly pipe: string;
  /** Who may connect, as SDDL; by default SYSTEM, Administrators and the user who runs this. */
  readonly allow?: string | undefined;
  /** The size of one read in bytes; reads of a client that sends longer messages grow, up to 1 MiB. */
  readonly readSize: number;
  /** Longer messages are truncated to this many bytes. */
  readonly maxFrame: number;
  /** Called once where `allow` lets others create instances of the pipe, and so receive what clients send. */
  readonly warn?: ((message: string) => void) | undefined;
  /** Stops the server; what has arrived and hasn't been yielded may be lost. */
  readonly signal: AbortSignal;
}

/** What arrives on a pipe, and the way back. */
export interface Serving extends AsyncGenerator<Batch, void, undefined> {
  /**
   * Sends a message to a client, without waiting for it to be read.
   *
   * @param isAwaited Whether the server's end waits a moment until the client has read it; true by default.
   * @returns False where the message is dropped: the client has disconnected, or has too much unread (256, or 1 MiB).
   */
  send(client: number, message: Uint8Array, isAwaited?: boolean): boolean;
}

/**
 * Listens on a pipe and yields what arrives, until `signal` aborts or the consumer returns.
 *
 * The bytes of a frame are valid until the next batch is requested. Nothing is read until the consumer requests one;
 * meanwhile the clients' writes wait once the pipe's quota is full.
 *
 * @throws {PipeUnavailableError} when the pipe can't be created.
 */
export function serve(options: ServeOptions): Serving {
  let server: Server | undefined;
  const batches = async function* () {
    server = new Server(options);
    yield* run(server, options);
  }();
  return Object.assign(batches, {
    send: (client: number, message: Uint8Array, isAwaited = true) => server?.send(client, message, isAwaited) ?? false,
  });
}

async function* run(server: Server, { pipe, signal }: ServeOptions): AsyncGenerator<Batch, void, undefined> {
  const wake = () => server.wake();
  signal.addEventListener("abort", wake);
  try {
    await server.open();
    if (signal.aborted) return;
    yield [{ kind: "listening", time: server.now(), pipe }];
    while (!signal.aborted) {
      const batch = server.collect();
      if (batch.length > 0) yield batch;
      server.consumed();
      await server.wait();
    }
  } finally {
    await server.flush();
    signal.removeEventListener("abort", wake);
    await server.close();
  }
}

/** The state of one {@linkcode serve}. */
class Server {
  readonly #options: ServeOptions;
  readonly #security: SecurityAttributes;
  readonly #port: CompletionPort<Instance>;
  readonly #turns = new EventLoopTurns();
  readonly #fileTime = new BigUint64Array(new ArrayBuffer(8));
  readonly #fileTimeBytes = new Uint8Array(this.#fileTime.buffer);
  readonly #instances: Instances;
  /** By the numbers of their clients. */
  readonly #connected = new Map<number, Instance>();
  /** Those that may have something to collect. */
  #ready = new Set<Instance>();
  /** Those whose messages are in the batch that was yielded last. */
  #inBatch: Instance[] = [];
  #clients = 0;
  #frames = 0;
  #closing = false;

  constructor(options: ServeOptions) {
    this.#options = options;
    this.#security = new SecurityAttributes(options.allow);
    const { warning } = this.#security;
    if (warning !== undefined) options.warn?.(warning);
    this.#port = new CompletionPort();
    this.#instances = new Instances(this.#port, {
      pipe: options.pipe,
      security: this.#security,
      reads: readOptions(options),
      onConnected: (instance) => this.#ready.add(instance),
    });
  }

  open(): Promise<void> {
    return this.#instances.open(this.#options.signal);
  }

  wake(): void {
    this.#port.wake();
  }

  /** Waits until something can be collected or the signal has aborted. */
  async wait(): Promise<void> {
    for (const instance of this.#port.poll()) this.#ready.add(instance);
    if (this.#ready.size > 0) return await this.#turns.yieldIfDue();
    // The abort may have happened while the consumer was busy, and poll() may have removed the packet of wake().
    if (!this.#options.signal.aborted) this.#ready = await this.#port.wait();
    this.#turns.restart();
  }

  /** Everything that has arrived. */
  collect(): Batch {
    const batch: Item[] = [];
    if (this.#ready.size === 0) return batch;
    const time = this.now();
    // A client that connects from here on is for the next batch, or a flood of them would keep us in this one.
    const ready = this.#ready;
    this.#ready = new Set();
    for (const instance of ready) {
      if (instance.connecting) this.#accept(instance, time, batch);
      if (instance.endError === undefined) this.#drain(instance, time, batch);
      else this.#retire(instance);
    }
    return batch;
  }

  /** To be called when the batch has been consumed, even if it was empty: issues its reads again. */
  consumed(): void {
    for (const instance of this.#inBatch) {
      instance.issue();
      if (instance.ready) this.#ready.add(instance);
    }
    this.#inBatch = [];
  }

  send(client: number, message: Uint8Array, isAwaited: boolean): boolean {
    return this.#connected.get(client)?.send(message, isAwaited) ?? false;
  }

  /** Gives the clients a while to read what was sent to them, which closing would discard; not after an abort. */
  async flush(): Promise<void> {
    const { signal } = this.#options;
    if (signal.aborted) return;
    const flushes = [...this.#connected.values()].map((instance) => instance.flush());
    const cancel = () => this.#connected.forEach((instance) => instance.cancel());
    const timer = setTimeout(cancel, FLUSH_GRACE);
    signal.addEventListener("abort", cancel);
    await Promise.all(flushes);
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }

  /** Cancels everything, waits, and closes everything. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const instance of this.#instances) instance.cancel();
    while (this.#instances.size > 0) {
      for (const instance of this.#instances) this.#retire(instance);
      if (this.#instances.size > 0) await this.#port.wait();
    }
    this.#port.close();
    this.#security[Symbol.dispose]();
  }

  now(): Microseconds {
    kernel32().GetSystemTimePreciseAsFileTime(this.#fileTimeBytes);
    return microsecondsOfFileTime(this.#fileTime[0]!);
  }

  #accept(instance: Instance, time: Microseconds, batch: Item[]): void {
    this.#instances.keepSpares();
    const { number, pid, image } = instance.accept(++this.#clients);
    this.#connected.set(number, instance);
    batch.push({ kind: "connected", time, client: number, pid, image });
  }

  #drain(instance: Instance, time: Microseconds, batch: Item[]): void {
    const client = instance.client;
    if (client === undefined) return;
    instance.drain((bytes, messageSize) => {
      const seq = this.#frames + 1;
      const whole: Frame = { kind: "frame", seq, time, client: client.number, pid: client.pid, bytes };
      const frame = messageSize === bytes.length ? whole : { ...whole, truncated: { messageSize } };
      const frames = framesIn(frame);
      this.#frames += frames;
      client.frames += frames;
      client.bytes += bytes.length;
      batch.push(frame);
    });
    const error = instance.endError;
    if (error === undefined) {
      this.#inBatch.push(instance);
    } else {
      const { number, pid, frames, bytes } = client;
      batch.push({ kind: "disconnected", time, client: number, pid, frames, bytes, error });
      this.#retire(instance);
    }
  }

  /** Closes an instance whose client has disconnected; where something is still in flight, after a later wait. */
  #retire(instance: Instance): void {
    if (instance.client !== undefined) this.#connected.delete(instance.client.number);
    if (this.#instances.close(instance) && !this.#closing) this.#instances.keepSpares();
  }
}

function readOptions({ readSize, maxFrame }: ServeOptions): ReadOptions {
  return { peer: "client", maxReads: MAX_READS, maxPending: PENDING_READS, readSize, maxFrame };
}
