/**
 * One instance of the pipe, from listening through one connection to its end.
 *
 * An instance serves one client and is then closed; the server makes a new one for the next. Closing follows one order:
 * cancel what is in flight, wait until it has settled, close the handle, let go of the memory.
 *
 * @module
 */

import { type CompletionPort, Operation, type Owner } from "./completion.ts";
import type { Kernel32 } from "./kernel32.ts";
import { type ReadOptions, Reads, type TakeMessage } from "./reads.ts";
import { clientPid, processImage } from "./security.ts";
import { Win32Error } from "./outcomes.ts";
import { Writes } from "./writes.ts";

/**
 * How many messages, or bytes of them, a client may leave unread beyond what the pipe itself holds. A driver that only
 * writes never reads one.
 */
const MOST_UNREAD_MESSAGES = 256;
const MOST_UNREAD_BYTES = 1 << 20;

/** The client of an instance, and what it has sent. */
export interface Client {
  /** 1, 2, 3, … in the order of connecting. */
  readonly number: number;
  /** Its process id, where the system tells. */
  readonly pid: number | null;
  /** The path of its executable, where it can be known. */
  readonly image: string | null;
  /** Frames so far. */
  frames: number;
  /** Bytes so far. */
  bytes: number;
}

/** One end of the pipe, ours. */
export class Instance implements Owner {
  readonly #kernel32: Kernel32;
  readonly #port: CompletionPort;
  readonly #handle: bigint;
  readonly #key: number;
  readonly #connect = new Operation(0);
  #client: Client | undefined;
  #reads: Reads | undefined;
  #writes: Writes | undefined;
  #cancelled = false;

  /** Takes over the handle of a new instance and starts to listen on it. Where it throws, the handle is still the caller's. */
  constructor(kernel32: Kernel32, port: CompletionPort, handle: bigint) {
    this.#kernel32 = kernel32;
    this.#port = port;
    this.#handle = handle;
    this.#key = port.adopt(handle, this);
    this.#connect.begin();
    if (kernel32.ConnectNamedPipe(handle, this.#connect.overlapped) === 0) {
      const error = kernel32.GetLastError();
      // ERROR_PIPE_CONNECTED: a client was faster than this call. ERROR_NO_DATA: it has even left again, and what it
      // wrote can still be read. Both are connections, and anything else shows in the first read.
      if (error !== Win32Error.ERROR_IO_PENDING) this.#connect.failAtOnce(error);
    }
  }

  /** Whether a client has connected that {@linkcode accept} has not been called for. */
  get connecting(): boolean {
    return this.#client === undefined && !this.#cancelled && this.#connect.settled;
  }

  /** Whether the kernel still holds memory of this instance. */
  get busy(): boolean {
    return !this.#connect.settled || (this.#reads?.busy ?? false) || (this.#writes?.busy ?? false);
  }

  /** Whether messages, or the end, are there to be drained. */
  get ready(): boolean {
    return this.#reads?.ready ?? false;
  }

  /** The client; undefined while listening. */
  get client(): Client | undefined {
    return this.#client;
  }

  /** Why the client has gone: null where it simply closed its end; undefined while it is there. */
  get endError(): string | null | undefined {
    return this.#reads?.end?.error;
  }

  /** Makes the client that has connected known, and starts to read from it. */
  accept(number: number, options: ReadOptions): Client {
    const pid = clientPid(this.#kernel32, this.#handle);
    const image = pid === null ? null : processImage(this.#kernel32, pid);
    this.#client = { number, pid, image, frames: 0, bytes: 0 };
    this.#reads = new Reads(this.#kernel32, this.#handle, options);
    this.#reads.issue();
    return this.#client;
  }

  /** Hands over what has arrived; good until {@linkcode issue}. */
  drain(take: TakeMessage): void {
    this.#writes?.settle();
    this.#reads?.drain(take);
  }

  /** Issues the reads whose messages have been consumed. */
  issue(): void {
    if (!this.#cancelled) this.#reads?.issue();
  }

  /** Sends a message to the client, without waiting; false where too many wait already, and this one is dropped. */
  send(message: Uint8Array): boolean {
    if (this.#cancelled || this.#client === undefined) return false;
    this.#writes ??= new Writes(this.#kernel32, this.#handle);
    this.#writes.settle();
    if (this.#writes.messages >= MOST_UNREAD_MESSAGES || this.#writes.bytes >= MOST_UNREAD_BYTES) return false;
    this.#writes.push(message);
    return true;
  }

  /** Waits until the client has read all that was sent to it, or {@linkcode cancel} is called. */
  async flush(): Promise<void> {
    if (this.#writes !== undefined && !this.#cancelled) await this.#kernel32.FlushFileBuffersAsync(this.#handle);
  }

  /** First step of closing: nothing new, and what is in flight is asked to stop. It may still succeed. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#kernel32.CancelIoEx(this.#handle, 0n);
  }

  /**
   * Last step: closes the handle. Only when no longer {@linkcode busy}.
   *
   * Disconnects first, since a pipe exists as long as either end is open: a client that doesn't notice the end, as the
   * driver that never closes its handle, would keep the name, and no other server could have it.
   */
  close(): void {
    this.#port.release(this.#key);
    this.#kernel32.DisconnectNamedPipe(this.#handle);
    this.#kernel32.CloseHandle(this.#handle);
  }
}
