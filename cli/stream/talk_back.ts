/**
 * What the listener says to its clients: a reply to every frame, and lines that someone types.
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import { type Reader, readLines } from "./lines.ts";
import { BadInputError } from "../errors.ts";
import type { Batch } from "../frame/frame.ts";
import type { Status } from "./status.ts";

/** Sends a message to a client without waiting; false where it is dropped. */
export type SendTo = (client: number, message: Uint8Array) => boolean;

/** The way back of one run. */
export class TalkBack {
  readonly #send: SendTo;
  readonly #status: Status;
  readonly #connected = new Set<number>();
  #dropped = 0;

  /** Sends by `send`, and tells `status` what can't be sent. */
  constructor(send: SendTo, status: Status) {
    this.#send = send;
    this.#status = status;
  }

  /** Learns who is there, and answers each frame with `reply`, if there is one. */
  take(batch: Batch, reply: Uint8Array | undefined): void {
    for (const item of batch) {
      if (item.kind === "connected") this.#connected.add(item.client);
      if (item.kind === "disconnected") this.#connected.delete(item.client);
      if (item.kind === "frame" && item.client !== null && reply !== undefined) this.#say(item.client, reply);
    }
  }

  /** Sends each line to all who are connected when it comes, until there are no more lines. */
  async converse(reader: Reader): Promise<void> {
    for await (const line of readLines(reader)) {
      if (this.#connected.size === 0) this.#status.warn("nobody is connected: the line was not sent");
      for (const client of this.#connected) this.#say(client, line);
    }
  }

  /** Tells what was dropped. */
  end(): void {
    if (this.#dropped === 0) return;
    this.#status.warn(`lost ${countOf(this.#dropped, "message")} to clients that do not read them, or had left`);
  }

  #say(client: number, message: Uint8Array): void {
    if (!this.#send(client, message)) this.#dropped++;
  }
}

/**
 * The message of `--reply`: `@FILE` is what the file holds, all else the text itself in UTF-8; `@@` is a text's `@`.
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
