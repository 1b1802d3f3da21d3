/**
 * The reads in flight on one connection, and the messages that come out of them.
 *
 * Several reads are always pending, so that a burst is taken by the kernel without waiting for JavaScript. They complete
 * in the order they were issued: the oldest is drained first, and issued again only after its bytes have been consumed.
 * There are more reads than pending ones: what is already in the pipe is read at once, without a trip through the
 * completion port, and makes a larger batch.
 *
 * A message that is longer than a read costs one read more: the pipe is asked for the length of the rest, which is read
 * to its place. From then on, reads are as large as that message, so that the next one costs a single read.
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
  readonly maxReads: number;
  /** How many of them are left pending when the pipe is empty. */
  readonly maxPending: number;
  /** The size of one read in bytes, until a longer message arrives. */
  readonly readSize: number;
  /** A longer message is cut there, in bytes. */
  readonly maxFrame: number;
}

/** The memory of all reads of a connection, in bytes: as reads grow, there are fewer. */
const READ_MEMORY = 2 << 20;
/** A longer message takes several reads each time: two of them are pending. */
const MAX_READ_SIZE = READ_MEMORY / 2;

/** How the connection ended. */
export interface End {
  /** What failed; null where the other end was closed. */
  readonly error: string | null;
}

/** Takes one message. `messageSize` is its full length, or null where its end never arrived. */
export type TakeMessage = (bytes: Uint8Array, messageSize: number | null) => void;

