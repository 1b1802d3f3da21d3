/**
 * The blocks that hold packets, and what they have in common.
 *
 * @module
 */

import type { Packet } from "./assembler.ts";
import { DamagedBlock, type Fields } from "./block_body.ts";
import type { Interface } from "./interface.ts";
import { BlockType } from "./pcapng.ts";

/** A packet as it was found: where from, and with its options still to be read. */
export interface FoundPacket extends Packet {
  /** The interface that it was captured on. */
  readonly from: Interface;
  /** Stands before its options. */
  readonly options: Fields;
}

/** Reads the body of a block; undefined where its type holds no packet. @throws {DamagedBlock} */
export function readPacket(type: number, body: Fields, interfaces: readonly Interface[]): FoundPacket | undefined {
  switch (type) {
    case BlockType.EnhancedPacket:
      return timedPacket(find(interfaces, body.u32()), body);
    case BlockType.Packet: {
      const from = find(interfaces, body.u16());
      body.u16(); // how many packets were dropped before it
      return timedPacket(from, body);
    }
    case BlockType.SimplePacket:
      return simplePacket(find(interfaces, 0), body);
    default:
      return undefined;
  }
}

function timedPacket(from: Interface, body: Fields): FoundPacket {
  const time = from.toTime(body.timestamp());
  const length = body.u32();
  const originalLength = body.u32();
  return { from, time, originalLength, data: body.padded(length), options: body };
}

/** It has neither a time nor options, and is as long as the interface lets it be. */
function simplePacket(from: Interface, body: Fields): FoundPacket {
  const originalLength = body.u32();
  const length = from.snapLength === 0 ? originalLength : Math.min(originalLength, from.snapLength);
  return { from, time: null, originalLength, data: body.padded(length), options: body };
}

function find(interfaces: readonly Interface[], id: number): Interface {
  const found = interfaces[id];
  if (found === undefined) {
    throw new DamagedBlock(`a packet is of interface ${id}, and the section has ${interfaces.length}`);
  }
  return found;
}
