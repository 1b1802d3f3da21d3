/**
 * A pipe whose server lets one client connect and never reads: the sleeping reader.
 *
 * @module
 */

import { loadKernel32 } from "../../../cli/pipe/kernel32.ts";
import { INVALID_HANDLE_VALUE } from "../../../cli/pipe/completion.ts";
import { toWide } from "../../../cli/pipe/wide.ts";

const PIPE_ACCESS_DUPLEX = 3;
const PIPE_TYPE_MESSAGE = 4;
/** So small that the second frame already has to wait. */
const QUOTA = 4096;

/** Ends with the pipe's server when disposed of. */
export interface HeldPipe extends Disposable {
  /** Returns when a client has written all that the pipe takes. */
  filled(): Promise<void>;
}

/** Creates the pipe; returns at once. */
export function heldPipe(name: string): HeldPipe {
  const kernel32 = loadKernel32();
  const { PeekNamedPipe } = Deno.dlopen("C:\\Windows\\System32\\kernel32.dll", {
    PeekNamedPipe: { parameters: ["usize", "usize", "u32", "usize", "buffer", "usize"], result: "i32" },
  }).symbols;
  const path = toWide(`\\\\.\\pipe\\${name}`);
  const handle = kernel32.CreateNamedPipeW(path, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 1, 0, QUOTA, 0, null);
  if (handle === INVALID_HANDLE_VALUE) throw new Error(`Cannot create ${name}: error ${kernel32.GetLastError()}`);
  const available = new Uint32Array(new ArrayBuffer(4));
  return {
    filled: async () => {
      // There is no signal for "a client's write waits": look until a whole frame lies in the pipe.
      for (;;) {
        PeekNamedPipe(handle, 0n, 0, 0n, new Uint8Array(available.buffer), 0n);
        if (available[0]! >= QUOTA) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    [Symbol.dispose]: () => void kernel32.CloseHandle(handle),
  };
}
