/** Threads and time. The table that these stand in is tests/WINDOWS.md. */
import { assert, assertEquals } from "@std/assert";
import { IS_WINE } from "../pipe/harness.ts";
import { dword, kernel32 } from "./win32.ts";

const NO_FILE = 0xFFFF_FFFF_FFFF_FFFFn;
const INFINITE = 0xFFFF_FFFF;

/** Takes a packet from the port, at once or on a thread of Deno's; `key` is 0 until it has come. */
function packet() {
  const [length, key, overlapped] = [
    dword().bytes,
    new Uint8Array(new ArrayBuffer(8)),
    new Uint8Array(new ArrayBuffer(8)),
  ];
  const view = new DataView(key.buffer);
  return { out: [length, key, overlapped] as const, key: () => view.getUint32(0, true) };
}

/** Runs without a wait, which would count as a free thread. */
function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

Deno.test("a port with concurrency 1 releases no second thread while the first runs; Wine 10 releases it", async () => {
  const port = kernel32.CreateIoCompletionPort(NO_FILE, 0n, 0n, 1);
  const [mine, other] = [packet(), packet()];
  kernel32.PostQueuedCompletionStatus(port, 0, 1n, 0n);
  assertEquals(kernel32.GetQueuedCompletionStatus(port, ...mine.out, 0), 1); // this thread is the port's from here on
  const released = kernel32.GetQueuedCompletionStatusAsync(port, ...other.out, INFINITE);
  spin(100); // until that one waits
  kernel32.PostQueuedCompletionStatus(port, 0, 2n, 0n);
  spin(200);
  const whileRunning = other.key();
  assertEquals(await released, 1); // here this thread waits
  kernel32.CloseHandle(port);
  assertEquals([mine.key(), whileRunning, other.key()], [1, IS_WINE ? 2 : 0, 2]);
});

Deno.test("Sleep(1) takes a millisecond or a tick of the clock, 15.6 ms", () => {
  const durations = Array.from({ length: 11 }, () => {
    const before = performance.now();
    kernel32.Sleep(1);
    return performance.now() - before;
  }).toSorted((a, b) => a - b);
  const median = durations[5]!;
  assert(median > 0.5 && median < (IS_WINE ? 10 : 40), `${median} ms`);
});
