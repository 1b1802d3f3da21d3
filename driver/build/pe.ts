/**
 * Reads the headers of a PE32+ image, as Microsoft's "PE Format" specifies it: what a loader decides by, and no more.
 *
 * No offset in an image is trusted. Reading past the end is a RangeError (a DataView throws it), a wrong signature a
 * TypeError.
 *
 * @see https://learn.microsoft.com/windows/win32/debug/pe-format
 */

/** What is known by an index into the optional header's table of directories. */
export const DIRECTORY = { export: 0, import: 1, resource: 2, certificate: 4, baseRelocation: 5 } as const;

/** Bits of a section's characteristics. */
export const SECTION_IS = {
  code: 0x0000_0020,
  discardable: 0x0200_0000,
  executable: 0x2000_0000,
  readable: 0x4000_0000,
  writable: 0x8000_0000,
} as const;

/** A range of the image; `address` is relative to where it is loaded, but for certificates: theirs is a file offset. */
export interface Directory {
  readonly address: number;
  readonly size: number;
}

export interface Section {
  readonly name: string;
  /** Where it is in memory, relative to the image's base, and how long there. */
  readonly address: number;
  readonly size: number;
  /** Where it is in the file, and how long there; what is missing is zeros. */
  readonly fileOffset: number;
  readonly fileSize: number;
  readonly characteristics: number;
  /** Where the file has the characteristics. */
  readonly characteristicsOffset: number;
}

export interface PeImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly machine: number;
  readonly characteristics: number;
  readonly subsystem: number;
  readonly dllCharacteristics: number;
  /** Where it begins to run, relative to its base. */
  readonly entryPoint: number;
  readonly sectionAlignment: number;
  /** The oldest Windows it is for, what it says it is, and the oldest subsystem: `10.0`. */
  readonly osVersion: string;
  readonly imageVersion: string;
  readonly subsystemVersion: string;
  /** As the header has it; {@linkcode peChecksum} says what it should be. */
  readonly checksum: number;
  /** Where the file has the checksum. */
  readonly checksumOffset: number;
  readonly sections: readonly Section[];
  /** By {@linkcode DIRECTORY}; size 0 where there is none. */
  readonly directories: readonly Directory[];
}

const DOS_HEADER_SIZE = 64;
const SIGNATURE_OFFSET_FIELD = 0x3c;
const DOS_MAGIC = 0x5a4d; // "MZ"
const SIGNATURE = 0x0000_4550; // "PE\0\0"
const SIGNATURE_SIZE = 4;
const FILE_HEADER_SIZE = 20;
const PE32_PLUS = 0x20b;
const DIRECTORIES_OFFSET = 112; // in a PE32+ optional header
const DIRECTORY_SIZE = 8;
const SECTION_HEADER_SIZE = 40;
const MAX_SECTIONS = 96; // the loader's own limit

/** Reads the headers of an image. */
export function readPe(bytes: Uint8Array<ArrayBuffer>): PeImage {
  const view = viewOf(bytes);
  expect("an MZ header", view.getUint16(0, true) === DOS_MAGIC);
  const signature = view.getUint32(SIGNATURE_OFFSET_FIELD, true);
  expect("a PE signature", signature >= DOS_HEADER_SIZE && view.getUint32(signature, true) === SIGNATURE);
  const file = signature + SIGNATURE_SIZE;
  const optional = file + FILE_HEADER_SIZE;
  const optionalSize = view.getUint16(file + 16, true);
  expect("a PE32+ optional header", view.getUint16(optional, true) === PE32_PLUS && optionalSize >= DIRECTORIES_OFFSET);
  const checksumOffset = optional + 64;
  const version = (offset: number) =>
    `${view.getUint16(optional + offset, true)}.${view.getUint16(optional + offset + 2, true)}`;
  return {
    bytes,
    machine: view.getUint16(file, true),
    characteristics: view.getUint16(file + 18, true),
    entryPoint: view.getUint32(optional + 16, true),
    sectionAlignment: view.getUint32(optional + 32, true),
    osVersion: version(40),
    imageVersion: version(44),
    subsystemVersion: version(48),
    checksum: view.getUint32(checksumOffset, true),
    checksumOffset,
    subsystem: view.getUint16(optional + 68, true),
    dllCharacteristics: view.getUint16(optional + 70, true),
    directories: readDirectories(view, optional, optionalSize),
    sections: readSections(view, optional + optionalSize, view.getUint16(file + 2, true)),
  };
}

/** What is at an address relative to the image's base, to the end of what the file has of that section. */
export function atAddress({ bytes, sections }: PeImage, address: number): Uint8Array<ArrayBuffer> {
  const section = sections.find((section) => address >= section.address && address < section.address + section.size);
  if (section === undefined) throw new RangeError(`Cannot read at 0x${address.toString(16)}: no section is there`);
  const end = section.fileOffset + Math.min(section.size, section.fileSize);
  const start = section.fileOffset + address - section.address;
  if (start > end || end > bytes.length) {
    throw new RangeError(`Cannot read at 0x${address.toString(16)}: the file ends before that`);
  }
  return bytes.subarray(start, end);
}

/**
 * The checksum the header should have. As imagehlp.dll's CheckSumMappedFile does: all 16-bit words, little-endian, added
 * with the carry brought round, the checksum itself taken as 0, and the file's length added.
 */
export function peChecksum(bytes: Uint8Array<ArrayBuffer>): number {
  const { checksumOffset } = readPe(bytes);
  const view = viewOf(bytes);
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) {
    if (i === checksumOffset || i === checksumOffset + 2) continue;
    sum += i + 1 < bytes.length ? view.getUint16(i, true) : view.getUint8(i);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  return sum + bytes.length;
}

/** A view of the bytes, for reading numbers. */
export function viewOf(bytes: Uint8Array<ArrayBuffer>): DataView<ArrayBuffer> {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readDirectories(view: DataView, optional: number, optionalSize: number): Directory[] {
  const count = view.getUint32(optional + DIRECTORIES_OFFSET - 4, true);
  expect("directories that fit", DIRECTORIES_OFFSET + count * DIRECTORY_SIZE <= optionalSize);
  return Array.from({ length: count }, (_, i) => {
    const offset = optional + DIRECTORIES_OFFSET + i * DIRECTORY_SIZE;
    return { address: view.getUint32(offset, true), size: view.getUint32(offset + 4, true) };
  });
}

function readSections(view: DataView<ArrayBuffer>, offset: number, count: number): Section[] {
  expect(`at most ${MAX_SECTIONS} sections`, count <= MAX_SECTIONS);
  return Array.from({ length: count }, (_, i) => {
    const header = new DataView(view.buffer, view.byteOffset + offset + i * SECTION_HEADER_SIZE, SECTION_HEADER_SIZE);
    const name = new TextDecoder().decode(new Uint8Array(header.buffer, header.byteOffset, 8));
    return {
      name: name.replace(/\0+$/, ""),
      size: header.getUint32(8, true),
      address: header.getUint32(12, true),
      fileSize: header.getUint32(16, true),
      fileOffset: header.getUint32(20, true),
      characteristics: header.getUint32(36, true),
      characteristicsOffset: header.byteOffset - view.byteOffset + 36,
    };
  });
}

function expect(what: string, there: boolean): void {
  if (!there) throw new TypeError(`Cannot read the image: it lacks ${what}`);
}
