/**
 * Damaged recordings: bits flipped, cut, with lying lengths, blocks swapped, in both byte orders. The reader gives what
 * it can and at worst calls the file damaged; it neither crashes nor hangs nor takes memory that the file isn't worth.
 */
import { assert, assertInstanceOf, assertLessOrEqual } from "@std/assert";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { BadInputError } from "../../../cli/errors.ts";
import { readInput } from "../../../cli/capture/recording.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, LOST, NOON } from "../items.ts";
import { MUTATIONS, Random } from "../mutations.ts";
import * as b from "./blocks.ts";
import { inputOf, recorded } from "./sessions.ts";

/** What the reader needs for the smallest file: two times what it reads at once. */
const WINDOW = 512 * 1024;

const ITEMS = [
  LISTENING,
  CONNECTED,
  frame("hello"),
  frame("", { seq: 2 }),
  LOST,
  frame([1, 2, 3], { seq: 3 }),
  DISCONNECTED,
];

function foreign(littleEndian: boolean): Uint8Array {
  return b.bytesOf(
    littleEndian,
    b.sectionHeader(b.option(1, "comment"), b.END_OF_OPTIONS),
    b.interfaceOf(147, 16, b.option(3, "pipelisten: frames"), b.option(9, [6]), b.option(14, Array(8).fill(0))),
    b.interfaceOf(1, 0, b.option(3, "pipelisten: events"), b.option(9, [0x83]), b.END_OF_OPTIONS),
    b.packet(0, BigInt(NOON), "hello", b.option(1, "seq=1 client=1 pid=4"), b.END_OF_OPTIONS),
    b.packet(1, BigInt(NOON), "other"),
    b.block(2, b.u16(1), b.u16(0), b.timestamp(7n), b.u32(3), b.u32(3), b.padded("old")),
    b.block(3, b.u32(5), b.padded("short")),
    b.block(99, b.padded("unknown")),
  );
}

const LITTLE = foreign(true);
const SEEDS = [
  recorded(ITEMS),
  LITTLE,
  foreign(false),
  Uint8Array.of(...LITTLE, ...foreign(false), ...recorded(ITEMS)),
];
/** Reads a damaged file to its end as a run with --json --events would. */
export async function readDamaged(
  bytes: Uint8Array,
  output: ByteBuffer,
): Promise<{ items: number; largest: number; ended: boolean }> {
  const render = jsonRenderer(new TextEncoding("utf-8"));
  let [items, largest] = [0, 0];
  try {
    for await (const batch of readInput(inputOf(bytes), { frameSize: 64 })) {
      output.clear();
      for (const item of batch) {
        render(item, output);
        if (item.kind === "frame") largest = Math.max(largest, item.bytes.buffer.byteLength);
      }
      items += batch.length;
    }
    return { items, largest, ended: true };
  } catch (error) {
    assertInstanceOf(error, BadInputError);
    return { items, largest, ended: false };
  }
}

/** Reads this many damaged recordings, the same ones every time. */
export async function assertSurvives(mutants: number): Promise<void> {
  const random = new Random();
  const output = new ByteBuffer();
  const seen = { ended: 0, damaged: 0, items: 0 };
  for (let mutant = 0; mutant < mutants; mutant++) {
    const mutate = random.of(MUTATIONS);
    const bytes = mutate(random.of(SEEDS).slice(), random);
    try {
      const { items, largest, ended } = await readDamaged(bytes, output);
      assertLessOrEqual(largest, WINDOW);
      assertLessOrEqual(items, Math.ceil(bytes.length / 12));
      seen[ended ? "ended" : "damaged"]++;
      seen.items += items;
    } catch (cause) {
      throw new Error(`mutant ${mutant}, ${mutate.name}: ${bytes.toHex()}`, { cause });
    }
  }
  // Most mutants must get beyond the first block, or nothing has been tested.
  assert(seen.ended > mutants / 10 && seen.damaged > mutants / 10, JSON.stringify(seen));
  assert(seen.items > mutants, JSON.stringify(seen));
}