/** The reads of one connection. */
export class Reads {
  readonly #pipe: bigint;
  readonly #options: ReadOptions;
  /** Issued and not yet drained, oldest first. */
  readonly #issued: Operation[] = [];
  /** Drained, to be issued again. There are only as many as were needed, so that a quiet client takes little memory. */
  #idle: Operation[] = [];
  #readSize: number;
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
    this.#readSize = Math.min(options.readSize, MAX_READ_SIZE);
  }

  /** Set when the connection has ended and all that arrived before has been drained. */
  get end(): End | undefined {
    return this.#end;
  }

  /** Whether the kernel still holds the memory of a read. */
  get busy(): boolean {
    return this.#issued.some((operation) => !operation.settled);
  }

  /** Whether {@linkcode drain} would find something. */
  get ready(): boolean {
    return this.#issued[0]?.settled ?? false;
  }

  /** Issues reads until enough are pending or all are issued. Overwrites what was drained before. */
  issue(): void {
    if (this.#arrived > 0) return; // the rest of a message is in flight
    const { maxReads, maxPending } = this.#options;
    const reads = Math.min(maxReads, Math.floor(READ_MEMORY / this.#readSize));
    let pending = this.#pending();
    while (this.#end === undefined && pending < maxPending && this.#issued.length < reads) {
      const status = this.#read(this.#idle.pop() ?? new Operation(this.#readSize));
      if (status === NtStatus.STATUS_PENDING) pending++;
      else if (status !== NtStatus.STATUS_SUCCESS) return; // the end, or a piece, whose rest is read by drain()
    }
  }

  /** Hands over the messages that have arrived, oldest first. Their bytes are valid until {@linkcode issue}. */
  drain(take: TakeMessage): void {
    let drained = 0;
    while (this.#end === undefined && this.#issued[drained]?.settled) this.#drainOne(this.#issued[drained++]!, take);
    for (const operation of this.#issued.splice(0, drained)) {
      const { length, byteOffset } = operation.buffer;
      // The rest of a message has its place in that message, so never at its beginning.
      if (length === this.#readSize && byteOffset === 0) this.#idle.push(operation);
    }
    if (this.#arrived > 0 && this.#issued.length === 0) this.#readRest(take);
  }

  #read(operation: Operation): number {
    const { buffer, ioStatusBlock } = operation;
    this.#issued.push(operation);
    operation.begin();
    const status = ntdll().NtReadFile(this.#pipe, 0n, 0n, APC_CONTEXT, ioStatusBlock, buffer, buffer.length, 0n, 0n);
    operation.returned(status);
    return status;
  }

  #drainOne(operation: Operation, take: TakeMessage): void {
    const { buffer, length, status } = operation;
    const bytes = length === buffer.length ? buffer : buffer.subarray(0, length);
    switch (readOutcome(status)) {
      case "message":
        return this.#finishMessage(bytes, take);
      case "piece":
        return this.#keep(bytes);
      case "end":
      case "cancelled":
        return this.#finish(null, take);
      case "failure":
        return this.#finish(`Cannot read from the ${this.#options.peer}: ${nameStatus(status)}`, take);
    }
  }

  /** Reads complete in order, so the pending ones are the last of those issued. */
  #pending(): number {
    let pending = 0;
    while (this.#issued.at(-1 - pending)?.settled === false) pending++;
    return pending;
  }

  #finishMessage(bytes: Uint8Array, take: TakeMessage): void {
    if (this.#arrived === 0 && bytes.length <= this.#options.maxFrame) return take(bytes, bytes.length);
    this.#keep(bytes);
    this.#takeKept(this.#expected === undefined || this.#expected === this.#arrived ? this.#arrived : null, take);
  }

  /**
   * Asks the pipe for the length of the rest, and reads it. With no read in flight, the rest is the first in the queue.
   *
   * When a write is cancelled whose message has been read in part, npfs (and Wine) removes the rest from the queue, and
   * the next message would continue the pieces. No read reports that, but the lengths show it: there is no rest, or it
   * doesn't end where expected. What remains undetected is a write that was cancelled and followed by another before the
   * first call of this. Only a message whose rest exceeds the pipe's quota is affected: otherwise its write has completed.
   */
  #readRest(take: TakeMessage): void {
    const rest = new Uint32Array(new ArrayBuffer(4));
    if (kernel32().PeekNamedPipe(this.#pipe, 0n, 0, 0n, 0n, new Uint8Array(rest.buffer)) === 0) {
      this.#read(new Operation(this.#readSize)); // the other end has disconnected, which this read reports
      return;
    }
    const length = this.#arrived + rest[0]!;
    if (rest[0] === 0 || (this.#expected !== undefined && this.#expected !== length)) return this.#takeKept(null, take);
    this.#expected = length;
    this.#reserve(length);
    const room = this.#message.subarray(this.#arrived);
    // What exceeds maxFrame is only counted.
    this.#read(new Operation(room.length > 0 ? room : Math.min(rest[0]!, READ_MEMORY)));
  }

  /** Keeps a piece: a copy, as its read may be issued again before the message is complete; or it is in its place. */
  #keep(piece: Uint8Array): void {
    if (piece.buffer !== this.#message.buffer) {
      this.#reserve(this.#arrived + piece.length);
      const room = this.#message.subarray(this.#arrived);
      room.set(piece.subarray(0, room.length));
    }
    this.#arrived += piece.length;
  }

  /** Makes room for the first `length` bytes of the message, up to maxFrame. */
  #reserve(length: number): void {
    const size = Math.min(length, this.#options.maxFrame);
    if (size <= this.#message.length) return;
    const larger = new Uint8Array(new ArrayBuffer(size));
    larger.set(this.#message.subarray(0, this.#arrived));
    this.#message = larger;
  }

  /** Hands over what was kept, which then belongs to the taker. */
  #takeKept(messageSize: number | null, take: TakeMessage): void {
    const message = this.#message.subarray(0, this.#arrived);
    this.#growReads(this.#arrived);
    this.#message = new Uint8Array(0);
    this.#arrived = 0;
    this.#expected = undefined;
    take(message, messageSize);
  }

  /** Has a message of this length fit into one read from now on. Reads never shrink: a long message rarely comes alone. */
  #growReads(length: number): void {
    if (length <= this.#readSize || this.#readSize === MAX_READ_SIZE) return;
    while (this.#readSize < length) this.#readSize *= 2;
    this.#readSize = Math.min(this.#readSize, MAX_READ_SIZE);
    this.#idle = [];
  }

  #finish(error: string | null, take: TakeMessage): void {
    this.#end = { error };
    if (this.#arrived > 0) this.#takeKept(null, take);
  }
}
