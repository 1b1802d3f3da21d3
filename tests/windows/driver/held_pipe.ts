/**
 * A pipe whose server lets one client connect and doesn't read before it is told to: the sleeping reader.
 *
 * @module
 */

import { INVALID_HANDLE_VALUE, kernel32 } from "../../../cli/pipe/kernel32.ts";
import { toWide } from "../../../cli/pipe/wide.ts";
import { bounded } from "../pipe/harness.ts";

const PIPE_ACCESS_DUPLEX = 3;
const PIPE_TYPE_BYTE = 0;
const PIPE_TYPE_MESSAGE = 4;
const PIPE_READMODE_MESSAGE = 2;
/** So small that the second frame already has to wait. */
const QUOTA = 4096;
/** No message of these tests is longer. */
const MAX_MESSAGE = 1 << 16;

// Loaded here and for good: a library opened in a test is a leak to Deno unless the test closes it.
// deno-fmt-ignore
const kernel32Own = Deno.build.os !== "windows" ? undefined : Deno.dlopen("C:\\Windows\\System32\\kernel32.dll", {
  PeekNamedPipe: { parameters: ["usize", "usize", "u32", "usize", "buffer", "usize"], result: "i32" },
  ReadFile: {
    parameters: [
      /* hFile                */ "usize",
      /* lpBuffer             */ "buffer",
      /* nNumberOfBytesToRead */ "u32",
      /* lpNumberOfBytesRead  */ "buffer",
      /* lpOverlapped         */ "usize",
    ],
    result: "i32",
    nonblocking: true,
  },
}).symbols;

/** Ends with the pipe's server when disposed of. */
export interface HeldPipe extends Disposable {
  /** Returns when a client has written all that the pipe takes. */
  filled(): Promise<void>;
  /** The next message; undefined when the client has gone. */
  read(): Promise<Uint8Array | undefined>;
}

/** Creates the pipe, of message type or of byte type; returns at once. */
export function heldPipe(name: string, type: "message" | "byte" = "message"): HeldPipe {
  const { CreateNamedPipeW, GetLastError, CloseHandle } = kernel32();
  const path = toWide(`\\\\.\\pipe\\${name}`);
  const mode = type === "byte" ? PIPE_TYPE_BYTE : PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE;
  const handle = CreateNamedPipeW(path, PIPE_ACCESS_DUPLEX, mode, 1, 0, QUOTA, 0, null);
  if (handle === INVALID_HANDLE_VALUE) throw new Error(`Cannot create ${name}: error ${GetLastError()}`);
  const available = new Uint32Array(new ArrayBuffer(4));
  return {
    filled: async () => {
      // There is no signal for "a client's write waits": look until a whole frame lies in the pipe.
      for (;;) {
        kernel32Own!.PeekNamedPipe(handle, 0n, 0, 0n, new Uint8Array(available.buffer), 0n);
        if (available[0]! >= QUOTA) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    read: async () => {
      const message = new Uint8Array(MAX_MESSAGE);
      const length = new Uint8Array(new ArrayBuffer(4));
      const found = await bounded(kernel32Own!.ReadFile(handle, message, MAX_MESSAGE, length, 0n), "the next message");
      return found === 0 ? undefined : message.subarray(0, new DataView(length.buffer).getUint32(0, true));
    },
    [Symbol.dispose]: () => void CloseHandle(handle),
  };
}
