/**
 * The name of the pipe: who has it, and the instances that are created under it, with the flags of each and why.
 *
 * @module
 */

import { PipeUnavailableError } from "../errors.ts";
import { INVALID_HANDLE_VALUE } from "./completion.ts";
import type { Kernel32 } from "./kernel32.ts";
import { availability } from "./probe.ts";
import type { SecurityAttributes } from "./security.ts";
import { nameOutcome, Win32Error } from "./outcomes.ts";
import { toWide } from "./wide.ts";

/** A driver opens the pipe for reading and writing, as ZwCreateFile's samples do; an inbound pipe would refuse it. */
const PIPE_ACCESS_DUPLEX = 0x0000_0003;
/** All I/O is asynchronous, through the completion port. */
const FILE_FLAG_OVERLAPPED = 0x4000_0000;
/** The first instance must be the first of its name, so that we never join a stranger's pipe. */
const FILE_FLAG_FIRST_PIPE_INSTANCE = 0x0008_0000;
/** One write is one message, one message is one frame; and nobody connects over the network. */
const PIPE_TYPE_MESSAGE = 0x4;
const PIPE_READMODE_MESSAGE = 0x2;
const PIPE_REJECT_REMOTE_CLIENTS = 0x8;
const PIPE_UNLIMITED_INSTANCES = 255;

/** The pipe's quota for what a client has written and we have not read: a burst of 256 frames of 4096 bytes. */
const IN_BUFFER_SIZE = 1 << 20;
/** The quota for what we have written and a client has not read: short replies, which a driver reads when it likes. */
const OUT_BUFFER_SIZE = 1 << 16;

/** What came of creating an instance: its handle, or INVALID_HANDLE_VALUE and a Win32 error. */
export interface Created {
  /** The handle. */
  readonly handle: bigint;
  /** The error; 0 if there is none. */
  readonly error: number;
}

/** Whether the error of {@linkcode PipeName.claim} may be that someone else has the name. */
export function isTaken(error: number): boolean {
  return error === Win32Error.ERROR_ACCESS_DENIED || error === Win32Error.ERROR_PIPE_BUSY;
}

/** One name of a pipe. */
export class PipeName {
  readonly #kernel32: Kernel32;
  readonly #path: string;
  readonly #name: Uint8Array<ArrayBuffer>;
  readonly #security: SecurityAttributes;

  /** @param path The full path, `\\.\pipe\NAME`. */
  constructor(kernel32: Kernel32, path: string, security: SecurityAttributes) {
    this.#kernel32 = kernel32;
    this.#path = path;
    this.#name = toWide(path);
    this.#security = security;
  }

  /** Creates the first instance, unless there is one of that name already. */
  claim(): Created {
    // Wine 10 doesn't know FILE_FLAG_FIRST_PIPE_INSTANCE and lets anyone join: so ask before.
    if (this.#exists()) return { handle: INVALID_HANDLE_VALUE, error: Win32Error.ERROR_ACCESS_DENIED };
    return this.create(FILE_FLAG_FIRST_PIPE_INSTANCE);
  }

  /** Creates a further instance. */
  create(firstInstance = 0): Created {
    const handle = this.#kernel32.CreateNamedPipeW(
      this.#name,
      PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | firstInstance,
      PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
      PIPE_UNLIMITED_INSTANCES,
      OUT_BUFFER_SIZE,
      IN_BUFFER_SIZE,
      0,
      this.#security.bytes,
    );
    return { handle, error: handle === INVALID_HANDLE_VALUE ? this.#kernel32.GetLastError() : 0 };
  }

  /** What to tell about the error of an instance that couldn't be created. */
  refusal(error: number): PipeUnavailableError {
    const cannot = `Cannot create ${this.#path}`;
    if (!isTaken(error)) {
      const why = nameOutcome({ space: "win32", code: error });
      return new PipeUnavailableError(`${cannot}: ${why} (choose another PIPE)`);
    }
    return new PipeUnavailableError(
      this.#exists()
        ? `${cannot}: another server owns the name (stop it, or choose another PIPE)`
        : `${cannot}: access is denied (end the client that still holds the pipe of a server that has gone, ` +
          `or choose another PIPE)`,
    );
  }

  #exists(): boolean {
    return availability(this.#kernel32, this.#path) !== "none";
  }
}
