/**
 * One I/O completion port, and the operations that settle through it.
 *
 * The rules that keep the kernel out of freed memory:
 * - An {@linkcode Operation} owns its OVERLAPPED and its buffer. Its owner stays registered with the port, and so both
 *   stay referenced, until every operation has settled.
 * - Whether an operation has settled is read from its own OVERLAPPED.Internal and from nothing else. A packet in the
 *   port only says "look there again", so a packet too many or too few can't free memory early or deliver a stale one.
 *
 * @module
 */

import type { Kernel32 } from "./kernel32.ts";
import { NtStatus, type Outcome } from "./outcomes.ts";

/** INVALID_HANDLE_VALUE, as a `usize`. */
export const INVALID_HANDLE_VALUE = 0xFFFF_FFFF_FFFF_FFFFn;
const INFINITE = 0xFFFF_FFFF;
/** What GetQueuedCompletionStatusEx fails with when nothing has completed in time. */
const WAIT_TIMEOUT = 258;

/** sizeof(OVERLAPPED): ULONG_PTR Internal, ULONG_PTR InternalHigh, a union of 8 bytes, HANDLE hEvent. */
const OVERLAPPED_SIZE = 32;
/** sizeof(OVERLAPPED_ENTRY): ULONG_PTR lpCompletionKey, LPOVERLAPPED, ULONG_PTR Internal, DWORD, padding. */
const ENTRY_SIZE = 32;
/** Packets taken from the port in one call; more are taken at the next. */
const ENTRIES = 128;

/** FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE: no packet for what succeeded at once. */
const SKIP_WHAT_IS_NOT_NEEDED = 0x1 | 0x2;

/** The packet that {@linkcode CompletionPort.wake} posts; owners are counted from 1. */
const WAKE_KEY = 0;

/** One overlapped operation: an OVERLAPPED and the buffer the kernel writes to, used again and again. */
export class Operation {
  /** The OVERLAPPED to hand to the call. */
  readonly overlapped: Uint8Array<ArrayBuffer>;
  /** The memory to hand to the call; empty where it needs none. */
  readonly buffer: Uint8Array<ArrayBuffer>;
  /** The OVERLAPPED as DWORDs: [0] is the NTSTATUS in Internal, [2] the length in InternalHigh. */
  readonly #dwords: Uint32Array<ArrayBuffer>;
  #win32Error = 0;

  /** Makes an operation whose buffer has `size` bytes. */
  constructor(size: number) {
    // Both are made from an ArrayBuffer of their own: a small typed array made directly may live, and move, on V8's heap.
    this.overlapped = new Uint8Array(new ArrayBuffer(OVERLAPPED_SIZE));
    this.buffer = new Uint8Array(new ArrayBuffer(size));
    this.#dwords = new Uint32Array(this.overlapped.buffer);
  }

  /** To be called right before the overlapped call; kernel32 sets STATUS_PENDING too, but not where it fails early. */
  begin(): void {
    this.#win32Error = 0;
    this.#dwords.fill(0);
    this.#dwords[0] = NtStatus.STATUS_PENDING;
  }

  /** The call failed at once, and the kernel will not touch the memory: settled, with a Win32 error. */
  failAtOnce(error: number): void {
    this.#win32Error = error;
  }

  /** Whether the kernel has finished with the memory. */
  get settled(): boolean {
    return this.#win32Error !== 0 || this.#dwords[0] !== NtStatus.STATUS_PENDING;
  }

