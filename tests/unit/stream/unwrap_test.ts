import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import type { Frame, Item, Lost } from "../../../cli/frame/frame.ts";
import { CONNECTED, DISCONNECTED, frame, NOON } from "../items.ts";
import { packed } from "../../../cli/frame/envelope.ts";
import { event, notice } from "../envelopes.ts";

/** What comes out, in short: `5:hello` for a frame in envelope 5, `plain:hello`, `lost 3`. */
function unwrap(items: readonly Item[]): string[] {
  return items.flatMap(unwrapStage()).map((item) => {
    if (item.kind === "lost") return `lost ${item.frames}`;
    if (item.kind !== "frame") return item.kind;
    return `${item.kernel?.sequence ?? "plain"}:${new TextDecoder().decode(item.bytes)}`;
  });
}

const sent = (Sequence: bigint, Dropped = 0n, client = 1) => frame(event("x", { Sequence, Dropped }), { client });

Deno.test("unwrapStage() opens envelopes and leaves other frames and events as they are", () => {
  assertEquals(unwrap([CONNECTED, frame("a"), sent(2n), frame("b"), sent(4n), DISCONNECTED]), [
    "connected",
    "plain:a",
    "2:x",
    "plain:b",
    "4:x",
    "disconnected",
  ]);
});

const CASES: [string, Item[], string[]][] = [
  ["a gap between two envelopes", [sent(1n), sent(5n, 3n)], ["1:x", "lost 3", "5:x"]],
  ["a gap with plain frames in it", [sent(1n), frame("p"), sent(5n, 2n)], ["1:x", "plain:p", "lost 2", "5:x"]],
  ["a gap that only a notice shows", [sent(1n), notice4(9n, 8n)], ["1:x", "lost 8"]],
  ["a gap after a notice", [notice4(9n, 0n), sent(12n, 2n)], ["lost 2", "12:x"]],
  ["no gap after a notice", [sent(1n), notice4(4n, 3n), sent(5n, 3n)], ["1:x", "lost 3", "5:x"]],
  ["a loss before the first envelope", [sent(4n, 3n)], ["lost 3", "4:x"]],
  ["nothing where another listener had the first", [sent(1000n, 3n), sent(1001n, 3n)], ["1000:x", "1001:x"]],
  ["nothing when the numbers begin again", [sent(7n), sent(1n), sent(2n)], ["7:x", "1:x", "2:x"]],
  ["each client's gaps", [sent(1n), sent(1n, 0n, 2), sent(3n, 1n), sent(2n, 0n, 2)], [
    "1:x",
    "1:x",
    "lost 1",
    "3:x",
    "2:x",
  ]],
  ["no gap from one connection to the next", [sent(1n), DISCONNECTED, CONNECTED, sent(9n)], [
    "1:x",
    "disconnected",
    "connected",
    "9:x",
  ]],
];

function notice4(sequence: bigint, dropped: bigint): Item {
  return frame(notice(sequence, dropped));
}

for (const [what, items, expected] of CASES) {
  Deno.test(`unwrapStage() reports ${what}`, () => assertEquals(unwrap(items), expected));
}

/** A message of events with these numbers; each has a payload and a time of its own. */
function batch(numbers: readonly number[], more: Partial<Frame> = {}, Dropped = 0n): Frame {
  const events = numbers.map((n) => event(`e${n}`, { Sequence: BigInt(n), Dropped, Time: BigInt(n) }));
  return frame(packed(events), more);
}

Deno.test("unwrapStage() makes a frame of each event of a message, with a number of its own", () => {
  const items = [batch([1, 2, 3], { seq: 7 }), frame("p", { seq: 10 }), batch([5, 6], { seq: 11 })];
  const frames = items.flatMap(unwrapStage()).filter((item) => item.kind === "frame");
  assertEquals(frames.map(({ seq }) => seq), [7, 8, 9, 10, 11, 12]);
  assertEquals(unwrap(items), ["1:e1", "2:e2", "3:e3", "plain:p", "5:e5", "6:e6"]);
});

Deno.test("unwrapStage() reports losses between the events of a message, and between messages", () => {
  const message = packed([event("a", { Sequence: 1n }), event("b", { Sequence: 4n, Dropped: 2n }), notice(6n, 4n)]);
  assertEquals(unwrap([frame(message), sent(9n, 6n)]), ["1:a", "lost 2", "4:b", "lost 2", "lost 2", "9:x"]);
});

Deno.test("unwrapStage() drops events that are repeated, counted nowhere", () => {
  assertEquals(unwrap([batch([1, 2, 3]), batch([1, 2, 3]), batch([4])]), ["1:e1", "2:e2", "3:e3", "4:e4"]);
  assertEquals(unwrap([batch([5]), batch([6, 7]), batch([6, 7]), batch([9], {}, 1n)]), [
    "5:e5",
    "6:e6",
    "7:e7",
    "lost 1",
    "9:e9",
  ]);
});

Deno.test("unwrapStage() keeps events whose number comes again later, on another connection or in a raw file", () => {
  const again = frame(event("later", { Sequence: 1n, Time: 9n }));
  assertEquals(unwrap([batch([1, 2]), again]), ["1:e1", "2:e2", "1:later"]);
  assertEquals(unwrap([batch([1]), batch([1], { client: 2 })]), ["1:e1", "1:e1"]);
  assertEquals(unwrap([batch([1]), DISCONNECTED, CONNECTED, batch([1])]).filter((text) => text.startsWith("1")), [
    "1:e1",
    "1:e1",
  ]);
  assertEquals(unwrap([batch([1], { client: null }), batch([1], { client: null })]), ["1:e1", "1:e1"]);
});

Deno.test("unwrapStage() says who lost how many, and when that was seen", () => {
  const [, lost] = [sent(1n), sent(3n, 1n)].flatMap(unwrapStage());
  assertEquals<unknown>(lost, { kind: "lost", time: NOON, client: 1, frames: 1, bytes: null, by: "driver" });
});

Deno.test("unwrapStage() accounts for every attempt of a driver that drops what it likes", () => {
  const attempts = fc.array(fc.constantFrom("event", "plain", "drop"), { maxLength: 50 });
  fc.assert(fc.property(attempts, (attempts) => {
    const items: Item[] = [sent(1n)];
    let dropped = 0n;
    for (const [i, attempt] of attempts.entries()) {
      if (attempt === "drop") dropped++;
      else if (attempt === "plain") items.push(frame("p"));
      else items.push(sent(BigInt(i) + 2n, dropped));
    }
    items.push(frame(notice(BigInt(attempts.length) + 1n, dropped)));
    const stage = unwrapStage();
    const out = items.flatMap(stage);
    const lost = out.filter((item): item is Lost => item.kind === "lost").reduce((sum, { frames }) => sum + frames, 0);
    assertEquals(BigInt(lost), dropped);
    assertEquals(out.filter(({ kind }) => kind === "frame").length + lost, attempts.length + 1);
  }));
});
