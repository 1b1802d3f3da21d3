/**
 * The frames that `send` writes, from wherever they come.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { Input } from "../capture/input.ts";
import { readRaw } from "../capture/raw.ts";
import type { Setting } from "../c/values/struct_writer.ts";
import { fileTimeOfMicroseconds } from "../frame/file_time.ts";
import type { StructOptions } from "../c/header/load_header.ts";
import { BadInputError } from "../errors.ts";
import { packed, wrapped } from "../frame/envelope.ts";
import { readLines, standardInput } from "./lines.ts";
import { type OutgoingLog, outgoingLog } from "./outgoing_log.ts";

/** Where frames come from. */
export type FrameSource =
  | { readonly from: "messages"; readonly messages: readonly Uint8Array[] }
  /** A file that is cut into frames; `-` is standard input. */
  | { readonly from: "file"; readonly path: string; readonly frameSize: number }
  /** Standard input, one frame per line. */
  | { readonly from: "lines" }
  /** A driver's log. */
  | { readonly from: "log" } & OutgoingLog
  /** A struct of a C header, with these values. */
  | { readonly from: "struct"; readonly struct: StructOptions; readonly settings: readonly Setting[] };

/** The same, with the header of a struct already read. */
export type PreparedSource = Exclude<FrameSource, { readonly from: "struct" }>;

/** How they are sent. */
export interface OutgoingOptions {
  /** How many times all of them are sent; Infinity: forever. */
  readonly count: number;
  /** How long to wait between them, in milliseconds. */
  readonly interval?: number;
  /** Pad each with NULs to this many bytes. */
  readonly pad?: number;
  /** Put each in an event envelope with this payload type. */
  readonly event?: number;
  /** Put so many of these into one message. */
  readonly batch?: number;
}

/**
 * The frames one by one, each valid until the next is asked for.
 *
 * @param signal Ends the waiting between them.
 * @throws {BadInputError} when a file can't be read, or a frame is longer than `pad`.
 */
export async function* outgoing(
  source: PreparedSource,
  options: OutgoingOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { count, interval, pad, event, batch = 1 } = options;
  if (source.from === "log") return yield* outgoingLog(source, count, interval, signal);
  const events: Uint8Array[] = [];
  let number = 0;
  for (let round = 0; round < count; round++) {
    for await (const message of read(source)) {
      if (number++ > 0 && interval !== undefined) await delay(interval, { signal }).catch(() => {});
      const frame = pad === undefined ? message : padded(message, pad, number);
      const time = fileTimeOfMicroseconds(Date.now() * 1000);
      if (event === undefined) {
        yield frame;
      } else {
        events.push(wrapped(frame, { sequence: number, type: event, time, pid: Deno.pid }));
        if (events.length === batch) yield packed(events.splice(0));
      }
    }
    if (number === 0) return; // an empty file stays empty, however often it is read
  }
  if (events.length > 0) yield packed(events);
}

/**
 * The bytes of a struct, made once; any other source as it is.
 *
 * @throws {BadInputError} when the header can't be read or has no such struct.
 * @throws {UsageError} when a value doesn't fit.
 */
export async function prepared(
  source: FrameSource,
  warn: (message: string) => void = () => {},
): Promise<PreparedSource> {
  if (source.from !== "struct") return source;
  const { struct, settings } = source;
  // Not a static import: it would load the C parser even where there is no header.
  const [{ loadHeader }, { writeStruct }] = await Promise.all([
    import("../c/header/load_header.ts"),
    import("../c/values/struct_writer.ts"),
  ]);
  const header = await loadHeader(struct.header, { ...struct, warn });
  return { from: "messages", messages: [writeStruct(header.find(struct.names[0]), settings)] };
}

async function* read(
  source: Exclude<PreparedSource, { readonly from: "log" }>,
): AsyncGenerator<Uint8Array, void, undefined> {
  switch (source.from) {
    case "messages":
      return yield* source.messages;
    case "lines":
      return yield* readLines(await standardInput());
    case "file": {
      using input = await Input.open(source.path);
      for await (const batch of readRaw(input, source.frameSize)) {
        for (const item of batch) if (item.kind === "frame") yield item.bytes;
      }
    }
  }
}

function padded(message: Uint8Array, size: number, number: number): Uint8Array {
  if (message.length > size) {
    throw new BadInputError(
      `Cannot pad frame ${number} to ${size} bytes: it has ${message.length} (raise --pad, or shorten the frame)`,
    );
  }
  const frame = new Uint8Array(size);
  frame.set(message);
  return frame;
}
