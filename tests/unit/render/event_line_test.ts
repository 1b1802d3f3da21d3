import { assertEquals } from "@std/assert";
import type { LifecycleEvent } from "../../../cli/frame/frame.ts";
import { eventLine, truncationNote } from "../../../cli/render/event_line.ts";
import { CONNECTED, DISCONNECTED, LISTENING, LOST } from "../items.ts";

Deno.test("eventLine() describes each event", () => {
  const cases: [LifecycleEvent, string][] = [
    [LISTENING, "listening on \\\\.\\pipe\\LySharkPipeConn"],
    [CONNECTED, "client 1 connected: pid 4, System"],
    [{ ...CONNECTED, image: null }, "client 1 connected: pid 4"],
    [{ ...CONNECTED, client: 2, pid: null, image: null }, "client 2 connected: pid unknown"],
    [DISCONNECTED, "client 1 disconnected after 10 frames, 40960 bytes"],
    [{ ...DISCONNECTED, frames: 1, bytes: 0 }, "client 1 disconnected after 1 frame, 0 bytes"],
    [
      { ...DISCONNECTED, error: "ReadFile failed" },
      "client 1 disconnected after 10 frames, 40960 bytes: ReadFile failed",
    ],
    [LOST, "client 1 lost 1 frame, 4096 bytes (the reader was slow)"],
    [{ ...LOST, frames: 7, bytes: null, by: "driver" }, "client 1 lost 7 frames (dropped by the driver)"],
    [{ ...LOST, time: null, client: null, bytes: null, by: "driver" }, "lost 1 frame (dropped by the driver)"],
  ];
  for (const [event, line] of cases) assertEquals(eventLine(event), line);
});

Deno.test("eventLine() escapes the names", () => {
  assertEquals(
    eventLine({ ...CONNECTED, image: "C:\\a\x1b[2Jb\n.exe" }),
    "client 1 connected: pid 4, C:\\a\\x1b[2Jb\\n.exe",
  );
  assertEquals(eventLine({ ...LISTENING, pipe: "\\\\.\\pipe\\\u202ex" }), "listening on \\\\.\\pipe\\\\u202ex");
});

Deno.test("truncationNote() gives the size of the message, if known", () => {
  assertEquals(truncationNote(1_048_576, { messageSize: 3_000_000 }), "truncated: 1048576 of 3000000 bytes");
  assertEquals(truncationNote(0, { messageSize: null }), "truncated: 0 of unknown bytes");
});
