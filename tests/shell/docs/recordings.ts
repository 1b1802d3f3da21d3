/** The recordings that the pages speak of: what `pipelisten --json --events` writes of two drivers, a log, and raw frames. */
import { packed } from "../../../cli/frame/envelope.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { jsonRenderer } from "../../../cli/render/json.ts";
import { recorded } from "../../unit/capture/sessions.ts";
import { SENT } from "../../unit/envelopes.ts";
import { i32, lineEvent, siteEvent, u32, wide } from "../../unit/logs.ts";
import { CONNECTED, DISCONNECTED, frame, LISTENING, LOST, NOON, padded, rendered } from "../../unit/items.ts";
import { helloFrame, reportFrame } from "../../windows/driver/frames.ts";

const SECOND = 1_000_000; // in microseconds
const SECOND_DRIVER = { client: 2, pid: 460 };

/** Driver 1 is the system's, driver 2 was started by process 460; frames 4 and 5 were lost. */
const SESSION: readonly Item[] = [
  LISTENING,
  CONNECTED,
  frame(padded("driver ready"), { seq: 1 }),
  frame(helloFrame(), { seq: 2 }),
  { ...CONNECTED, ...SECOND_DRIVER, image: null },
  frame(reportFrame(0), { seq: 3, ...SECOND_DRIVER }),
  { ...LOST, frames: 2, bytes: 8192 },
  frame(helloFrame(), { seq: 6, time: NOON + SECOND }),
  frame(padded('pool low, "retry"'), { seq: 7, time: NOON + SECOND, ...SECOND_DRIVER }),
  { ...DISCONNECTED, time: NOON + SECOND, frames: 5, bytes: 5 * 4096 },
  { ...DISCONNECTED, time: NOON + SECOND, ...SECOND_DRIVER, frames: 2, bytes: 2 * 4096 },
];

/** 你好 in GBK, and NULs up to 4096 bytes. */
function gbkFrame(): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set([0xc4, 0xe3, 0xba, 0xc3]);
  return bytes;
}

/** What a driver logs: its sites, and two lines. */
function logSession(): Uint8Array {
  const log = packed([
    siteEvent({ format: "opened %wZ by %u, status %!STATUS!" }),
    siteEvent({ number: 1, level: "error", line: 57, format: "cannot read %u bytes: %!STATUS!" }),
    lineEvent(0, [wide("\\Device\\X"), u32(4), i32(0)]),
    lineEvent(1, [u32(16), i32(-0x3FFF_FFFB)], { Sequence: 2n, Time: SENT + 1_111_110n }),
  ]);
  return recorded([LISTENING, CONNECTED, frame(log), { ...DISCONNECTED, frames: 2, bytes: log.length }]);
}

/** Writes them into the folder. */
export async function writeRecordings(folder: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/frames.jsonl`, rendered(jsonRenderer(new TextEncoding("utf-8")), ...SESSION));
  await Deno.writeFile(`${folder}/frames.raw`, new Uint8Array([...helloFrame(), ...reportFrame(0)]));
  await Deno.writeFile(`${folder}/log.pcapng`, logSession());
  await Deno.writeFile(`${folder}/gbk.raw`, gbkFrame());
}
