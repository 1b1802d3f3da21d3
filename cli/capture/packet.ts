/**
 * The three kinds of packet blocks.
 *
 * @module
 */

import type { Packet } from "./assembler.ts";
import { type BlockBody, DamagedBlock } from "./block_body.ts";
import type { Interface } from "./interface.ts";
import { BlockType } from "./pcapng.ts";

/** A packet with its interface, and its options still unread. */
export interface FoundPacket extends Packet {
  /** The interface it was captured on. */
  readonly from: Interface;
  /** The rest of the body, at the options. */
  readonly options: BlockBody;
}

/** Reads the body of a block; undefined if it isn't a packet block. @throws {DamagedBlock} */
export function readPacket(type: number, body: BlockBody, interfaces: readonly Interface[]): FoundPacket | undefined {
  switch (type) {
    case BlockType.EnhancedPacket:
      return timedPacket(find(interfaces, body.u32()), body);
    case BlockType.Packet: {
      const from = find(interfaces, body.u16());
      body.u16(); // the number of packets dropped before it
      return timedPacket(from, body);
    }
    case BlockType.SimplePacket:
      return simplePacket(find(interfaces, 0), body);
    default:
      return undefined;
  }
}

function timedPacket(from: Interface, body: BlockBody): FoundPacket {
  const time = from.toTime(body.timestamp());
  const length = body.u32();
  const originalLength = body.u32();
  return { from, time, originalLength, data: body.padded(length), options: body };
}

/** It has neither a time nor options, and is cut at the snapshot length. */
function simplePacket(from: Interface, body: BlockBody): FoundPacket {
  const originalLength = body.u32();
  const length = from.snapLength === 0 ? originalLength : Math.min(originalLength, from.snapLength);
  return { from, time: null, originalLength, data: body.padded(length), options: body };
}

function find(interfaces: readonly Interface[], id: number): Interface {
  const found = interfaces[id];
  if (found === undefined) {
    throw new DamagedBlock(`a packet refers to interface ${id}, but the section has ${interfaces.length}`);
  }
  return found;
}
