/**
 * The reads in flight on one connection, and the messages that come out of them.
 *
 * Several reads are always pending, so that a burst is taken by the kernel without waiting for JavaScript. They complete
 * in the order they were issued, and are used as a ring: the oldest is drained first, and issued again only after its
 * bytes have been consumed. The ring is larger than the number of pending reads: what is already in the pipe is read
 * at once, without a trip through the completion port, and makes a larger batch.
 *
 * @module
 */

import { APC_CONTEXT, Operation } from "./completion.ts";
import { kernel32 } from "./kernel32.ts";
import { ntdll } from "./ntdll.ts";
import { nameStatus, NtStatus, readOutcome } from "./outcomes.ts";

/** How a connection is read. */
export interface ReadOptions {
  /** The other end, for errors. */
  readonly peer: "client" | "listener";
  /** The maximum number of reads, and so of messages in one batch. */
  readonly ring: number;
  /** How many of them are left pending when the pipe is empty. */
  readonly maxPending: number;
  /** The size of one read in bytes. */
  readonly readSize: number;
  /** A longer message is cut there, in bytes. */
  readonly maxFrame: number;
}

/** How the connection ended. */
export interface End {
  /** What failed; null where the other end was closed. */
  readonly error: string | null;
}

/** Takes one message. `messageSize` is its full length, or null where its end never arrived. */
export type TakeMessage = (bytes: Uint8Array, messageSize: number | null) => void;

/** The ring of reads of one connection. */
export class Reads {
  readonly #pipe: bigint;
  readonly #options: ReadOptions;
  /** Grows as reads are issued, so that a client that sends nothing takes little memory. */
  readonly #ring: Operation[] = [];
  /** The operations issued and not yet drained are the `#issued` ones from `#oldest` on. */
  #oldest = 0;
  #issued = 0;
  /** What is kept of a message that is longer than one read, and how many bytes of it have arrived. */
  #message = new Uint8Array(0);
  #arrived = 0;
  /** The length of that message, as the pipe reported it after some pieces; undefined where it hasn't been asked. */
  #expected: number | undefined;
  #end: End | undefined;

  /** @param pipe An end of the pipe. */
  constructor(pipe: bigint, options: ReadOptions) {
    this.#pipe = pipe;
    this.#options = options;
  }

  /** Set when the connection has ended and all that arrived before has been drained. */
  get end(): End | undefined {
    return this.#end;
  }

  /** Whether the kernel still holds the memory of a read. */
  get busy(): boolean {
    return this.#ring.some((operation) => !operation.settled);
  }

  /** Whether {@linkcode drain} would find something. */
  get ready(): boolean {
    return this.#issued > 0 && this.#ring[this.#oldest]!.settled;
  }

  /** Issues reads until enough are pending or all are issued. Overwrites what was drained before. */
  issue(): void {
    const { NtReadFile } = ntdll();
    const { ring, maxPending, readSize } = this.#options;
    let pending = this.#pending();
    while (this.#end === undefined && pending < maxPending && this.#issued < ring) {
      const operation = this.#ring[(this.#oldest + this.#issued++) % ring] ??= new Operation(readSize);
      const { buffer, ioStatusBlock } = operation;
      operation.begin();
      const status = NtReadFile(this.#pipe, 0n, 0n, APC_CONTEXT, ioStatusBlock, buffer, buffer.length, 0n, 0n);
      operation.returned(status);
      if (status === NtStatus.STATUS_PENDING) pending++;
      else if (status !== NtStatus.STATUS_SUCCESS && status !== NtStatus.STATUS_BUFFER_OVERFLOW) return;
    }
  }

  /** Hands over the messages that have arrived, oldest first. Their bytes are valid until {@linkcode issue}. */
  drain(take: TakeMessage): void {
    while (this.#end === undefined && this.ready) {
      const operation = this.#ring[this.#oldest]!;
      this.#oldest = (this.#oldest + 1) % this.#options.ring;
      this.#issued--;
      const bytes = operation.length === operation.buffer.length
        ? operation.buffer
        : operation.buffer.subarray(0, operation.length);
      switch (readOutcome(operation.status)) {
        case "message":
          this.#finishMessage(bytes, take);
          break;
        case "piece":
          this.#keep(bytes);
          break;
        case "end":
        case "cancelled":
          this.#finish(null, take);
          break;
        case "failure":
          this.#finish(`Cannot read from the ${this.#options.peer}: ${nameStatus(operation.status)}`, take);
          break;
      }
    }
    if (this.#arrived > 0 && this.#issued === 0) this.#checkRest(take);
  }

  /** Reads complete in order, so the pending ones are the last of those issued. */
  #pending(): number {
    const { ring } = this.#options;
    const newest = this.#oldest + this.#issued - 1;
    let pending = 0;
    while (pending < this.#issued && !this.#ring[(newest - pending) % ring]!.settled) pending++;
    return pending;
  }

  #finishMessage(bytes: Uint8Array, take: TakeMessage): void {
    if (this.#arrived === 0 && bytes.length <= this.#options.maxFrame) return take(bytes, bytes.length);
    this.#keep(bytes);
    this.#takeKept(this.#expected === undefined || this.#expected === this.#arrived ? this.#arrived : null, take);
  }

  /**
   * Asks the pipe for the rest of the message. With no read in flight, the rest is the first in the pipe's queue.
   *
   * When a write is cancelled whose message has been read in part, npfs (and Wine) removes the rest from the queue, and
   * the next message would continue the pieces. No read reports that, but the lengths show it: there is no rest, or it
   * doesn't end where expected. What remains undetected is a write that was cancelled and followed by another before the
   * first call of this. Only a message whose rest exceeds the pipe's quota is affected: otherwise its write has completed.
   */
  #checkRest(take: TakeMessage): void {
    const rest = new Uint32Array(new ArrayBuffer(4));
    // It fails where the other end has disconnected, which the next read reports.
    if (kernel32().PeekNamedPipe(this.#pipe, 0n, 0, 0n, 0n, new Uint8Array(rest.buffer)) === 0) return;
    const length = this.#arrived + rest[0]!;
    if (rest[0] === 0 || (this.#expected !== undefined && this.#expected !== length)) this.#takeKept(null, take);
    else this.#expected = length;
  }

  /** Keeps a copy of a piece: its read may be issued again before the message is complete. */
  #keep(piece: Uint8Array): void {
    const { maxFrame } = this.#options;
    const fitting = piece.subarray(0, Math.max(0, maxFrame - this.#arrived));
    const needed = Math.min(this.#arrived, maxFrame) + fitting.length;
    if (needed > this.#message.length) {
      const larger = new Uint8Array(Math.min(maxFrame, Math.max(needed, 2 * this.#message.length)));
      larger.set(this.#message);
      this.#message = larger;
    }
    this.#message.set(fitting, needed - fitting.length);
    this.#arrived += piece.length;
  }

  /** Hands over what was kept, which then belongs to the taker. */
  #takeKept(messageSize: number | null, take: TakeMessage): void {
    const message = this.#message.subarray(0, this.#arrived);
    this.#message = new Uint8Array(0);
    this.#arrived = 0;
    this.#expected = undefined;
    take(message, messageSize);
  }

  #finish(error: string | null, take: TakeMessage): void {
    this.#end = { error };
    if (this.#arrived > 0) this.#takeKept(null, take);
  }
}
