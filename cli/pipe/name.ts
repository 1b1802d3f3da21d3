/**
 * The name of the pipe: whether another server owns it, and creating instances, with the flags of the call and why.
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";
import { availability, isOrphaned } from "./availability.ts";
import { type HandleOrError, INVALID_HANDLE_VALUE, kernel32 } from "./kernel32.ts";
import { nameWin32Error, Win32Error } from "./outcomes.ts";
import type { SecurityAttributes } from "./security.ts";
import { toWide } from "./wide.ts";

/** A driver opens the pipe for reading and writing, as ZwCreateFile's samples do; an inbound pipe would refuse it. */
const PIPE_ACCESS_DUPLEX = 0x0000_0003;
/** All I/O is asynchronous, through the completion port. */
const FILE_FLAG_OVERLAPPED = 0x4000_0000;
/** The first instance must be the first of its name, so that we never join another server's pipe. */
const FILE_FLAG_FIRST_PIPE_INSTANCE = 0x0008_0000;
/** One write is one message, one message is one frame; and nobody connects over the network. */
const PIPE_TYPE_MESSAGE = 0x4;
const PIPE_READMODE_MESSAGE = 0x2;
const PIPE_REJECT_REMOTE_CLIENTS = 0x8;
const PIPE_UNLIMITED_INSTANCES = 255;

/**
 * The pipe's quota for what a client has written and we have not read: a burst of 64 frames of 4096 bytes, in nonpaged pool.
 *
 * By measurement under Wine, whose server walks the list of waiting messages at each read and write: with 1 MiB, frames of 512
 * bytes come at half the rate; with 64 KiB no faster than with this.
 */
const IN_BUFFER_SIZE = 1 << 18;
/** The quota for what we have written and a client has not read: replies are short. */
const OUT_BUFFER_SIZE = 1 << 16;

/** Whether the error of {@linkcode PipeName.createFirst} may mean that another server owns the name. */
export function isTaken(error: number): boolean {
  return error === Win32Error.ERROR_ACCESS_DENIED || error === Win32Error.ERROR_PIPE_BUSY;
}

/** One name of a pipe. */
export class PipeName {
  readonly #path: string;
  readonly #name: Uint8Array<ArrayBuffer>;
  readonly #security: SecurityAttributes;

  /** @param path The full path, `\\.\pipe\NAME`. */
  constructor(path: string, security: SecurityAttributes) {
    this.#path = path;
    this.#name = toWide(path);
    this.#security = security;
  }

  /** Creates the first instance, unless another server has one. */
  createFirst(): HandleOrError {
    // Wine 10 ignores FILE_FLAG_FIRST_PIPE_INSTANCE and would join the other server's pipe: so ask before.
    if (this.#exists()) return { handle: INVALID_HANDLE_VALUE, error: Win32Error.ERROR_ACCESS_DENIED };
    return this.create(FILE_FLAG_FIRST_PIPE_INSTANCE);
  }

  /** Creates a further instance. */
  create(firstInstance = 0): HandleOrError {
    const { CreateNamedPipeW, GetLastError } = kernel32();
    const handle = CreateNamedPipeW(
      this.#name,
      PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | firstInstance,
      PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
      PIPE_UNLIMITED_INSTANCES,
      OUT_BUFFER_SIZE,
      IN_BUFFER_SIZE,
      0,
      this.#security.bytes,
    );
    return { handle, error: handle === INVALID_HANDLE_VALUE ? GetLastError() : 0 };
  }

  /** The error for an instance that couldn't be created. */
  createError(error: number): PipeUnavailableError {
    return new PipeUnavailableError(`Cannot create ${this.#path}: ${createReason(error, this.#owner())}`);
  }

  #owner(): Owner {
    const state = availability(this.#path);
    if (state === "none") return "unknown";
    return state === "busy" && isOrphaned(this.#path) ? "client" : "server";
  }

  #exists(): boolean {
    return availability(this.#path) !== "none";
  }
}

/** Who keeps a name taken; unknown where no server shows itself, as with a ProtectedPrefix that isn't ours. */
export type Owner = "server" | "client" | "unknown";

/** Why the first instance couldn't be created. */
export function createReason(error: number, owner: Owner): string {
  if (!isTaken(error)) return `${nameWin32Error(error)} (choose another PIPE)`;
  if (owner === "server") return "another server owns the name (stop it, or choose another PIPE)";
  if (owner === "unknown") return "access is denied (run as administrator, or choose another PIPE)";
  return "its server has exited, but a client still holds the pipe " +
    "(unload the driver or end the program that opened it, or choose another PIPE)";
}
