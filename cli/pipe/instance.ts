/**
 * One instance of the pipe, from listening to the end of its one connection. The server makes a new one for the next
 * client.
 *
 * @module
 */

import type { CompletionPort, Owner } from "./completion.ts";
import { Connection } from "./connection.ts";
import { kernel32 } from "./kernel32.ts";
import { NtStatus } from "./outcomes.ts";
import { clientPid, processImage } from "./process.ts";
import type { ReadOptions, TakeMessage } from "./reads.ts";

/**
 * How many messages and bytes a client may leave unread beyond what the pipe itself holds. A driver that only writes
 * never reads one.
 */
const MAX_UNREAD_MESSAGES = 256;
const MAX_UNREAD_BYTES = 1 << 20;

/** The client of an instance, and what it has sent so far. */
export interface Client {
  /** 1, 2, 3, … in the order of connecting. */
  readonly number: number;
  /** Its process id; null where the system doesn't report it. */
  readonly pid: number | null;
  /** The path of its executable; null where it is unknown. */
  readonly image: string | null;
  frames: number;
  bytes: number;
}

/** A server's end of the pipe. */
export class Instance implements Owner {
  readonly #connection: Connection<Instance>;
  #client: Client | undefined;
  #hasSent = false;

  /** Takes over the handle of a new instance. */
  constructor(port: CompletionPort<Instance>, handle: bigint, options: ReadOptions) {
    this.#connection = new Connection(port, this, handle, options);
  }

  /** As {@linkcode Connection.listen}: 0, or the Win32 error where it can't wait for a client and has to be closed. */
  listen(): number {
    return this.#connection.listen();
  }

  /** Whether a client has connected and {@linkcode accept} has not been called. */
  get connecting(): boolean {
    return this.#client === undefined && !this.#connection.cancelled && this.#connection.connected;
  }

  /** Whether the kernel still holds memory of this instance. */
  get busy(): boolean {
    return this.#connection.busy;
  }

  /** Whether {@linkcode drain} would find a message, or the end. */
  get ready(): boolean {
    return this.#connection.reads.ready;
  }

  /** The client; undefined while listening. */
  get client(): Client | undefined {
    return this.#client;
  }

  /** Why the connection ended: null where the client closed its end; undefined while it is open. */
  get endError(): string | null | undefined {
    return this.#connection.reads.end?.error;
  }

  /** Numbers the client that has connected, and starts to read from it. */
  accept(number: number): Client {
    const pid = clientPid(this.#connection.handle);
    const image = pid === null ? null : processImage(pid);
    this.#client = { number, pid, image, frames: 0, bytes: 0 };
    this.issue();
    return this.#client;
  }

  /** Hands over what has arrived; valid until {@linkcode issue}. */
  drain(take: TakeMessage): void {
    this.#connection.writes.settle();
    this.#connection.reads.drain(take);
  }

  /** Issues the reads whose messages have been consumed. */
  issue(): void {
    this.#connection.issue();
  }

  /** Sends a message to the client without waiting; false where it is dropped: too much is unread, or the client has left. */
  send(message: Uint8Array, isAwaited: boolean): boolean {
    const { writes, cancelled } = this.#connection;
    if (cancelled || this.#client === undefined) return false;
    writes.settle();
    if (writes.messages >= MAX_UNREAD_MESSAGES || writes.bytes >= MAX_UNREAD_BYTES) return false;
    let isRefused = false;
    writes.push(message, (status) => isRefused = status !== NtStatus.STATUS_SUCCESS); // called at once if the write fails
    if (!isRefused && isAwaited) this.#hasSent = true;
    return !isRefused;
  }

  /** Waits until the client has read all that was sent to it, if any of it is awaited, or {@linkcode cancel} is called. */
  async flush(): Promise<void> {
    const { cancelled, handle } = this.#connection;
    if (this.#hasSent && !cancelled) await kernel32().FlushFileBuffersAsync(handle);
  }

  /** Asks what is in flight to stop. */
  cancel(): void {
    this.#connection.cancel();
  }

  /** As {@linkcode Connection.close}: false where it has to be called again after the next wait. */
  close(): boolean {
    return this.#connection.close();
  }
}
