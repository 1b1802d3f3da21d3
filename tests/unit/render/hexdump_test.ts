import { assertEquals } from "@std/assert";
import type { Item } from "../../../cli/frame/frame.ts";
import { hexdumpRenderer } from "../../../cli/render/hexdump.ts";
import type { RenderOptions } from "../../../cli/render/renderer.ts";
import { CONNECTED, frame, LISTENING, NOON, padded, rendered } from "../items.ts";

function dumped(items: readonly Item[], options: Partial<RenderOptions> = {}): string {
  return rendered(hexdumpRenderer({ color: false, ...options }), ...items);
}

Deno.test("hexdumpRenderer() squeezes the padding of the article's frame", () => {
  assertEquals(
    dumped([frame(padded("hello lyshark"))]),
    `# frame 1  client 1  pid 4  4096 bytes
00000000  68 65 6c 6c 6f 20 6c 79  73 68 61 72 6b 00 00 00  |hello lyshark...|
00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
*
00001000
`,
  );
});

Deno.test("hexdumpRenderer() counts offsets from 0 in every frame, and ends with a short line", () => {
  assertEquals(
    dumped([frame("0123456789abcdef0", { seq: 7 }), frame("12345678", { seq: 8 }), frame("123456789", { seq: 9 })]),
    `# frame 7  client 1  pid 4  17 bytes
00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|
00000010  30                                                |0|
00000011
# frame 8  client 1  pid 4  8 bytes
00000000  31 32 33 34 35 36 37 38                           |12345678|
00000008
# frame 9  client 1  pid 4  9 bytes
00000000  31 32 33 34 35 36 37 38  39                       |123456789|
00000009
`,
  );
});

Deno.test("hexdumpRenderer() prints no bytes for an empty frame", () => {
  assertEquals(dumped([frame("")]), "# frame 1  client 1  pid 4  0 bytes\n");
});

Deno.test("hexdumpRenderer() shows only ASCII as text", () => {
  assertEquals(
    dumped([frame([0x00, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0xff, 0x0a, 0x1b, 0x7c])]),
    `# frame 1  client 1  pid 4  10 bytes
00000000  00 1f 20 7e 7f 80 ff 0a  1b 7c                    |.. ~.....||
0000000a
`,
  );
});

Deno.test("hexdumpRenderer() describes the frame in the line before it", () => {
  const items = [
    frame("", { client: null, pid: null, time: null }),
    frame("", { seq: 2, client: 3, pid: null }),
    frame("", { seq: 4, truncated: { messageSize: 9 } }),
    frame("", { seq: 5, kernel: { sequence: 17, dropped: 0, time: 0n, processor: 1, pid: 4, tid: 116, type: 2 } }),
  ];
  assertEquals(
    dumped(items, { time: "A" }),
    `# frame 1  0 bytes
# (2026-01-31 12:00:00.123456)  frame 2  client 3  pid unknown  0 bytes
# (2026-01-31 12:00:00.123456)  frame 4  client 1  pid 4  0 bytes  truncated: 0 of 9 bytes
# (2026-01-31 12:00:00.123456)  frame 5  client 1  pid 4  17 cpu1 4.116 type 2  0 bytes
`,
  );
});

Deno.test("hexdumpRenderer() puts times on the lines of frames and events alike", () => {
  const items = [LISTENING, CONNECTED, frame("a", { time: NOON + 1_250 })];
  assertEquals(
    dumped(items, { time: "d" }),
    `# (000.000000)  listening on \\\\.\\pipe\\LySharkPipeConn
# (000.000000)  client 1 connected: pid 4, System
# (000.001250)  frame 1  client 1  pid 4  1 bytes
00000000  61                                                |a|
00000001
`,
  );
});

Deno.test("hexdumpRenderer() colours the lines between the dumps with color", () => {
  assertEquals(
    dumped([CONNECTED, frame("a")], { color: true }),
    `\x1b[36m# client 1 connected: pid 4, System\x1b[39m
\x1b[36m# frame 1  client 1  pid 4  1 bytes\x1b[39m
00000000  61                                                |a|
00000001
`,
  );
});
