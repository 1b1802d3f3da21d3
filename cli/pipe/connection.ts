/**
 * One end of a pipe: its handle, and all that is in flight on it.
 *
 * Closing follows one order: cancel what is in flight, wait until it has settled, close the handle, let go of the memory.
 *
 * @module
 */

import { APC_CONTEXT, type CompletionPort, Operation, type Owner } from "./completion.ts";
import { kernel32 } from "./kernel32.ts";
import { ntdll } from "./ntdll.ts";
import { listenOutcome } from "./outcomes.ts";
import { type ReadOptions, Reads } from "./reads.ts";
import { Writes } from "./writes.ts";

const FSCTL_PIPE_LISTEN = 0x11_0008;

/** A handle, its completion key, its reads and its writes. */
export class Connection<O extends Owner> {
  /** The end of the pipe. */
  readonly handle: bigint;
  /** What arrives; {@linkcode issue} starts it. */
  readonly reads: Reads;
  /** What is sent. */
  readonly writes: Writes;
  readonly #port: CompletionPort<O>;
  readonly #key: number;
  /** Waits for a client; a server's end only. */
  #listening: Operation | undefined;
  #cancelled = false;

  /** Takes over the handle: where this throws, the handle is closed. The port names `owner` when something settles. */
  constructor(port: CompletionPort<O>, owner: O, handle: bigint, options: ReadOptions) {
    this.handle = handle;
    this.#port = port;
    this.reads = new Reads(handle, options);
    this.writes = new Writes(handle);
    try {
      this.#key = port.adopt(handle, owner);
    } catch (error) {
      kernel32().CloseHandle(handle);
      throw error;
    }
  }

  /** Whether the other end is there, or was. */
  get connected(): boolean {
    return this.#listening?.settled ?? true;
  }

  /** Whether {@linkcode cancel} has been called. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Whether the kernel still holds memory of this connection. */
  get busy(): boolean {
    return !this.connected || this.reads.busy || this.writes.busy;
  }

  /**
   * Has a server's end wait for a client.
   *
   * @returns 0, or the Win32 error where it can't wait: then it has to be closed.
   */
  listen(): number {
    const { NtFsControlFile, RtlNtStatusToDosError } = ntdll();
    const operation = this.#listening = new Operation(0);
    operation.begin();
    const { ioStatusBlock } = operation;
    const status = NtFsControlFile(this.handle, 0n, 0n, APC_CONTEXT, ioStatusBlock, FSCTL_PIPE_LISTEN, 0n, 0, 0n, 0);
    operation.returned(status);
    return listenOutcome(status) === "failure" ? RtlNtStatusToDosError(status) : 0;
  }

  /** Issues the reads whose messages have been consumed; none after {@linkcode cancel}. */
  issue(): void {
    if (!this.#cancelled) this.reads.issue();
  }

  /** Asks what is in flight to stop, which may still succeed. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    kernel32().CancelIoEx(this.handle, 0n);
  }

  /**
   * Cancels and, when nothing is in flight any more, closes the handle.
   *
   * A server's end disconnects first: a pipe exists as long as either end is open, so a client that doesn't notice the
   * end, such as a driver that never closes its handle, would keep the name from the next server.
   *
   * @returns False while something is in flight: to be called again after the next wait on the port.
   */
  close(): boolean {
    this.cancel();
    if (this.busy) return false;
    const { DisconnectNamedPipe, CloseHandle } = kernel32();
    if (this.#listening !== undefined) DisconnectNamedPipe(this.handle);
    CloseHandle(this.handle);
    this.#port.release(this.#key);
    return true;
  }
}
