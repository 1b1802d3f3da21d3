import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import type { Item, Lost } from "../../../cli/frame/frame.ts";
import { CONNECTED, DISCONNECTED, frame, NOON } from "../items.ts";
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
