/**
 * Writes a session as pcapng.
 *
 * - Interface 0 is the pipe: an Enhanced Packet Block for each frame. What pcapng has no field for is in its comment.
 *   A frame larger than {@linkcode MAX_PACKET} is split into several blocks of the same time.
 * - Interface 1 has the events of the same pipe: an Enhanced Packet Block for each, in order with the frames.
 * - An Interface Statistics Block ends a complete recording.
 *
 * Interfaces are recognised by their description, since mergecap rewrites the section header.
 *
 * @module
 */

import type { Frame, Item } from "../frame/frame.ts";
import type { ByteBuffer } from "../frame/byte_buffer.ts";
import { VERSION } from "../version.ts";
import { BlockWriter } from "./block_writer.ts";
import { formatEvent } from "./event_payload.ts";
import { formatComment } from "./frame_comment.ts";
import * as pcapng from "./pcapng.ts";
import { Timestamps } from "./timestamps.ts";

/** The interface whose packets are frames. */
export const FRAMES_DESCRIPTION = "pipelisten: frames";
/** The interface whose packets are events. */
export const EVENTS_DESCRIPTION = "pipelisten: events";

const FRAMES = 0;
const EVENTS = 1;
/** if_tsresol: powers of ten; 9 are nanoseconds. */
const NANOSECONDS = 9;
const WHOLE_SECTION = 0xffff_ffff_ffff_ffffn; // the section's length is unknown while it is being written
/** An upper bound for a block without its data, and for the statistics at the end of a file, in bytes. */
const BLOCK_SIZE = 256;
const ENCODER = new TextEncoder();

/** Appends the blocks of one file: {@linkcode begin}, {@linkcode item}…, {@linkcode end}. */
export class SessionWriter {
  readonly #blocks: BlockWriter;
  readonly #timestamps = new Timestamps();
  readonly #name: string;
  #frames = 0n;
  #dropped = 0n;
  #first: bigint | undefined;
  #last = 0n;

  /** @param name The name of the interfaces: the pipe's path. */
  constructor(out: ByteBuffer, name: string) {
    this.#blocks = new BlockWriter(out);
    this.#name = name;
  }

  /** Appends the section header and the interfaces. */
  begin(): void {
    this.#blocks.begin(pcapng.BlockType.SectionHeader);
    this.#blocks.u32(pcapng.BYTE_ORDER_MAGIC);
    this.#blocks.u16(1); // major version
    this.#blocks.u16(0); // minor version
    this.#blocks.u64(WHOLE_SECTION);
    this.#text(pcapng.SectionOption.UserApplication, `pipelisten ${VERSION}`);
    this.#blocks.end();
    this.#interface(FRAMES_DESCRIPTION);
    this.#interface(EVENTS_DESCRIPTION);
  }

  /** Appends a frame or an event. */
  item(item: Item): void {
    if (item.kind === "frame") this.#frame(item);
    else this.#packet(EVENTS, this.#stamp(item.time), formatEvent(item));
  }

  /** An upper bound for the size of this item and the end of the file, in bytes. */
  static sizeOf(item: Item): number {
    const length = item.kind === "frame" ? item.bytes.length : formatEvent(item).length;
    return length + BLOCK_SIZE * Math.max(1, Math.ceil(length / pcapng.MAX_PACKET));
  }

  /** Appends the last block of the file: its statistics. */
  end(): void {
    this.#blocks.begin(pcapng.BlockType.InterfaceStatistics);
    this.#blocks.u32(FRAMES);
    this.#blocks.timestamp(this.#last);
    this.#blocks.optionTimestamp(pcapng.StatisticsOption.StartTime, this.#first ?? this.#last);
    this.#blocks.optionTimestamp(pcapng.StatisticsOption.EndTime, this.#last);
    this.#blocks.optionU64(pcapng.StatisticsOption.Received, this.#frames);
    this.#blocks.optionU64(pcapng.StatisticsOption.Dropped, 0n); // the recording has every frame
    this.#blocks.optionU64(pcapng.StatisticsOption.Delivered, this.#frames - this.#dropped);
    this.#blocks.end();
  }

  #interface(description: string): void {
    this.#blocks.begin(pcapng.BlockType.InterfaceDescription);
    this.#blocks.u16(pcapng.LINKTYPE_USER0);
    this.#blocks.u16(0); // reserved
    this.#blocks.u32(pcapng.MAX_PACKET); // the snapshot length
    this.#text(pcapng.InterfaceOption.Name, this.#name);
    this.#text(pcapng.InterfaceOption.Description, description);
    this.#blocks.option(pcapng.InterfaceOption.TimestampResolution, Uint8Array.of(NANOSECONDS));
    this.#blocks.end();
  }

  #frame({ seq, client, pid, time, bytes, truncated, dropped }: Frame): void {
    this.#frames++;
    if (dropped) this.#dropped++;
    const missing = Math.max(0, (truncated?.messageSize ?? 0) - bytes.length);
    const unfinished = truncated?.messageSize === null;
    const of = Math.ceil(bytes.length / pcapng.MAX_PACKET);
    for (let number = 1; number <= Math.max(1, of); number++) {
      const data = bytes.subarray((number - 1) * pcapng.MAX_PACKET, number * pcapng.MAX_PACKET);
      const part = of > 1 ? { part: { number, of } } : {};
      const comment = formatComment({ seq, client, pid, ...part, untimed: time === null, dropped, unfinished });
      this.#packet(FRAMES, this.#stamp(time), data, number >= of ? missing : 0, comment);
    }
  }

  /** Appends an Enhanced Packet Block. `missing`: how many bytes of the message it lacks. */
  #packet(interfaceId: number, stamp: bigint, data: Uint8Array, missing = 0, comment?: string): void {
    this.#blocks.begin(pcapng.BlockType.EnhancedPacket);
    this.#blocks.u32(interfaceId);
    this.#blocks.timestamp(stamp);
    this.#blocks.u32(data.length);
    this.#blocks.u32(data.length + missing);
    this.#blocks.padded(data);
    if (comment !== undefined) {
      this.#text(pcapng.Option.Comment, comment);
      this.#blocks.optionU32(pcapng.PacketOption.Flags, pcapng.INBOUND);
    }
    this.#blocks.end();
  }

  #stamp(time: number | null): bigint {
    const stamp = this.#timestamps.next(time);
    this.#first ??= stamp;
    this.#last = stamp;
    return stamp;
  }

  #text(code: number, text: string): void {
    this.#blocks.option(code, ENCODER.encode(text));
  }
}
