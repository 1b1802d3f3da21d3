/** Both ends of a pipe, with the reads of one taken step by step. */
import { assert, assertEquals } from "@std/assert";
import { openClientHandle } from "../../../cli/pipe/client_handle.ts";
import { CompletionPort } from "../../../cli/pipe/completion.ts";
import { Instance } from "../../../cli/pipe/instance.ts";
import { kernel32 } from "../../../cli/pipe/kernel32.ts";
import { PipeName } from "../../../cli/pipe/name.ts";
import { SecurityAttributes } from "../../../cli/pipe/security.ts";
import { Writes } from "../../../cli/pipe/writes.ts";
import { bounded, newPipe } from "./harness.ts";

/** A message as it was taken. */
export interface Message {
  readonly bytes: Uint8Array;
  readonly messageSize: number | null;
}

/** An instance whose reads are drained and issued step by step, and a client that writes to it. */
export class Ends implements AsyncDisposable {
  readonly messages: Message[] = [];
  readonly #security = new SecurityAttributes(undefined);
  readonly #port = new CompletionPort<Instance>();
  readonly #instance: Instance;
  readonly #client: bigint;
  readonly #writes: Writes;

  constructor(readSize: number, maxFrame: number) {
    const pipe = newPipe();
    const reads = { peer: "client", maxReads: 2, maxPending: 2, readSize, maxFrame } as const;
    this.#instance = new Instance(this.#port, new PipeName(pipe, this.#security).createFirst().handle, reads);
    assertEquals(this.#instance.listen(), 0);
    this.#client = openClientHandle(pipe).handle;
    this.#writes = new Writes(this.#client);
  }

  /** Waits for the connection, and reads from then on. */
  async connected(): Promise<void> {
    await this.#until(() => this.#instance.connecting, "the connection");
    this.#instance.accept(1);
  }

  /** Writes a message without waiting. */
  write(message: Uint8Array): void {
    this.#writes.push(message);
  }

  /** Cancels the write that is waiting for room, and waits until that is done. */
  async cancelWrite(): Promise<void> {
    assert(this.#writes.busy, "the write didn't have to wait");
    kernel32().CancelIoEx(this.#client, 0n);
    await this.#until(() => !this.#writes.busy, "the end of the write");
    this.#writes.settle();
  }

  /** Waits until every read in flight has completed. */
  async settled(): Promise<void> {
    await this.#until(() => !this.#instance.busy, "the reads");
  }

  /** Takes what has been read, once it is there, and reads on. */
  async step(): Promise<void> {
    await this.#until(() => this.#instance.ready, "a read");
    this.#instance.drain((bytes, messageSize) => this.messages.push({ bytes: bytes.slice(), messageSize }));
    this.#instance.issue();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (!this.#instance.close()) await this.#port.wait();
    kernel32().CloseHandle(this.#client);
    this.#port.close();
    this.#security[Symbol.dispose]();
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    const wait = async () => {
      while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    await bounded(wait(), what);
  }
}
