/** Sessions as tests record them and read them back, in memory. */
import fc from "fast-check";
import { anyText } from "../any_text.ts";
import { Input } from "../../../cli/capture/input.ts";
import { readInput } from "../../../cli/capture/recording.ts";
import { SessionWriter } from "../../../cli/capture/session_writer.ts";
import type { Frame, Item, LifecycleEvent } from "../../../cli/frame/frame.ts";
import { ByteBuffer } from "../../../cli/frame/byte_buffer.ts";
import { NOON } from "../items.ts";

export const PIPE = "\\\\.\\pipe\\LySharkPipeConn";

/** The file that is made of these items. */
export function recorded(items: readonly Item[]): Uint8Array<ArrayBuffer> {
  const output = new ByteBuffer();
  const writer = new SessionWriter(output, PIPE);
  writer.begin();
  for (const item of items) writer.item(item);
  writer.end();
  return output.view.slice();
}

/** An input of these bytes that yields them a piece at a time. */
export function inputOf(bytes: Uint8Array, piece = bytes.length): Input {
  let at = 0;
  return new Input("test", {
    read(room) {
      const part = bytes.subarray(at, at + Math.min(room.length, Math.max(1, piece)));
      room.set(part);
      at += part.length;
      return Promise.resolve(part.length === 0 ? null : part.length);
    },
  });
}

/** What reading these bytes gives: copies of the items, the warnings, and the error that ended it. */
export async function readBack(
  bytes: Uint8Array,
  piece?: number,
): Promise<{ items: Item[]; warnings: string[]; error: unknown }> {
  const items: Item[] = [];
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  try {
    for await (const batch of readInput(inputOf(bytes, piece), { frameSize: 4096, warn })) {
      items.push(...batch.map((item) => item.kind === "frame" ? { ...item, bytes: item.bytes.slice() } : item));
    }
  } catch (error) {
    return { items, warnings, error };
  }
  return { items, warnings, error: undefined };
}

const count = fc.integer({ min: 1, max: 2 ** 40 });
const pid = fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }));
/** Few, so that many items have the same. */
const time = fc.integer({ min: NOON, max: NOON + 2 });
const text = anyText({ maxLength: 20 });
/** Around the largest packet, too. */
const bytes = fc.oneof(
  { weight: 20, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(262_143, 262_144, 262_145, 524_288, 1 << 20).map((size) => pattern(size)) },
);

/** `size` bytes, no two neighbouring pieces of which are alike. */
export function pattern(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) bytes[at] = at * 31 + (at >> 8) * 7 + (at >> 16);
  return bytes;
}

const frame: fc.Arbitrary<Frame> = fc.record({
  seq: count,
  time: fc.option(time, { freq: 10 }),
  client: fc.option(count),
  pid,
  bytes,
  missing: fc.option(fc.integer({ min: 1, max: 1000 })),
  unfinished: fc.boolean(),
  dropped: fc.boolean(),
}).map(({ missing, unfinished, dropped, ...rest }) => ({
  kind: "frame",
  ...rest,
  ...(missing !== null && { truncated: { messageSize: unfinished ? null : rest.bytes.length + missing } }),
  ...(dropped && { dropped }),
}));

const event: fc.Arbitrary<LifecycleEvent> = fc.oneof(
  fc.record({ kind: fc.constant("listening" as const), time, pipe: text }),
  fc.record({ kind: fc.constant("connected" as const), time, client: count, pid, image: fc.option(text) }),
  fc.record({
    kind: fc.constant("disconnected" as const),
    time,
    client: count,
    pid,
    frames: count,
    bytes: count,
    error: fc.option(text),
  }),
  fc.record({
    kind: fc.constant("lost" as const),
    time,
    client: count,
    frames: count,
    bytes: count,
    by: fc.constant("listener" as const),
  }),
);

/** Any session; no event of it stands twice. */
export const sessions: fc.Arbitrary<Item[]> = fc.uniqueArray(fc.oneof(frame, event), {
  maxLength: 30,
  selector: (item) => item.kind === "frame" ? item : JSON.stringify(item),
});
