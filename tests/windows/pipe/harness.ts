/**
 * What the tests on real pipes share. They run inside the Windows Deno, where this process is often both ends of the
 * pipe: so its clients write with the asynchronous `write`, or else a full pipe would stop the listener, too.
 */
import { kernel32 } from "../../../cli/pipe/kernel32.ts";
import { ntdll } from "../../../cli/pipe/ntdll.ts";
import type { Frame, Item, LifecycleEvent } from "../../../cli/frame/frame.ts";
import { serve, type ServeOptions, type Serving } from "../../../cli/pipe/server.ts";

// Here and not in a test: Deno would report the DLLs, which stay loaded, as a leak of the first test.
if (Deno.build.os === "windows") kernel32(), ntdll();

/** Wine's ntdll sets it for every program. */
export const IS_WINE = Deno.env.has("WINEHOMEDIR");

/** Nothing here takes so long, even on a busy machine. */
const PATIENCE = 20_000;

/** A pipe that no other test has. */
export function newPipe(): string {
  return `\\\\.\\pipe\\pipelisten-test-${crypto.randomUUID()}`;
}

/** The promise, or an error that names what didn't come. */
export async function bounded<T>(promise: Promise<T>, what: string, patience = PATIENCE): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what}: not within ${patience} ms`)), patience);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the promise is still pending after a while that is long for a machine, if short for a person. */
export async function stillWaits(promise: Promise<unknown>, during = 300): Promise<boolean> {
  let waits = true;
  const watched = promise.finally(() => waits = false).catch(() => {});
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, during);
  await Promise.race([watched, over]);
  clearTimeout(timer);
  return waits;
}

/** A listener, asked for its batches one by one; what it hands out are copies. Dispose of it with `await using`. */
export class Listener implements AsyncDisposable {
  readonly pipe: string;
  readonly #abort = new AbortController();
  readonly #batches: Serving;

  private constructor(options: Partial<ServeOptions>) {
    this.pipe = options.pipe ?? newPipe();
    const { signal } = this.#abort;
    this.#batches = serve({ readSize: 4096, maxFrame: 1 << 20, ...options, pipe: this.pipe, signal });
  }

  /** One that has not been asked for anything, and so has no pipe yet. */
  static prepare(options: Partial<ServeOptions> = {}): Listener {
    return new Listener(options);
  }

  /** One that listens. */
  static async start(options: Partial<ServeOptions> = {}): Promise<Listener> {
    const listener = new Listener(options);
    await listener.next();
    return listener;
  }

  /** The next batch; undefined when the listener has ended. */
  async next(): Promise<Item[] | undefined> {
    const { value } = await bounded(this.#batches.next(), "the next batch");
    return value?.map((item) => item.kind === "frame" ? { ...item, bytes: item.bytes.slice() } : item);
  }

  /** Batches until `done` says so of all items so far; fails when the listener ends before. */
  async until(done: (items: readonly Item[]) => boolean): Promise<Item[]> {
    const items: Item[] = [];
    while (!done(items)) {
      const batch = await this.next();
      if (batch === undefined) throw new Error(`the listener ended after ${items.length} items`);
      items.push(...batch);
    }
    return items;
  }

  /** Everything until so many clients have gone. */
  untilGone(clients = 1): Promise<Item[]> {
    return this.until((items) => items.filter(({ kind }) => kind === "disconnected").length >= clients);
  }

  /** Sends a message to a client; false where it is dropped. */
  send(client: number, message: Uint8Array, isAwaited?: boolean): boolean {
    return this.#batches.send(client, message, isAwaited);
  }

  /** Aborts the signal that the listener was given. */
  abort(): void {
    this.#abort.abort();
  }

  /** Ends it as `break` in a `for await` does. */
  async return(): Promise<void> {
    await bounded(this.#batches.return(), "the end of the listener");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort();
    await this.return();
  }
}

/** The frames among the items. */
export function framesOf(items: readonly Item[]): Frame[] {
  return items.filter((item) => item.kind === "frame");
}

/** The events of one kind among the items. */
export function eventsOf<K extends LifecycleEvent["kind"]>(
  items: readonly Item[],
  kind: K,
): Extract<LifecycleEvent, { kind: K }>[] {
  return items.filter((item): item is Extract<LifecycleEvent, { kind: K }> => item.kind === kind);
}

/** A client of this process. */
export function connect(pipe: string): Promise<Deno.FsFile> {
  return bounded(Deno.open(pipe, { read: true, write: true }), `a connection to ${pipe}`);
}

/** One message. */
export async function send(client: Deno.FsFile, message: Uint8Array): Promise<void> {
  const written = await bounded(client.write(message), "a write");
  if (written !== message.length) throw new Error(`${written} of ${message.length} bytes were written`);
}

/** `size` bytes that no other seed has, and that no shift of them is equal to. */
export function pattern(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = Math.imul(seed + 1, 0x9E3779B1) | 1;
  for (let i = 0; i < size; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state;
  }
  return bytes;
}

/** Bytes in a form that a failed assertion can print. */
export async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return `${bytes.length} bytes ${new Uint8Array(hash).toHex().slice(0, 16)}`;
}

/** The digests of all, in order. */
export function digests(messages: readonly Uint8Array[]): Promise<string[]> {
  return Promise.all(messages.map(digest));
}
