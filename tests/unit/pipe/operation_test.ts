import { assertEquals } from "@std/assert";
import { Operation } from "../../../cli/pipe/completion.ts";

const PENDING = 0x103, BUFFER_OVERFLOW = 0x80000005, PIPE_BROKEN = 0xC000014B;

/** What the kernel writes to the IO_STATUS_BLOCK. */
function complete(operation: Operation, status: number, information: number): void {
  const view = new DataView(operation.ioStatusBlock.buffer);
  view.setUint32(0, status, true);
  view.setBigUint64(8, BigInt(information), true);
}

Deno.test("Operation has settled when the kernel has written its IO_STATUS_BLOCK", () => {
  const operation = new Operation(16);
  operation.begin();
  operation.returned(PENDING);
  assertEquals(operation.settled, false);
  complete(operation, BUFFER_OVERFLOW, 16);
  assertEquals([operation.settled, operation.status, operation.length], [true, BUFFER_OVERFLOW, 16]);
});

Deno.test("Operation keeps an outcome that was written before the call has returned STATUS_PENDING", () => {
  const operation = new Operation(16);
  operation.begin();
  complete(operation, 0, 3);
  operation.returned(PENDING);
  assertEquals([operation.settled, operation.status, operation.length], [true, 0, 3]);
});

Deno.test("Operation takes an error from the call, as the IO_STATUS_BLOCK doesn't have it", () => {
  const operation = new Operation(16);
  operation.begin();
  operation.returned(PIPE_BROKEN);
  assertEquals([operation.settled, operation.status, operation.length], [true, PIPE_BROKEN, 0]);
  operation.begin();
  assertEquals(operation.settled, false);
});
