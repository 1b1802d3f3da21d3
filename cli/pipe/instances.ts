/**
 * The instances of one pipe: those that have a client, and the spare ones that listen for the next.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { PipeUnavailableError } from "../errors.ts";
import type { CompletionPort } from "./completion.ts";
import { Instance } from "./instance.ts";
import { INVALID_HANDLE_VALUE } from "./kernel32.ts";
import { isTaken, PipeName } from "./name.ts";
import { Win32Error } from "./outcomes.ts";
import type { ReadOptions } from "./reads.ts";
import type { SecurityAttributes } from "./security.ts";

/** Listening instances beside the connected ones: while one is being accepted, the next driver finds another. */
const SPARE_INSTANCES = 2;

/** How long a name may stay taken by a server that is just exiting, and how often we look, in milliseconds. */
const NAME_GRACE = 1000;
const NAME_RETRY = 50;

/** Which pipe it is, and how its instances are made. */
export interface InstancesOptions {
  /** The full path, `\\.\pipe\NAME`. */
  readonly pipe: string;
  /** Who may connect. */
  readonly security: SecurityAttributes;
  /** How each is read. */
  readonly reads: ReadOptions;
  /** Called with an instance that had a client at once: the completion port won't name it. */
  readonly onConnected: (instance: Instance) => void;
}

/** All instances that have a handle. */
export class Instances implements Iterable<Instance> {
  readonly #port: CompletionPort<Instance>;
  readonly #options: InstancesOptions;
  readonly #name: PipeName;
  readonly #all = new Set<Instance>();

  /** Creates no instance yet; {@linkcode open} does. */
  constructor(port: CompletionPort<Instance>, options: InstancesOptions) {
    this.#port = port;
    this.#options = options;
    this.#name = new PipeName(options.pipe, options.security);
  }

  /** The number of instances, connected and spare. */
  get size(): number {
    return this.#all.size;
  }

  /** All instances, in the order of their creation. */
  [Symbol.iterator](): Iterator<Instance> {
    return this.#all.values();
  }

  /**
   * Creates the first instance and its spare. Retries for a moment where the name is taken.
   *
   * @throws {PipeUnavailableError} when that can't be done.
   */
  async open(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + NAME_GRACE;
    for (let error = this.#create(); error !== 0; error = this.#create()) {
      if (signal.aborted) return;
      if (!isTaken(error) || performance.now() > deadline) throw this.#name.createError(error);
      await delay(NAME_RETRY, { signal }).catch(() => {}); // an abort is seen above
    }
    // A further instance needs the right that the pipe's own security descriptor gives.
    if (this.keepSpares() === Win32Error.ERROR_ACCESS_DENIED) {
      throw new PipeUnavailableError(
        `Cannot create a spare instance of ${this.#options.pipe}: access is denied ` +
          `(--allow must give GA to the user who runs this)`,
      );
    }
  }

  /**
   * Replaces listening instances. Where the system has no resources for one just now, it is tried again when the next
   * client comes or goes.
   *
   * @returns 0, or the Win32 error of an instance that couldn't be created.
   */
  keepSpares(): number {
    let spares = 0;
    for (const instance of this.#all) if (instance.client === undefined && !instance.connecting) spares++;
    for (; spares < SPARE_INSTANCES; spares++) {
      const error = this.#create();
      if (error !== 0 && this.#all.size === 0) throw this.#name.createError(error);
      if (error !== 0) return error;
    }
    return 0;
  }

  /** Closes an instance; false where it has to be called again after the next wait. */
  close(instance: Instance): boolean {
    return instance.close() && this.#all.delete(instance);
  }

  /** Creates one instance that listens; returns 0, or the Win32 error. */
  #create(): number {
    // Without an instance the name isn't ours, before the first client or when even the last spare couldn't be replaced.
    const { handle, error } = this.#all.size === 0 ? this.#name.createFirst() : this.#name.create();
    if (handle === INVALID_HANDLE_VALUE) return error;
    const instance = new Instance(this.#port, handle, this.#options.reads);
    const refused = instance.listen();
    if (refused !== 0) {
      instance.close(); // nothing is in flight on it
      return refused;
    }
    this.#all.add(instance);
    if (instance.connecting) this.#options.onConnected(instance);
    return 0;
  }
}
