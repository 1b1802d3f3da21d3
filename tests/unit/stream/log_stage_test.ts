import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { framesIn, packed } from "../../../cli/frame/envelope.ts";
import type { Frame, Item } from "../../../cli/frame/frame.ts";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import { textRenderer } from "../../../cli/render/text.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { scaled } from "../effort.ts";
import { event, notice } from "../envelopes.ts";
import { CONNECTED, DISCONNECTED, frame, rendered } from "../items.ts";
import { ansi, i32, lineEvent, siteEvent, u32 } from "../logs.ts";

/** What comes out, in short: `1 hello` for line 1, `plain` for a frame that is none. */
function lines(items: readonly Item[]): string[] {
  return items.flatMap(unwrapStage()).map((item) => {
    if (item.kind !== "frame") return item.kind === "lost" ? `lost ${item.frames}` : item.kind;
    if (item.log === undefined) return item.kernel === undefined ? "plain" : "event";
    return `${item.seq} ${item.log.message}`;
  });
}

const SITE = siteEvent({ number: 3, format: "x=%d" });
const line = (value: number, sequence = 1) => lineEvent(3, [i32(value)], { Sequence: BigInt(sequence) });

Deno.test("unwrapStage() makes a log line of a LOG event whose site the connection has described", () => {
  assertEquals(lines([CONNECTED, frame(SITE), frame(line(5)), DISCONNECTED]), ["connected", "1 x=5", "disconnected"]);
});

Deno.test("unwrapStage() swallows sites: they take no number of seq, of the driver's, and are no loss", () => {
  const items = [frame(SITE, { seq: 7 }), frame(line(1, 41), { seq: 7 }), frame(siteEvent(), { seq: 8 })];
  assertEquals(lines([...items, frame(line(2, 42), { seq: 8 })]), ["7 x=1", "8 x=2"]);
  // Events that wait in the driver's ring are older than its last number
  const late = siteEvent({ number: 3, format: "x=%d" }, { Sequence: 100n, Dropped: 3n });
  assertEquals(lines([frame(late), frame(lineEvent(3, [i32(1)], { Sequence: 4n, Dropped: 3n }))]), ["lost 3", "1 x=1"]);
});

Deno.test("unwrapStage() takes sites and lines from one message, and numbers the lines only", () => {
  const message = frame(packed([SITE, siteEvent({ number: 4, format: "y" }), line(1, 1), line(2, 2)]), { seq: 5 });
  assertEquals(framesIn(message), 2);
  assertEquals(lines([message, frame(line(3, 3), { seq: 7 })]), ["5 x=1", "6 x=2", "7 x=3"]);
  assertEquals(framesIn(frame(SITE)), 0);
});

Deno.test("unwrapStage() prints a repeated line once, and takes the later of two sites of a number", () => {
  const other = siteEvent({ number: 3, format: "z=%d" });
  assertEquals(lines([frame(SITE), frame(line(1)), frame(SITE), frame(line(1)), frame(other), frame(line(2, 2))]), [
    "1 x=1",
    "1 z=2",
  ]);
});

Deno.test("unwrapStage() keeps a table for each connection, which ends with it", () => {
  const [one, two] = [{ client: 1 }, { client: 2 }];
  const items = [
    frame(SITE, one),
    frame(siteEvent({ number: 3, format: "other" }), two),
    frame(line(1), one),
    frame(lineEvent(3, []), two),
    { ...DISCONNECTED, client: 1 },
    frame(line(2), one),
  ];
  assertEquals(lines(items), ["1 x=1", "1 other", "disconnected", "1 %!(site 3)(2)"]);
});

Deno.test("unwrapStage() shows a line of an unknown site with its arguments", () => {
  const [item] = unwrapStage()(frame(lineEvent(9, [ansi("a"), u32(5)])));
  const log = item?.kind === "frame" ? item.log : undefined;
  assertEquals([log?.site, log?.message, log?.error], [undefined, '%!(site 9)("a", 5)', "site 9 is unknown"]);
});

const PLAIN: [string, Uint8Array][] = [
  ["a site with a payload type", siteEvent({}, { PayloadType: 1 })],
  ["a line with a payload type", lineEvent(3, [], { PayloadType: 1 })],
  ["a line that is a notice", lineEvent(3, [], { Flags: 5 })],
  ["a site that is a notice", siteEvent({}, { Flags: 9 })],
  ["a line that is a site", siteEvent({}, { Flags: 12 })],
  ["a flag that is not defined", lineEvent(3, [], { Flags: 20 })],
  ["a line that is no line", event("hello", { Flags: 4 })],
  ["a site that is no site", event("hello", { Flags: 8 })],
  ["a line without a number of its own", lineEvent(3, [], { Sequence: 0n })],
  ["a message of which one line is none", packed([line(1), event("hello", { Flags: 4, Sequence: 2n })])],
];

for (const [what, bytes] of PLAIN) {
  Deno.test(`unwrapStage() leaves ${what} as a plain frame`, () => {
    assertEquals(lines([frame(SITE), frame(bytes)]), ["plain"]);
    assertEquals(framesIn({ bytes }), 1);
  });
}

Deno.test("unwrapStage() leaves a truncated line or site as a plain frame", () => {
  for (const bytes of [line(5), SITE]) {
    const cut = frame(bytes.subarray(0, -1), { truncated: { messageSize: bytes.length } });
    assertEquals([lines([cut]), framesIn(cut)], [["plain"], 1]);
  }
});

Deno.test("of any messages, however damaged, each makes as many frames as it takes numbers, and every renderer prints them", () => {
  const encoding = new TextEncoding("utf-8");
  const some = fc.oneof(
    fc.nat(3).map((number) => siteEvent({ number, format: "a %d %s %!HEX!" })),
    fc.tuple(fc.nat(4), fc.array(fc.constantFrom(i32(1), ansi("a", 2)))).map(([n, args]) => lineEvent(n, args)),
    fc.constantFrom(event("x"), notice(3n, 1n)),
  );
  const message = fc.tuple(fc.array(some, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat(255), fc.boolean()).map(
    ([events, place, value, isWhole]) => {
      const bytes = packed(events.map((event, i) => withSequence(event, i + 1)));
      if (!isWhole) bytes[place % bytes.length] = value;
      return bytes;
    },
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), (messages) => {
      const stage = unwrapStage(encoding);
      for (const [client, bytes] of messages.entries()) {
        const made = stage(frame(bytes, { client })).filter((item): item is Frame => item.kind === "frame");
        const text = rendered(textRenderer({ encoding, color: false }), ...made);
        const json = rendered(jsonRenderer(encoding), ...made);
        assertEquals(text.split("\n").length - 1, made.length);
        for (const object of json.split("\n").slice(0, -1)) JSON.parse(object);
        // A notice takes a number and is no frame; a repeated event does, too
        const missing = framesIn({ bytes }) - made.length;
        assertEquals(missing >= 0 && missing <= 4, true);
        if (made.length === 1 && made[0]!.kernel === undefined) assertEquals(made[0]!.bytes, bytes);
      }
    }),
    { numRuns: scaled(3000) },
  );
});

/** The event with this number, unless it is a site's. */
function withSequence(event: Uint8Array, sequence: number): Uint8Array {
  if (event[52] === 8) return event;
  const copy = event.slice();
  new DataView(copy.buffer).setBigUint64(16, BigInt(sequence), true);
  return copy;
}
