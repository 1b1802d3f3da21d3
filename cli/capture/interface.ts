/**
 * Interface Description Blocks.
 *
 * @module
 */

import type { Microseconds } from "../frame/frame.ts";
import type { BlockBody } from "./block_body.ts";
import { InterfaceOption, LINKTYPE_USER0 } from "./pcapng.ts";
import { EVENTS_DESCRIPTION, FRAMES_DESCRIPTION } from "./session_writer.ts";

/** An interface of a section. */
export interface Interface {
  /** Whether its packets are our frames, our events, or foreign. */
  readonly role: "frames" | "events" | "foreign";
  /** The maximum number of bytes per packet; 0 means unlimited. */
  readonly snapLength: number;
  /** Converts a timestamp; null for a time before 1970, or too late for a number to hold exactly. */
  toTime(timestamp: bigint): Microseconds | null;
}

const DECODER = new TextDecoder();
const SECOND = 1_000_000n;
/** The default of if_tsresol: microseconds. */
const DEFAULT_RESOLUTION = 6;

/** Reads the body of the block. @throws {DamagedBlock} */
export function readInterface(body: BlockBody): Interface {
  const linkType = body.u16();
  body.u16(); // reserved
  const snapLength = body.u32();
  let description = "";
  let resolution = DEFAULT_RESOLUTION;
  let offset = 0n;
  for (let option = body.option(); option !== undefined; option = body.option()) {
    const { code, bytes } = option;
    if (code === InterfaceOption.Description) description = DECODER.decode(bytes);
    if (code === InterfaceOption.TimestampResolution && bytes.length === 1) resolution = bytes[0]!;
    if (code === InterfaceOption.TimestampOffset && bytes.length === 8) offset = option.value.i64();
  }
  return {
    role: linkType === LINKTYPE_USER0 ? roleOf(description) : "foreign",
    snapLength,
    toTime: timeReader(ticksPerSecond(resolution), offset),
  };
}

function roleOf(description: string): Interface["role"] {
  switch (description) {
    case FRAMES_DESCRIPTION:
      return "frames";
    case EVENTS_DESCRIPTION:
      return "events";
    default:
      return "foreign";
  }
}

/** if_tsresol: the highest bit selects powers of two instead of ten (section 4.2). */
function ticksPerSecond(resolution: number): bigint {
  return (resolution & 0x80) !== 0 ? 2n ** BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
}

function timeReader(ticks: bigint, offset: bigint): Interface["toTime"] {
  if (ticks === SECOND && offset === 0n) return (timestamp) => inRange(Number(timestamp)); // as our own recordings have it
  return (timestamp) => {
    return inRange(Number(timestamp * SECOND / ticks + offset * SECOND));
  };
}

/** A time that a number holds exactly; null for any other. */
function inRange(time: number): Microseconds | null {
  return time >= 0 && time <= Number.MAX_SAFE_INTEGER ? time : null;
}
