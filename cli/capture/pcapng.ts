/**
 * The numbers of pcapng, by their names in draft-ietf-opsawg-pcapng (https://ietf-opsawg-wg.github.io/draft-ietf-opsawg-pcap/
 * draft-ietf-opsawg-pcapng.html; the section is beside each group).
 *
 * A file is a sequence of blocks: type, length, body, and the length again. Everything is padded to multiples of four
 * bytes, and in the byte order of its section.
 *
 * @module
 */

/** Block types (section 4). */
export const BlockType = {
  /** Reads the same in both byte orders. */
  SectionHeader: 0x0a0d0d0a,
  InterfaceDescription: 1,
  /** Obsolete; older tools wrote it. */
  Packet: 2,
  SimplePacket: 3,
  InterfaceStatistics: 5,
  EnhancedPacket: 6,
} as const;

/** Options of all blocks (section 3.5). */
export const Option = { EndOfOptions: 0, Comment: 1 } as const;

/** Options of the Section Header Block (section 4.1). */
export const SectionOption = { UserApplication: 4 } as const;

/** Options of the Interface Description Block (section 4.2). */
export const InterfaceOption = { Name: 2, Description: 3, TimestampResolution: 9, TimestampOffset: 14 } as const;

/** Options of the Enhanced Packet Block (section 4.3). */
export const PacketOption = { Flags: 2 } as const;

/** Options of the Interface Statistics Block (section 4.6). */
export const StatisticsOption = { StartTime: 2, EndTime: 3, Received: 4, Dropped: 5, Delivered: 8 } as const;

/** Reveals the byte order of a section (section 4.1). */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Bits 0-1 of epb_flags: the packet came in (section 4.3.1). */
export const INBOUND = 1;

/** A link type for private use (https://www.tcpdump.org/linktypes.html). */
export const LINKTYPE_USER0 = 147;

/**
 * The maximum size of a packet for Wireshark's tools and libpcap, in bytes: WTAP_MAX_PACKET_SIZE_STANDARD and
 * MAXIMUM_SNAPLEN. capinfos calls a file with a larger one corrupt.
 */
export const MAX_PACKET = 262_144;

/** Type, length, and the length again: a block without a body. */
export const BLOCK_OVERHEAD = 12;

/** How many bytes pad `length` bytes to a multiple of four. */
export function padding(length: number): number {
  return -length & 3;
}
