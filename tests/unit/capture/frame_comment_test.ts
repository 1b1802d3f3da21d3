import { assertEquals } from "@std/assert";
import { formatComment, type FrameComment, parseComment } from "../../../cli/capture/frame_comment.ts";

const CASES: [string, FrameComment][] = [
  ["seq=1", { seq: 1, client: null, pid: null }],
  ["seq=7 client=2 pid=4", { seq: 7, client: 2, pid: 4 }],
  ["seq=7 pid=0", { seq: 7, client: null, pid: 0 }],
  ["seq=7 client=2 pid=4 part=3/12", { seq: 7, client: 2, pid: 4, part: { number: 3, of: 12 } }],
  ["seq=1 untimed", { seq: 1, client: null, pid: null, untimed: true }],
  ["seq=1 client=1 dropped unfinished", { seq: 1, client: 1, pid: null, dropped: true, unfinished: true }],
];

for (const [text, comment] of CASES) {
  Deno.test(`"${text}" is formatted and parsed as a frame's comment`, () => {
    assertEquals(formatComment(comment), text);
    assertEquals(parseComment(new TextEncoder().encode(text)), comment);
  });
}

Deno.test("parseComment() rejects foreign comments", () => {
  const others = [
    "",
    "seq=0",
    "seq=01",
    "seq=-1",
    "seq=1.5",
    "seq=1e3",
    "seq=9999999999999999", // more than a number holds exactly
    "seq=1 client=0",
    "seq=1  client=1",
    "seq=1 pid=1 client=1",
    "seq=1 client=1 ",
    " seq=1",
    "seq=1\n",
    "seq=1 client=1 retransmission?",
    "Seq=1",
    "seq=1 part=1",
    "seq=1 part=0/2",
    "seq=1 unfinished dropped",
    "client=1 pid=4",
  ];
  for (const text of others) assertEquals(parseComment(new TextEncoder().encode(text)), undefined, text);
});
