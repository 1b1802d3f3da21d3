import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes/concat";
import fc from "fast-check";
import { EVENT_LAYOUT, framesIn, openEnvelopes, packed, unwrapped } from "../../../cli/frame/envelope.ts";
import type { Frame } from "../../../cli/frame/frame.ts";
import { frame } from "../items.ts";
import { event, type EventMembers, notice, SENT } from "../envelopes.ts";
import { scaled } from "../effort.ts";

Deno.test("EVENT_LAYOUT has the offsets that the header asserts", async () => {
  const header = await Deno.readTextFile(new URL("../../../driver/include/pipelisten_event.h", import.meta.url));
  const asserted = Object.fromEntries(
    [...header.matchAll(/C_ASSERT\(FIELD_OFFSET\(PIPELISTEN_EVENT, (\w+)\) == (\d+)\)/g)]
      .map(([, name, offset]) => [name, Number(offset)]),
  );
  const size = /C_ASSERT\(sizeof\(PIPELISTEN_EVENT\) == (\d+)\)/.exec(header)?.[1];
  assertEquals<Record<string, number>>({ ...EVENT_LAYOUT }, { ...asserted, sizeof: Number(size) });
});

Deno.test("openEnvelopes() reads every member", () => {
  const members: EventMembers = {
    PayloadType: 7,
    Sequence: 17n,
    Dropped: 3n,
    Time: SENT,
    ProcessId: 4_000_000_000,
    ThreadId: 116,
    Processor: 65,
  };
  assertEquals(openEnvelopes(frame(event("hello", members))), [{
    stamp: { sequence: 17, dropped: 3, time: SENT, processor: 65, pid: 4_000_000_000, tid: 116, type: 7 },
    carries: "frame",
    start: 56,
    end: 61,
  }]);
});

Deno.test("openEnvelopes() reads members at odd addresses", () => {
  const shifted = new Uint8Array([0, ...event("hello", { Sequence: 5n })]).subarray(1);
  assertEquals(openEnvelopes({ ...frame(""), bytes: shifted })?.[0]?.stamp.sequence, 5);
});

Deno.test("openEnvelopes() recognizes a notice", () =>
  assertEquals(openEnvelopes(frame(notice(9n, 4n)))?.[0]?.carries, "notice"));

const NOT_ENVELOPES: [string, Uint8Array, Partial<Frame>?][] = [
  ["nothing", new Uint8Array()],
  ["the four letters alone", new TextEncoder().encode("PLEV")],
  ["a truncated envelope", event("").subarray(0, 55)],
  ["another magic", event("hello", { Magic: "PLEW" })],
  ["another version", event("hello", { Version: 2 })],
  ["another header size", event("hello", { HeaderSize: 64 })],
  ["a payload shorter than PayloadLength", event("hello", { PayloadLength: 6 })],
  ["a payload longer than PayloadLength", event("hello", { PayloadLength: 4 })],
  ["a length beyond any memory", event("hello", { PayloadLength: 0xFFFF_FFFF })],
  ["attempt number 0", event("hello", { Sequence: 0n })],
  ["a sequence number that JSON cannot hold", event("hello", { Sequence: 2n ** 53n })],
  ["more drops than attempts", event("hello", { Sequence: 5n, Dropped: 6n })],
  ["a time after the year 9999", event("hello", { Time: 2n ** 63n })],
  ["undefined flags", event("hello", { Flags: 4 })],
  ["an event that nothing follows, though it says so", event("hello", { Flags: 2 })],
  ["a plain frame after an event", concat([event("12345678", { Flags: 2 }), new Uint8Array(64)])],
  ["an event after one that doesn't announce it", concat([event("12345678"), event("x")])],
  ["padding that isn't 0", concat([event("hello", { Flags: 2 }), new Uint8Array([0, 1, 0]), event("x")])],
  ["an event that follows without padding", concat([event("hello", { Flags: 2 }), event("x")])],
  ["padding after the last event", concat([packed([event("hello"), event("hello")]), new Uint8Array(3)])],
  ["a message of two events without its last byte", packed([event("hello"), event("x")]).subarray(0, -1)],
  ["the whole of a message of two events that was truncated", packed([event("hello"), event("x")]), {
    truncated: { messageSize: 500 },
  }],
  ["a message of two events whose end never arrived", packed([event("hello"), event("hello")]).subarray(0, 61), {
    truncated: { messageSize: null },
  }],
  ["a notice with a payload", event("hello", { Flags: 1 })],
  ["a truncated frame of another size", event("hello"), { truncated: { messageSize: 62 } }],
  ["a piece longer than the message", event("hello", { PayloadLength: 4 }), {
    truncated: { messageSize: null },
  }],
];

