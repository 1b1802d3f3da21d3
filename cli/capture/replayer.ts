/**
 * Replays a recording: each recorded client becomes a connection that opens, writes and closes when the client did.
 *
 * @module
 */

import type { Batch, Frame, Item, Source } from "../frame/frame.ts";
import type { Pace } from "./pace.ts";

/** A connection that frames are written to. */
export interface ReplayTarget extends AsyncDisposable {
  /** Writes one message; false if the other end is closed. */
  write(message: Uint8Array): Promise<boolean>;
}

/** What a {@linkcode Replayer} needs. */
export interface ReplayerOptions {
  /** The timing. */
  readonly pace: Pace;
  /** Opens a connection; may take any time. */
  readonly connect: () => Promise<ReplayTarget>;
  /** Called with each item of a batch after it has been replayed. */
  readonly replayed: (item: Item, index: number, batch: Batch) => void;
}

/** Replays items one by one: each write completes before the next item. */
export class Replayer implements AsyncDisposable {
  readonly #options: ReplayerOptions;
  /** By the recorded client number, which is null in a raw recording. */
  readonly #connections = new Map<number | null, ReplayTarget>();

  /** Opens no connection yet. */
  constructor(options: ReplayerOptions) {
    this.#options = options;
  }

  /** Replays a recording from its beginning; false if the other end was closed. */
  async replay(source: Source): Promise<boolean> {
    for await (const batch of source) {
      for (const [index, item] of batch.entries()) {
        if (!await this.#replay(item)) return false;
        this.#options.replayed(item, index, batch);
      }
    }
    return true;
  }

  /** Closes the connections that the recording leaves open. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of [...this.#connections.keys()]) await this.#disconnect(client);
  }

  async #replay(item: Item): Promise<boolean> {
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

  /** The clock starts when the first connection is open: the wait for the listener isn't part of the timing. */
  async #connection({ client, time }: Pick<Frame, "client" | "time">): Promise<ReplayTarget> {
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
