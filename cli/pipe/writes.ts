/**
 * The writes in flight on one end of a connection.
 *
 * Each message has an operation of its own, with a copy of the bytes: the pipe may take it long after the caller has
 * continued. Messages are written in the order they were pushed.
 *
 * @module
 */

import { APC_CONTEXT, Operation } from "./completion.ts";
import { ntdll } from "./ntdll.ts";

/** Called with the NTSTATUS of the write of one message. */
export type Settled = (status: number) => void;

/** The queue of one end's writes. */
export class Writes {
  readonly #pipe: bigint;
  /** Oldest first. */
  readonly #queue: { readonly operation: Operation; readonly settled: Settled | undefined }[] = [];

  /** @param pipe An end of the pipe. */
  constructor(pipe: bigint) {
    this.#pipe = pipe;
  }

  /** Whether the kernel still holds the memory of a write. */
  get busy(): boolean {
    return this.#queue.some(({ operation }) => !operation.settled);
  }

  /** How many messages wait for room in the pipe. */
  get messages(): number {
    return this.#queue.length;
  }

  /** How many bytes these messages have. */
  get bytes(): number {
    return this.#queue.reduce((sum, { operation }) => sum + operation.buffer.length, 0);
  }

  /** Writes one message. `settled` is called by {@linkcode settle}, or at once if the pipe has room. */
  push(message: Uint8Array, settled?: Settled): void {
    const operation = new Operation(message.length);
    operation.buffer.set(message);
    this.#queue.push({ operation, settled });
    const { buffer, ioStatusBlock } = operation;
    operation.begin();
    operation.returned(
      ntdll().NtWriteFile(this.#pipe, 0n, 0n, APC_CONTEXT, ioStatusBlock, buffer, buffer.length, 0n, 0n),
    );
    this.settle();
  }

  /** Releases the writes that have settled, oldest first. */
  settle(): void {
    while (this.#queue[0]?.operation.settled) {
      const { operation, settled } = this.#queue.shift()!;
      settled?.(operation.status);
    }
  }
}
