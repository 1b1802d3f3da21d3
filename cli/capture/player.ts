/**
 * Plays a recording: each recorded client becomes a connection that opens, writes and closes when the client did.
 *
 * @module
 */

import type { Batch, Frame, Item, Source } from "../frame/frame.ts";
import type { Pace } from "./pace.ts";

/** A connection that frames are played into. */
export interface Connection extends AsyncDisposable {
  /** Writes one message; false where nobody is there to take it any more. */
  write(message: Uint8Array): Promise<boolean>;
}

/** What a {@linkcode Player} plays with. */
export interface PlayerOptions {
  /** When. */
  readonly pace: Pace;
  /** Opens a connection, however long that takes. */
  readonly connect: () => Promise<Connection>;
  /** Is told of each item of a batch when it has been played. */
  readonly played: (item: Item, index: number, batch: Batch) => void;
}

/** Plays items one after the other: the next only when the pipe has taken the one before. */
export class Player implements AsyncDisposable {
  readonly #options: PlayerOptions;
  /** By the recorded numbers; a raw recording has none. */
  readonly #connections = new Map<number | null, Connection>();

  /** Has no connection yet. */
  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** Plays a recording from its beginning; false where the other end has gone. */
  async play(source: Source): Promise<boolean> {
    for await (const batch of source) {
      for (const [index, item] of batch.entries()) {
        if (!await this.#play(item)) return false;
        this.#options.played(item, index, batch);
      }
    }
    return true;
  }

  /** Closes the connections that the recording doesn't close. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of [...this.#connections.keys()]) await this.#disconnect(client);
  }

  async #play(item: Item): Promise<boolean> {
    switch (item.kind) {
      case "connected":
        await this.#options.pace.until(item.time);
        await this.#connection(item);
        return true;
      case "frame": {
        await this.#options.pace.until(item.time);
        const connection = await this.#connection(item);
        return connection.write(item.bytes);
      }
      case "disconnected":
        await this.#options.pace.until(item.time);
        await this.#disconnect(item.client);
        return true;
      case "listening":
      case "lost":
        return true;
    }
  }

  /** The clock starts when the first connection is there: waiting for the listener is no part of the recording. */
  async #connection({ client, time }: Pick<Frame, "client" | "time">): Promise<Connection> {
    const known = this.#connections.get(client);
    if (known !== undefined) return known;
    const connection = await this.#options.connect();
    this.#connections.set(client, connection);
    this.#options.pace.start(time);
    return connection;
  }

  async #disconnect(client: number | null): Promise<void> {
    await this.#connections.get(client)?.[Symbol.asyncDispose]();
    this.#connections.delete(client);
  }
}