for (const [what, bytes, more] of NOT_ENVELOPES) {
  Deno.test(`openEnvelopes() rejects ${what}`, () => assertEquals(openEnvelopes(frame(bytes, more)), undefined));
}

Deno.test("openEnvelopes() opens a truncated frame", () => {
  const cut = event("hello").subarray(0, 58);
  for (const messageSize of [61, null]) {
    assertEquals(openEnvelopes(frame(cut, { truncated: { messageSize } }))?.[0]?.stamp.sequence, 1);
  }
});

Deno.test("openEnvelopes() returns a stamp from which the envelope can be rebuilt, or rejects the frame", () => {
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
      const [envelope] = openEnvelopes(frame(bytes)) ?? [];
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
        Flags: ["frame", "notice", "", "", "log", "", "", "", "site"].indexOf(envelope.carries),
      });
      assertEquals(again, bytes);
    }),
    { numRuns: scaled(2000) },
  );
});

/** A list of events with consecutive numbers, which may be notices. */
const EVENTS = fc.array(
  fc.record({ payload: fc.uint8Array({ maxLength: 20 }), isNotice: fc.boolean() }),
  { minLength: 1, maxLength: 8 },
).map((events) =>
  events.map(({ payload, isNotice }, i) => {
    const Sequence = BigInt(i + 1);
    return isNotice ? notice(Sequence, Sequence) : event(payload, { Sequence, Dropped: BigInt(i) });
  })
);

/** The events of a message, each as a message of its own; undefined for a plain frame. */
function unpacked(message: Uint8Array): Uint8Array[] | undefined {
  const envelopes = openEnvelopes(frame(message));
  return envelopes?.map(({ start, end }) => {
    const bytes = message.slice(start - EVENT_LAYOUT.sizeof, end);
    bytes[EVENT_LAYOUT.Flags]! &= ~2;
    return bytes;
  });
}

Deno.test("packed() makes a message of which openEnvelopes() gives back each event", () => {
  fc.assert(
    fc.property(EVENTS, (events) => {
      const message = packed(events);
      assertEquals(unpacked(message), events);
      assertEquals(framesIn({ bytes: message }), events.length);
      assertEquals(message.length, events.reduce((end, { length }) => Math.ceil(end / 8) * 8 + length, 0));
    }),
    { numRuns: scaled(1000) },
  );
});

Deno.test("openEnvelopes() makes of a message in which a bit has changed a plain frame, or the message that it then is", () => {
  let [plain, changed] = [0, 0];
  fc.assert(
    fc.property(EVENTS, fc.nat(), fc.nat(7), (events, place, bit) => {
      const message = packed(events);
      message[place % message.length]! ^= 1 << bit;
      const again = unpacked(message);
      if (again === undefined) plain++;
      else {
        changed++;
        // Its lengths may have changed, over the padding or even the next event, but no byte is lost.
        assertEquals(packed(again), message);
      }
    }),
    { numRuns: scaled(2000) },
  );
  assert(plain > 0 && changed > 0, `${plain} plain frames, ${changed} messages of events`);
});

Deno.test("framesIn() counts 1 for a plain frame, a lone event and what isn't a message of events as a whole", () => {
  const two = packed([event("hello"), event("x")]);
  const messages = [
    new Uint8Array(0),
    new TextEncoder().encode("PLEV"),
    event("x"),
    two.subarray(1),
    two.subarray(0, 80),
  ];
  for (const bytes of messages) assertEquals(framesIn({ bytes }), 1);
  assertEquals(framesIn({ bytes: two }), 2);
});

Deno.test("unwrapped() leaves the payload of one event of several", () => {
  const message = frame(packed([event("hello"), event("world", { Sequence: 2n })]));
  const [, second] = openEnvelopes(message)!;
  const { bytes, kernel } = unwrapped(message, second!);
  assertEquals([new TextDecoder().decode(bytes), kernel?.sequence], ["world", 2]);
});
