/**
 * One I/O completion port, and the operations that settle through it.
 *
 * The rules that keep the kernel out of freed memory:
 * - The calls are ntdll's, which return the NTSTATUS: no second call has to ask whether the operation is pending, or
 *   whether the port is only empty. Between two calls V8 may ask for memory, and GetLastError then tells of that.
 * - An {@linkcode Operation} owns its IO_STATUS_BLOCK and its buffer. Its owner stays registered with the port, and so both
 *   stay referenced, until every operation has settled.
 * - Whether an operation has settled is read from its own IO_STATUS_BLOCK only. A packet in the port merely says
 *   "look there again", so a packet too many or too few can't free memory early or deliver stale data.
 *
 * @module
 */

import { INVALID_HANDLE_VALUE, kernel32 } from "./kernel32.ts";
import { ntdll } from "./ntdll.ts";
import { nameStatus, NtStatus } from "./outcomes.ts";

/** A Timeout that is over at once: a LARGE_INTEGER of 0. */
const NO_TIME = new Uint8Array(new ArrayBuffer(8));
/** The Timeout of a wait without end: no LARGE_INTEGER. */
const INFINITE = 0n;

/** sizeof(IO_STATUS_BLOCK): a union of NTSTATUS Status and PVOID, ULONG_PTR Information. */
const IO_STATUS_BLOCK_SIZE = 16;
/** To be passed to each call: without an ApcContext no packet is queued. Its value is not used: keys name owners. */
export const APC_CONTEXT = 1n;
/** sizeof(FILE_IO_COMPLETION_INFORMATION): PVOID KeyContext, PVOID ApcContext, IO_STATUS_BLOCK. */
const ENTRY_SIZE = 32;
/**
 * How many threads the port lets run at once, more than ever wait on it. The thread whose wait the port has ended counts
 * as running until it blocks, and with a limit of 1 a poll meanwhile finds nothing, though there are packets.
 */
const CONCURRENT_THREADS = 64;
/** The maximum number of packets taken from the port in one call. */
const ENTRIES = 128;

/** No packet for an operation that succeeded at once. */
const FILE_SKIP_COMPLETION_PORT_ON_SUCCESS = 0x1;
/** Nobody waits on the handle itself. */
const FILE_SKIP_SET_EVENT_ON_HANDLE = 0x2;

/** The key of the packet that {@linkcode CompletionPort.wake} posts; those of owners start at 1. */
const WAKE_KEY = 0;

/** One asynchronous operation: an IO_STATUS_BLOCK and the buffer of the call. It can be reused once it has settled. */
export class Operation {
  /** Where the kernel writes the outcome of an operation that was pending. */
  readonly ioStatusBlock: Uint8Array<ArrayBuffer>;
  /** What the kernel reads from or writes to; empty where the call needs no buffer. */
  readonly buffer: Uint8Array<ArrayBuffer>;
  /** The IO_STATUS_BLOCK as DWORDs: [0] is Status, [2] is Information, the length. */
  readonly #dwords: Uint32Array<ArrayBuffer>;

  /** @param buffer The buffer, or the size of one to be made. */
  constructor(buffer: number | Uint8Array<ArrayBuffer>) {
    // Each is made from an ArrayBuffer of its own: a small typed array made directly may live, and move, on V8's heap.
    this.ioStatusBlock = new Uint8Array(new ArrayBuffer(IO_STATUS_BLOCK_SIZE));
    this.buffer = typeof buffer === "number" ? new Uint8Array(new ArrayBuffer(buffer)) : buffer;
    this.#dwords = new Uint32Array(this.ioStatusBlock.buffer);
  }

  /** To be called right before the call. */
  begin(): void {
    this.#dwords.fill(0);
    this.#dwords[0] = NtStatus.STATUS_PENDING;
  }

  /**
   * To be called with the NTSTATUS that the call has returned. The kernel doesn't write an error that it returns at once
   * to the IO_STATUS_BLOCK; unless it returns STATUS_PENDING, it doesn't touch the memory any more.
   */
  returned(status: number): void {
    if (status !== NtStatus.STATUS_PENDING) this.#dwords[0] = status;
  }

  /** Whether the kernel has finished with the memory. */
  get settled(): boolean {
    return this.#dwords[0] !== NtStatus.STATUS_PENDING;
  }

