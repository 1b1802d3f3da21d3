import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { EVENT_LAYOUT, openEnvelope } from "../../../cli/frame/envelope.ts";
import type { Frame } from "../../../cli/frame/frame.ts";
import { frame } from "../items.ts";
import { event, type EventMembers, notice, SENT } from "../envelopes.ts";
import { runs } from "../runs.ts";

Deno.test("openEnvelope() reads every member", () => {
  const members: EventMembers = {
    PayloadType: 7,
    Sequence: 17n,
    Dropped: 3n,
    Time: SENT,
    ProcessId: 4_000_000_000,
    ThreadId: 116,
    Processor: 65,
  };
  assertEquals(openEnvelope(frame(event("hello", members))), {
    stamp: { sequence: 17, dropped: 3, time: SENT, processor: 65, pid: 4_000_000_000, tid: 116, type: 7 },
    notice: false,
  });
});

Deno.test("openEnvelope() reads a member where it doesn't lie on an even address", () => {
  const shifted = new Uint8Array([0, ...event("hello", { Sequence: 5n })]).subarray(1);
  assertEquals(openEnvelope({ ...frame(""), bytes: shifted })?.stamp.sequence, 5);
});

Deno.test("openEnvelope() tells a notice", () => assertEquals(openEnvelope(frame(notice(9n, 4n)))?.notice, true));

const NOT_ENVELOPES: [string, Uint8Array, Partial<Frame>?][] = [
  ["nothing", new Uint8Array()],
  ["the four letters alone", new TextEncoder().encode("PLEV")],
  ["an envelope that is cut", event("").subarray(0, 55)],
  ["other letters", event("hello", { Magic: "PLEW" })],
  ["another version", event("hello", { Version: 2 })],
  ["another header size", event("hello", { HeaderSize: 64 })],
  ["a payload that is shorter than it says", event("hello", { PayloadLength: 6 })],
  ["a payload that is longer than it says", event("hello", { PayloadLength: 4 })],
  ["a length beyond all memory", event("hello", { PayloadLength: 0xFFFF_FFFF })],
  ["attempt number 0", event("hello", { Sequence: 0n })],
  ["a number that JSON can't hold", event("hello", { Sequence: 2n ** 53n })],
  ["more drops than attempts", event("hello", { Sequence: 5n, Dropped: 6n })],
  ["a time that no calendar has", event("hello", { Time: 2n ** 63n })],
  ["flags that nobody defined", event("hello", { Flags: 2 })],
  ["a notice with a payload", event("hello", { Flags: 1 })],
  ["a cut frame of another size", event("hello"), { truncated: { messageSize: 62 } }],
  ["a piece that is longer than the message", event("hello", { PayloadLength: 4 }), {
    truncated: { messageSize: null },
  }],
];

for (const [what, bytes, more] of NOT_ENVELOPES) {
  Deno.test(`openEnvelope() leaves ${what} alone`, () => assertEquals(openEnvelope(frame(bytes, more)), undefined));
}

Deno.test("openEnvelope() opens a frame that was cut", () => {
  const cut = event("hello").subarray(0, 58);
  for (const messageSize of [61, null]) {
    assertEquals(openEnvelope(frame(cut, { truncated: { messageSize } }))?.stamp.sequence, 1);
  }
});

Deno.test("openEnvelope() gives the message back together with the payload, or leaves the frame alone", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(75), fc.nat(255)).map(([payload, at, value]) => {
      const message = event(payload);
      if (at < message.length) message[at] = value;
      return message;
    }),
  );
  fc.assert(
    fc.property(bytes, (bytes) => {
      const envelope = openEnvelope(frame(bytes));
      if (envelope === undefined) return;
      const { stamp } = envelope;
      const again = event(bytes.subarray(EVENT_LAYOUT.sizeof), {
        PayloadType: stamp.type,
        Sequence: BigInt(stamp.sequence),
        Dropped: BigInt(stamp.dropped),
        Time: stamp.time,
        ProcessId: stamp.pid,
        ThreadId: stamp.tid,
        Processor: stamp.processor,
        Flags: envelope.notice ? 1 : 0,
      });
      assertEquals(again, bytes);
    }),
    runs(2000),
  );
});
