/** pcapng blocks in either byte order, put together by hand: what the writer makes is compared with this. */

/** One field or more, in the byte order of the section. */
export type Fields = (littleEndian: boolean) => number[];

function number(size: number, write: (view: DataView, littleEndian: boolean) => void): Fields {
  return (littleEndian) => {
    const view = new DataView(new ArrayBuffer(size));
    write(view, littleEndian);
    return [...new Uint8Array(view.buffer)];
  };
}

export const u16 = (value: number): Fields => number(2, (view, order) => view.setUint16(0, value, order));
export const u32 = (value: number): Fields => number(4, (view, order) => view.setUint32(0, value, order));
export const i64 = (value: bigint): Fields => number(8, (view, order) => view.setBigInt64(0, value, order));

/** A timestamp: two numbers of four bytes, the upper first. */
export function timestamp(value: bigint): Fields {
  return (order) => [...u32(Number(value >> 32n))(order), ...u32(Number(value & 0xffff_ffffn))(order)];
}

/** Bytes, or a text in UTF-8, and what pads them to a multiple of four. */
export function padded(content: string | Uint8Array | readonly number[]): Fields {
  const bytes = typeof content === "string" ? [...new TextEncoder().encode(content)] : [...content];
  return () => [...bytes, ...Array(-bytes.length & 3).fill(0)];
}

export function option(code: number, content: string | readonly number[]): Fields {
  const length = typeof content === "string" ? new TextEncoder().encode(content).length : content.length;
  return (order) => [u16(code), u16(length), padded(content)].flatMap((part) => part(order));
}

export const END_OF_OPTIONS: Fields = u32(0);

/** A block: its type, its length, its body, its length. */
export function block(type: number, ...body: Fields[]): Fields {
  return (order) => {
    const bytes = body.flatMap((part) => part(order));
    return [u32(type), u32(bytes.length + 12), () => bytes, u32(bytes.length + 12)].flatMap((part) => part(order));
  };
}

export function sectionHeader(...options: Fields[]): Fields {
  return block(0x0a0d0d0a, u32(0x1a2b3c4d), u16(1), u16(0), i64(-1n), ...options);
}

/** An Interface Description Block. */
export function interfaceOf(linkType: number, snapLength: number, ...options: Fields[]): Fields {
  return block(1, u16(linkType), u16(0), u32(snapLength), ...options);
}

/** An Enhanced Packet Block whose packet is whole. */
export function packet(interfaceId: number, time: bigint, content: string, ...options: Fields[]): Fields {
  const { length } = new TextEncoder().encode(content);
  return block(6, u32(interfaceId), timestamp(time), u32(length), u32(length), padded(content), ...options);
}

/** The bytes of the blocks of a section. */
export function bytesOf(littleEndian: boolean, ...blocks: Fields[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(blocks.flatMap((part) => part(littleEndian)));
}
