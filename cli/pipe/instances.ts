/**
 * The instances of one pipe: those that have a client, and the spare ones that listen for the next.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { PipeUnavailableError } from "../errors.ts";
import { type CompletionPort, INVALID_HANDLE_VALUE } from "./completion.ts";
import { Instance } from "./instance.ts";
import type { Kernel32 } from "./kernel32.ts";
import { isTaken, PipeName } from "./name.ts";
import type { SecurityAttributes } from "./security.ts";
import { Win32Error } from "./outcomes.ts";

/** Listening instances beside the connected ones: while one is being accepted, the next driver finds another. */
const SPARE_INSTANCES = 2;

/** How long a name that was just given up by another process may stay taken, in milliseconds, and how often we look. */
const NAME_GRACE = 1000;
const NAME_RETRY = 50;

/** Which pipe it is. */
export interface InstancesOptions {
  /** The full path, `\\.\pipe\NAME`. */
  readonly pipe: string;
  /** Who may connect; freed by {@linkcode Instances.free}. */
  readonly security: SecurityAttributes;
  /** Is told of an instance that had a client as soon as it listened: the completion port won't name it. */
  readonly onConnected: (instance: Instance) => void;
}

/** All instances that have a handle. */
export class Instances implements Iterable<Instance> {
  readonly #kernel32: Kernel32;
  readonly #port: CompletionPort;
  readonly #options: InstancesOptions;
  readonly #name: PipeName;
  readonly #all = new Set<Instance>();

  /** Creates none yet. */
  constructor(kernel32: Kernel32, port: CompletionPort, options: InstancesOptions) {
    this.#kernel32 = kernel32;
    this.#port = port;
    this.#options = options;
    this.#name = new PipeName(kernel32, options.pipe, options.security);
  }

  /** How many there are. */
  get size(): number {
    return this.#all.size;
  }

  /** One after the other. */
  [Symbol.iterator](): Iterator<Instance> {
    return this.#all.values();
  }

  /**
   * Creates the first instance and its spare, with a little patience for a name that was only just given up.
   *
   * @throws {PipeUnavailableError} when that can't be done.
   */
  async open(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + NAME_GRACE;
    for (let error = this.#listen(); error !== 0; error = this.#listen()) {
      if (signal.aborted) return;
      if (!isTaken(error) || performance.now() > deadline) throw this.#name.refusal(error);
      await delay(NAME_RETRY, { signal }).catch(() => {}); // whether it aborted is asked next
    }
    // A further instance is created with the rights that the pipe's own security descriptor gives.
    if (this.keepSpares() === Win32Error.ERROR_ACCESS_DENIED) {
      throw new PipeUnavailableError(
        `Cannot create a spare instance of ${this.#options.pipe}: access is denied ` +
          `(--allow must let in the user who runs this, too)`,
      );
    }
  }

  /**
   * Replaces listening instances; returns 0 or the Win32 error of the one that couldn't be created. Where the system has
   * none left just now, the next client that comes or goes is the occasion to try again.
   */
  keepSpares(): number {
    let spares = 0;
    for (const instance of this.#all) if (instance.client === undefined && !instance.connecting) spares++;
    for (; spares < SPARE_INSTANCES; spares++) {
      const error = this.#listen();
      if (error !== 0 && this.#all.size === 0) throw this.#name.refusal(error);
      if (error !== 0) return error;
    }
    return 0;
  }

  /** Closes an instance; false where something is still in flight, and it has to be tried again at a later wake. */
  close(instance: Instance): boolean {
    instance.cancel();
    if (instance.busy) return false;
    this.#all.delete(instance);
    instance.close();
    return true;
  }

  /** Frees what isn't memory of an instance. To be called when all have been closed. */
  free(): void {
    this.#options.security.free();
  }

  /** Creates one instance that listens; returns 0, or the Win32 error where it can't. */
  #listen(): number {
    // Without an instance the name isn't ours, be it before the first client or after the last of a shortage.
    const { handle, error } = this.#all.size === 0 ? this.#name.claim() : this.#name.create();
    if (handle === INVALID_HANDLE_VALUE) return error;
    const instance = this.#adopt(handle);
    this.#all.add(instance);
    if (instance.connecting) this.#options.onConnected(instance);
    return 0;
  }

  #adopt(handle: bigint): Instance {
    try {
      return new Instance(this.#kernel32, this.#port, handle);
    } catch (error) {
      this.#kernel32.CloseHandle(handle);
      throw error;
    }
  }
}