  /** How a settled operation ended. */
  get outcome(): Outcome {
    return this.#win32Error !== 0
      ? { space: "win32", code: this.#win32Error }
      : { space: "ntstatus", code: this.#dwords[0]! };
  }

  /** How many bytes a settled operation has moved. */
  get length(): number {
    return this.#dwords[2]!;
  }
}

/** Who registers handles with the port: it is told when something may have settled, and asked whether all has. */
export interface Owner {
  /** Whether the kernel still holds memory of this owner. */
  readonly busy: boolean;
}

/** An I/O completion port, and everyone whose memory the kernel may hold. */
export class CompletionPort {
  /** Those not closed yet. Who drops a port without closing it leaks it: the kernel may still write to its memory. */
  static readonly #open = new Set<CompletionPort>();
  readonly #kernel32: Kernel32;
  readonly #handle: bigint;
  readonly #owners = new Map<number, Owner>();
  readonly #entries = new Uint8Array(new ArrayBuffer(ENTRY_SIZE * ENTRIES));
  readonly #keys = new Uint32Array(this.#entries.buffer);
  readonly #removed = new Uint32Array(new ArrayBuffer(4));
  readonly #removedBytes = new Uint8Array(this.#removed.buffer);
  #nextKey = WAKE_KEY + 1;

  /** Creates the port. */
  constructor(kernel32: Kernel32) {
    this.#kernel32 = kernel32;
    this.#handle = kernel32.CreateIoCompletionPort(INVALID_HANDLE_VALUE, 0n, 0n, 1);
    if (this.#handle === 0n) throw new Error(`Cannot create a completion port: Win32 error ${kernel32.GetLastError()}`);
    CompletionPort.#open.add(this);
  }

  /** Registers `owner`, keeps it alive until {@linkcode release}, and has the operations on `handle` report here. */
  adopt(handle: bigint, owner: Owner): number {
    const key = this.#nextKey++;
    if (
      this.#kernel32.CreateIoCompletionPort(handle, this.#handle, BigInt(key), 0) === 0n ||
      this.#kernel32.SetFileCompletionNotificationModes(handle, SKIP_WHAT_IS_NOT_NEEDED) === 0
    ) {
      throw new Error(`Cannot use the completion port: Win32 error ${this.#kernel32.GetLastError()}`);
    }
    this.#owners.set(key, owner);
    return key;
  }

  /** Lets go of an owner, none of whose memory the kernel holds any more. */
  release(key: number): void {
    if (this.#owners.get(key)?.busy) throw new Error("Cannot release memory: the kernel still holds it");
    this.#owners.delete(key);
  }

  /** The owners for which something has settled since they were last named; doesn't wait. */
  poll(): Set<Owner> {
    const { GetQueuedCompletionStatusEx, GetLastError } = this.#kernel32;
    const ok = GetQueuedCompletionStatusEx(this.#handle, this.#entries, ENTRIES, this.#removedBytes, 0, 0);
    if (ok !== 0) return this.#named();
    const error = GetLastError();
    if (error === WAIT_TIMEOUT) return new Set();
    throw new Error(`Cannot poll the completion port: Win32 error ${error}`);
  }

  /** The same, but waits until something has settled or {@linkcode wake} is called. Only one wait at a time. */
  async wait(): Promise<Set<Owner>> {
    const { GetQueuedCompletionStatusExAsync } = this.#kernel32;
    const ok = await GetQueuedCompletionStatusExAsync(
      this.#handle,
      this.#entries,
      ENTRIES,
      this.#removedBytes,
      INFINITE,
      0,
    );
    // Not by way of GetLastError, which here would be some other thread's. An INFINITE wait fails only on a bad port.
    if (ok === 0) throw new Error("Cannot wait on the completion port");
    return this.#named();
  }

  /** Ends a wait. */
  wake(): void {
    this.#kernel32.PostQueuedCompletionStatus(this.#handle, 0, BigInt(WAKE_KEY), 0n);
  }

  /** Closes the port. To be called when every owner has been released. */
  close(): void {
    if (this.#owners.size > 0) throw new Error("Cannot close the completion port: it is still in use");
    this.#kernel32.CloseHandle(this.#handle);
    CompletionPort.#open.delete(this);
  }

  #named(): Set<Owner> {
    const owners = new Set<Owner>();
    for (let i = 0; i < this.#removed[0]!; i++) {
      const owner = this.#owners.get(this.#keys[i * (ENTRY_SIZE / 4)]!);
      if (owner !== undefined) owners.add(owner);
    }
    return owners;
  }
}
