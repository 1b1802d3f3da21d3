/**
 * What the listener sends to its clients: what they are to log, a reply to each frame, and lines of standard input.
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import { type LineInput, readLines } from "./lines.ts";
import { BadInputError } from "../errors.ts";
import type { Item } from "../frame/frame.ts";
import type { Status } from "./status.ts";

/**
 * Sends a message to a client without waiting; false where it is dropped.
 *
 * @param isAwaited Whether the run gives the client a moment to read it before it ends; true by default.
 */
export type SendTo = (client: number, message: Uint8Array, isAwaited?: boolean) => boolean;

/** The messages that one run sends. */
export class Replies {
  readonly #send: SendTo;
  readonly #status: Status;
  readonly #greeting: Uint8Array | undefined;
  readonly #connected = new Set<number>();
  #dropped = 0;

  /**
   * Sends with `send`, and warns on `status` about what can't be sent.
   *
   * @param greeting Sent to each client that connects. One that doesn't read has no use for it, and holds nothing up.
   */
  constructor(send: SendTo, status: Status, greeting?: Uint8Array) {
    this.#greeting = greeting;
    this.#send = send;
    this.#status = status;
  }

  /** Keeps track of the connected clients, and answers a frame with `reply`, if there is one. */
  item(item: Item, reply: Uint8Array | undefined): void {
    if (item.kind === "connected") {
      this.#connected.add(item.client);
      if (this.#greeting !== undefined) this.#send(item.client, this.#greeting, false);
    }
    if (item.kind === "disconnected") this.#connected.delete(item.client);
    if (item.kind === "frame" && item.client !== null && reply !== undefined) this.#sendTo(item.client, reply);
  }

  /** Sends each line to all clients that are connected when it arrives, until there are no more lines. */
  async sendLines(input: LineInput): Promise<void> {
    for await (const line of readLines(input)) {
      if (this.#connected.size === 0) this.#status.warn("no client is connected: the line was not sent");
      for (const client of this.#connected) this.#sendTo(client, line);
    }
  }

  /** Warns about messages that were dropped. */
  end(): void {
    if (this.#dropped === 0) return;
    const messages = countOf(this.#dropped, "message");
    this.#status.warn(`lost ${messages} to clients that did not read them or had disconnected`);
  }

  #sendTo(client: number, message: Uint8Array): void {
    if (!this.#send(client, message)) this.#dropped++;
  }
}

/**
 * The message of `--reply`: `@FILE` is the content of that file, anything else the text itself in UTF-8; `@@` is a literal `@`.
 *
 * @throws {BadInputError} when the file can't be read.
 */
export async function loadReply(text: string): Promise<Uint8Array> {
  if (!text.startsWith("@") || text.startsWith("@@")) return new TextEncoder().encode(text.replace(/^@@/, "@"));
  const path = text.slice(1);
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadInputError(`Cannot read ${path}: ${why} (check the file in --reply)`, { cause: error });
  }
}
