/**
 * The server's end of a named pipe: instances that listen, clients that connect, whole messages that come out in batches.
 *
 * @module
 */

import type { Batch, Frame, Item, Microseconds } from "../frame/frame.ts";
import { CompletionPort, type Owner } from "./completion.ts";
import type { Instance } from "./instance.ts";
import { Instances } from "./instances.ts";
import { type Kernel32, loadKernel32 } from "./kernel32.ts";
import { securityAttributes } from "./security.ts";
import { Turns } from "./turns.ts";

/** Reads that are left pending for a client; the pipe's quota takes what comes beyond them. */
const PENDING_READS = 2;
/** Memory for the reads of one client: 256 frames of 4096 bytes make a batch, and larger reads are fewer. */
const READ_MEMORY = 1 << 20;
const MOST_READS = 256;
const FEWEST_READS = 2;
/** A read is never larger: a message that doesn't fit comes in several, and is put together again. */
const LARGEST_READ = READ_MEMORY / FEWEST_READS;

/** How long clients may take at the end to read what was sent to them, in milliseconds. */
const FLUSH_GRACE = 500;

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

/** What arrives on a pipe, and the way back. */
export interface Serving extends AsyncGenerator<Batch, void, undefined> {
  /**
   * Sends a message to a client, without waiting for it to be read.
   *
   * @returns False where the message is dropped: the client has gone, or leaves too many unread (256, or 1 MiB).
   */
  send(client: number, message: Uint8Array): boolean;
}

/**
 * Listens on a pipe and yields what arrives, until `signal` aborts or the consumer returns.
 *
 * The bytes of a frame are good until the next batch is asked for. As long as the consumer doesn't ask, nothing is read,
 * and when the pipe's quota is full the clients' writes wait.
 *
 * @throws {PipeUnavailableError} when the pipe can't be created.
 */
export function serve(options: ServeOptions): Serving {
  let server: Server | undefined;
  const batches = async function* () {
    server = new Server(loadKernel32(), options);
    yield* run(server, options);
  }();
  return Object.assign(batches, {
    send: (client: number, message: Uint8Array) => server?.send(client, message) ?? false,
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
  readonly #kernel32: Kernel32;
  readonly #options: ServeOptions;
  readonly #port: CompletionPort;
  readonly #turns: Turns;
  readonly #fileTime = new BigUint64Array(new ArrayBuffer(8));
  readonly #fileTimeBytes = new Uint8Array(this.#fileTime.buffer);
  readonly #instances: Instances;
  /** By the numbers of their clients. */
  readonly #connected = new Map<number, Instance>();
  /** Those that may have something to collect. */
  #ready = new Set<Owner>();
  /** Those whose messages are in the batch that was yielded last. */
  #lent: Instance[] = [];
  #clients = 0;
  #frames = 0;
  #closing = false;

  constructor(kernel32: Kernel32, options: ServeOptions) {
    this.#kernel32 = kernel32;
    this.#options = options;
    const security = securityAttributes(kernel32, options.allow);
    this.#port = new CompletionPort(kernel32);
    this.#turns = new Turns(kernel32);
    const onConnected = (instance: Instance) => this.#ready.add(instance);
    this.#instances = new Instances(kernel32, this.#port, { pipe: options.pipe, security, onConnected });
  }

  open(): Promise<void> {
    return this.#instances.open(this.#options.signal);
  }

  wake(): void {
    this.#port.wake();
  }

  /** Waits until something can be collected or the signal has aborted; not at all where that is so already. */
  async wait(): Promise<void> {
    for (const owner of this.#port.poll()) this.#ready.add(owner);
    if (this.#ready.size > 0) return await this.#turns.give();
    // The abort may have come while the consumer was busy, and poll() have taken the packet that was to wake us.
    if (!this.#options.signal.aborted) this.#ready = await this.#port.wait();
    this.#turns.passed();
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

  send(client: number, message: Uint8Array): boolean {
    return this.#connected.get(client)?.send(message) ?? false;
  }

  /** Leaves the clients a while to read what was sent to them, as closing would discard it; not after an abort. */
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

  /** Cancel, wait, close, let go. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const instance of this.#instances) instance.cancel();
    while (this.#instances.size > 0) {
      for (const instance of this.#instances) this.#retire(instance);
      if (this.#instances.size > 0) await this.#port.wait();
    }
    this.#port.close();
    this.#instances.free();
  }

  now(): Microseconds {
    this.#kernel32.GetSystemTimePreciseAsFileTime(this.#fileTimeBytes);
    return Number(this.#fileTime[0]! / 10n - UNIX_EPOCH);
  }

  #accept(instance: Instance, time: Microseconds, batch: Item[]): void {
    this.#instances.keepSpares();
    const { maxFrame } = this.#options;
    const readSize = Math.min(this.#options.readSize, LARGEST_READ);
    const ring = Math.max(FEWEST_READS, Math.min(MOST_READS, Math.floor(READ_MEMORY / readSize)));
    const reads = { peer: "client", ring, pending: PENDING_READS, readSize, maxFrame } as const;
    const { number, pid, image } = instance.accept(++this.#clients, reads);
    this.#connected.set(number, instance);
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
    if (instance.client !== undefined) this.#connected.delete(instance.client.number);
    if (this.#instances.close(instance) && !this.#closing) this.#instances.keepSpares();
  }
}
