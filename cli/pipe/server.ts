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
import { type SecurityAttributes, securityAttributes } from "./security.ts";
import { nameOutcome, Win32Error } from "./status.ts";
import { toWide } from "./wide.ts";

/** A driver opens the pipe for reading and writing, as ZwCreateFile's samples do; an inbound pipe would refuse it. */
const PIPE_ACCESS_DUPLEX = 0x0000_0003;
/** All I/O is asynchronous, through the completion port. */
const FILE_FLAG_OVERLAPPED = 0x4000_0000;
/** The first instance must be the first of its name, so that we never join a stranger's pipe. */
const FILE_FLAG_FIRST_PIPE_INSTANCE = 0x0008_0000;
/** One write is one message, one message is one frame; and nobody connects over the network. */
const PIPE_TYPE_MESSAGE = 0x4;
const PIPE_READMODE_MESSAGE = 0x2;
const PIPE_REJECT_REMOTE_CLIENTS = 0x8;
const PIPE_UNLIMITED_INSTANCES = 255;

/** The pipe's quota for what a client has written and we have not read: a burst of 256 frames of 4096 bytes. */
const IN_BUFFER_SIZE = 1 << 20;
/** Nothing is written to the client yet; Windows rounds this up. */
const OUT_BUFFER_SIZE = 4096;

/** Listening instances beside the connected ones: while one is being accepted, the next driver finds another. */
const SPARE_INSTANCES = 2;
/** Reads that are left pending for a client; the pipe's quota takes what comes beyond them. */
const PENDING_READS = 4;
/** Memory for the reads of one client: 256 frames of 4096 bytes make a batch, and larger reads are fewer. */
const READ_MEMORY = 1 << 20;
const MOST_READS = 256;
const FEWEST_READS = 2;

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
  readonly #name: Uint8Array<ArrayBuffer>;
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

  constructor(kernel32: Kernel32, options: ServeOptions) {
    this.#kernel32 = kernel32;
    this.#options = options;
    this.#name = toWide(options.pipe);
    this.#security = securityAttributes(kernel32, options.allow);
    this.#port = new CompletionPort(kernel32);
  }

  /** Creates the first instance and its spare, with a little patience for a name that was only just given up. */
  async open(): Promise<void> {
    const deadline = performance.now() + NAME_GRACE;
    while (!this.#listen(FILE_FLAG_FIRST_PIPE_INSTANCE)) {
      const error = this.#kernel32.GetLastError();
      if (this.#options.signal.aborted) return;
      if (error !== Win32Error.ERROR_ACCESS_DENIED && error !== Win32Error.ERROR_PIPE_BUSY) this.#refuse(error);
      if (performance.now() > deadline) this.#refuse(error);
      await new Promise((resolve) => setTimeout(resolve, NAME_RETRY));
    }
    this.#keepSpares();
  }

  wake(): void {
    this.#port.wake();
  }

  /** Waits until something can be collected; not at all where it can be already. */
  async wait(): Promise<void> {
    this.#ready = this.#ready.union(this.#port.poll());
    if (this.#ready.size === 0) this.#ready = await this.#port.wait();
  }

  /** Everything that has arrived by now. */
  collect(): Batch {
    const batch: Item[] = [];
    if (this.#ready.size === 0) return batch;
    const time = this.now();
    for (const owner of this.#ready) {
      const instance = owner as Instance;
      if (instance.connecting) this.#accept(instance, time, batch);
      if (instance.endError === undefined) this.#drain(instance, time, batch);
      else this.#retire(instance);
    }
    this.#ready.clear();
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
    const { readSize, maxFrame } = this.#options;
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

  /** Replaces listening instances. Where the system has none left just now, the next client that goes makes room. */
  #keepSpares(): void {
    let spares = 0;
    for (const instance of this.#instances) if (instance.client === undefined && !instance.connecting) spares++;
    for (; spares < SPARE_INSTANCES; spares++) {
      if (this.#listen(0)) continue;
      if (this.#instances.size === 0) this.#refuse(this.#kernel32.GetLastError());
      return;
    }
  }

  /** Creates one instance that listens; false where GetLastError tells why not. */
  #listen(firstInstance: number): boolean {
    const handle = this.#kernel32.CreateNamedPipeW(
      this.#name,
      PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | firstInstance,
      PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
      PIPE_UNLIMITED_INSTANCES,
      OUT_BUFFER_SIZE,
      IN_BUFFER_SIZE,
      0,
      this.#security.bytes,
    );
    if (handle === INVALID_HANDLE_VALUE) return false;
    const instance = new Instance(this.#kernel32, this.#port, handle);
    this.#instances.add(instance);
    if (instance.connecting) this.#ready.add(instance);
    return true;
  }

  #refuse(error: number): never {
    const cannot = `Cannot create ${this.#options.pipe}`;
    if (error === Win32Error.ERROR_ACCESS_DENIED || error === Win32Error.ERROR_PIPE_BUSY) {
      throw new PipeUnavailableError(
        this.#exists()
          ? `${cannot}: another server owns the name (stop it, or choose another PIPE)`
          : `${cannot}: access is denied (run as a user who may, or choose another PIPE)`,
      );
    }
    const why = nameOutcome({ space: "win32", code: error });
    throw new PipeUnavailableError(`${cannot}: ${why} (choose another PIPE)`);
  }

  /** Whether the name has a server. Asks by waiting 1 ms for a free instance, which connects to none. */
  #exists(): boolean {
    return this.#kernel32.WaitNamedPipeW(this.#name, 1) !== 0 ||
      this.#kernel32.GetLastError() !== Win32Error.ERROR_FILE_NOT_FOUND;
  }
}