  /** The NTSTATUS of a settled operation. */
  get status(): number {
    return this.#dwords[0]!;
  }

  /** How many bytes a settled operation has moved. */
  get length(): number {
    return this.#dwords[2]!;
  }
}

/** What a handle is registered for: the port names it when something on the handle may have settled. */
export interface Owner {
  /** Whether the kernel still holds memory of this owner. */
  readonly busy: boolean;
}

/** An I/O completion port, and every owner whose memory the kernel may hold. */
export class CompletionPort<O extends Owner> {
  /** Keeps a port that is dropped without being closed, since the kernel may still write to its owners' memory. */
  static readonly #open = new Set<CompletionPort<Owner>>();
  readonly #handle: bigint;
  readonly #owners = new Map<number, O>();
  readonly #entries = new Uint8Array(new ArrayBuffer(ENTRY_SIZE * ENTRIES));
  readonly #keys = new Uint32Array(this.#entries.buffer);
  readonly #removed = new Uint32Array(new ArrayBuffer(4));
  readonly #removedBytes = new Uint8Array(this.#removed.buffer);
  #nextKey = WAKE_KEY + 1;

  /** Creates the port. */
  constructor() {
    const { CreateIoCompletionPort, GetLastError } = kernel32();
    this.#handle = CreateIoCompletionPort(INVALID_HANDLE_VALUE, 0n, 0n, CONCURRENT_THREADS);
    if (this.#handle === 0n) throw new Error(`Cannot create a completion port: Win32 error ${GetLastError()}`);
    CompletionPort.#open.add(this);
  }

  /** Registers `owner` for the operations on `handle`, and keeps it alive until {@linkcode release}. */
  adopt(handle: bigint, owner: O): number {
    const { CreateIoCompletionPort, SetFileCompletionNotificationModes, GetLastError } = kernel32();
    const key = this.#nextKey++;
    const modes = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE;
    if (
      CreateIoCompletionPort(handle, this.#handle, BigInt(key), 0) === 0n ||
      SetFileCompletionNotificationModes(handle, modes) === 0
    ) {
      throw new Error(`Cannot use the completion port: Win32 error ${GetLastError()}`);
    }
    this.#owners.set(key, owner);
    return key;
  }

  /** Lets go of an owner. The kernel must not hold any of its memory. */
  release(key: number): void {
    if (this.#owners.get(key)?.busy) throw new Error("Cannot release memory: the kernel still holds it");
    this.#owners.delete(key);
  }

  /** The owners for which something has settled since the last call; doesn't wait. */
  poll(): Set<O> {
    const { NtRemoveIoCompletionEx } = ntdll();
    return this.#named(
      NtRemoveIoCompletionEx(this.#handle, this.#entries, ENTRIES, this.#removedBytes, NO_TIME, 0),
    );
  }

  /** The same, but waits until something has settled or {@linkcode wake} is called. Only one wait at a time. */
  async wait(): Promise<Set<O>> {
    const { NtRemoveIoCompletionExAsync } = ntdll();
    return this.#named(
      await NtRemoveIoCompletionExAsync(this.#handle, this.#entries, ENTRIES, this.#removedBytes, INFINITE, 0),
    );
  }

  /** Ends a wait. */
  wake(): void {
    kernel32().PostQueuedCompletionStatus(this.#handle, 0, BigInt(WAKE_KEY), 0n);
  }

  /** Closes the port, when every owner has been released. */
  close(): void {
    if (this.#owners.size > 0) throw new Error("Cannot close the completion port: it is still in use");
    kernel32().CloseHandle(this.#handle);
    CompletionPort.#open.delete(this);
  }

  /** The owners in the packets that the last call has removed from the port, by the NTSTATUS that it returned. */
  #named(status: number): Set<O> {
    const owners = new Set<O>();
    if (status === NtStatus.STATUS_TIMEOUT) return owners;
    if (status !== NtStatus.STATUS_SUCCESS) throw new Error(`Cannot use the completion port: ${nameStatus(status)}`);
    for (let i = 0; i < this.#removed[0]!; i++) {
      const owner = this.#owners.get(this.#keys[i * (ENTRY_SIZE / 4)]!);
      if (owner !== undefined) owners.add(owner);
    }
    return owners;
  }
}
