/** Damaged messages of events: each becomes a plain frame or other events, at once, and a line of JSON either way. */
import { assert, assertEquals } from "@std/assert";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { framesIn, packed, wrapped } from "../../../cli/frame/envelope.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import { unwrapStage } from "../../../cli/stream/unwrap.ts";
import { scaled } from "../effort.ts";
import { frame, NOON } from "../items.ts";
import { ansi, block, lineEvent, siteEvent, u32 } from "../logs.ts";
import { MUTATIONS, Random } from "../mutations.ts";

const MUTANTS = scaled(200_000);

function event(sequence: number, payload: string): Uint8Array {
  const time = BigInt(NOON) * 10n + 116_444_736_000_000_000n;
  return wrapped(new TextEncoder().encode(payload), { sequence, type: 7, time, pid: 4 });
}

const SEEDS = [
  event(1, "hello"),
  packed([event(1, "hello"), event(2, ""), event(3, "x".repeat(40))]),
  packed([siteEvent({ format: "%s by %u: %!HEX!" }), lineEvent(0, [ansi("a", 3), u32(5), block([1, 2])])]),
  packed(Array.from({ length: 8 }, (_, i) => event(i + 1, "12345678"))),
];

Deno.test(`${MUTANTS.toLocaleString("en-US")} damaged messages of events are frames, losses or nothing, and never an error`, () => {
  const random = new Random();
  const render = jsonRenderer(new TextEncoding("utf-8"));
  const output = new ByteBuffer();
  const seen = { plain: 0, events: 0 };
  for (let mutant = 0; mutant < MUTANTS; mutant++) {
    const mutate = random.of(MUTATIONS);
    const bytes = mutate(random.of(SEEDS).slice(), random);
    try {
      const items = unwrapStage()(frame(bytes));
      const isPlain = items.length === 1 && items[0]?.kind === "frame" && items[0].kernel === undefined;
      if (isPlain) assertEquals(items[0]?.kind === "frame" && items[0].bytes, bytes);
      seen[isPlain ? "plain" : "events"]++;
      assert(items.filter(({ kind }) => kind === "frame").length <= framesIn({ bytes }), "more frames than counted");
      output.clear();
      for (const item of items) render(item, output);
      for (const line of new TextDecoder().decode(output.view).split("\n").slice(0, -1)) JSON.parse(line);
    } catch (cause) {
      throw new Error(`mutant ${mutant}, ${mutate.name}: ${bytes.toHex()}`, { cause });
    }
  }
  assert(seen.plain > MUTANTS / 10 && seen.events > MUTANTS / 10, JSON.stringify(seen));
});
