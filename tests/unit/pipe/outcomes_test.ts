import { assertEquals } from "@std/assert";
import { listenOutcome, nameStatus, nameWin32Error, readOutcome, writeOutcome } from "../../../cli/pipe/outcomes.ts";

for (
  const [name, status, read, write] of [
    ["STATUS_SUCCESS", 0, "message", "written"],
    ["STATUS_BUFFER_OVERFLOW", 0x80000005, "piece", "failure"],
    ["STATUS_PIPE_DISCONNECTED", 0xC00000B0, "end", "end"],
    ["STATUS_PIPE_CLOSING", 0xC00000B1, "end", "end"],
    ["STATUS_PIPE_BROKEN", 0xC000014B, "end", "end"],
    ["STATUS_CANCELLED", 0xC0000120, "cancelled", "cancelled"],
    ["an unknown status", 0xC0000001, "failure", "failure"],
  ] as const
) {
  Deno.test(`readOutcome() and writeOutcome() understand ${name}`, () => {
    assertEquals([readOutcome(status), writeOutcome(status)], [read, write]);
  });
}

for (
  const [name, status, outcome] of [
    ["STATUS_PENDING", 0x103, "listening"],
    ["STATUS_SUCCESS", 0, "connected"],
    ["STATUS_PIPE_CONNECTED", 0xC00000B2, "connected"],
    ["STATUS_PIPE_CLOSING", 0xC00000B1, "connected"],
    ["STATUS_INSUFFICIENT_RESOURCES", 0xC000009A, "failure"],
  ] as const
) {
  Deno.test(`listenOutcome() understands ${name}`, () => assertEquals(listenOutcome(status), outcome));
}

Deno.test("nameStatus() and nameWin32Error() name what they know, and show the number of the rest", () => {
  assertEquals(nameStatus(0xC000014B), "STATUS_PIPE_BROKEN (0xc000014b)");
  assertEquals(nameStatus(0xC0000001), "NTSTATUS 0xc0000001");
  assertEquals([nameWin32Error(231), nameWin32Error(4711)], ["ERROR_PIPE_BUSY (231)", "Win32 error 4711"]);
});
