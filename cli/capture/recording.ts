/**
 * Reads a recording. The format is detected from its first bytes.
 *
 * @module
 */

import { BadInputError } from "../errors.ts";
import type { Batch } from "../frame/frame.ts";
import { Input } from "./input.ts";
import { readRaw } from "./raw.ts";
import { readSession } from "./session_reader.ts";

/** How {@linkcode readRecording} reads. */
export interface RecordingOptions {
  /** The size of the frames in a raw recording, in bytes. */
  readonly frameSize: number;
  /** At the end of the file, wait for more until `signal` aborts. */
  readonly follow?: boolean | undefined;
  /** Ends the wait for more. */
  readonly signal?: AbortSignal | undefined;
  /** Called for problems that don't prevent the rest from being read. */
  readonly warn?: ((message: string) => void) | undefined;
  /** Called before each batch with the bytes read so far, if the total is known. */
  readonly progress?: ((read: number, total: number) => void) | undefined;
}

/** The first bytes of each format; everything else is raw. Undefined matches any byte. */
const SIGNATURES: readonly { readonly format: "pcapng" | "pcap"; readonly bytes: readonly (number | undefined)[] }[] = [
  { format: "pcapng", bytes: pcapngSignature(0x4d, 0x3c, 0x2b, 0x1a) },
  { format: "pcapng", bytes: pcapngSignature(0x1a, 0x2b, 0x3c, 0x4d) },
  // The magic numbers of microseconds and nanoseconds in both byte orders, each with version 2.4.
  { format: "pcap", bytes: [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0] },
  { format: "pcap", bytes: [0xa1, 0xb2, 0xc3, 0xd4, 0, 2, 0, 4] },
  { format: "pcap", bytes: [0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0] },
  { format: "pcap", bytes: [0xa1, 0xb2, 0x3c, 0x4d, 0, 2, 0, 4] },
];

/** A Section Header Block: its type, any length, the byte-order magic. */
function pcapngSignature(...magic: readonly number[]): (number | undefined)[] {
  return [0x0a, 0x0d, 0x0d, 0x0a, undefined, undefined, undefined, undefined, ...magic];
}

/**
 * The items of a recording, pcapng or raw. Their bytes are valid until the next batch is requested.
 *
 * @param path The file; `-` is standard input.
 * @throws {BadInputError} when it can't be read, or is damaged; everything before the damage is yielded first.
 */
export async function* readRecording(path: string, options: RecordingOptions): AsyncGenerator<Batch, void, undefined> {
  using input = await Input.open(path, options);
  yield* readInput(input, options);
}

/** The items of an open recording. */
export async function* readInput(
  input: Input,
  { frameSize, progress, warn = () => {} }: RecordingOptions,
): AsyncGenerator<Batch, void, undefined> {
  const isPcapng = await detect(input) === "pcapng";
  for await (const batch of isPcapng ? readSession(input, { warn }) : readRaw(input, frameSize)) {
    if (input.size !== null) progress?.(input.position, input.size);
    yield batch;
  }
}

/** Reads no further than needed: a pipe may deliver its first bytes one by one. */
async function detect(input: Input): Promise<"pcapng" | "raw"> {
  for (let more = true;; more = await input.fill()) {
    const { bytes } = input;
    const matching = SIGNATURES.filter((signature) =>
      signature.bytes.every((byte, at) => at >= bytes.length || byte === undefined || byte === bytes[at])
    );
    const found = matching.find((signature) => bytes.length >= signature.bytes.length);
    if (found?.format === "pcap") throw classicPcap(input);
    if (found !== undefined) return "pcapng";
    if (matching.length === 0) return "raw";
    // Cut within its first block; the type of that block isn't text.
    if (!more) return bytes.length >= 4 && matching[0]?.format === "pcapng" ? "pcapng" : "raw";
  }
}

function classicPcap({ name }: Input): BadInputError {
  return new BadInputError(
    `Cannot read ${name}: it is a classic pcap file (convert it: editcap -F pcapng ${name} NEW)`,
  );
}
