/** What an image takes from others: its import directory, names only. */
import { atAddress, DIRECTORY, type PeImage, viewOf } from "../../../driver/build/pe.ts";

const DESCRIPTOR_SIZE = 20;
const BY_ORDINAL = 1n << 63n;
const HINT_SIZE = 2;

/** The imported names by the file they come from: `{ "ntoskrnl.exe": ["DbgPrintEx", …] }`. */
export function importsOf(image: PeImage): Record<string, string[]> {
  const { address, size } = image.directories[DIRECTORY.import] ?? { address: 0, size: 0 };
  if (size === 0) return {};
  const imports: Record<string, string[]> = {};
  const descriptors = viewOf(atAddress(image, address));
  for (let offset = 0;; offset += DESCRIPTOR_SIZE) {
    const names = descriptors.getUint32(offset, true);
    const library = descriptors.getUint32(offset + 12, true);
    if (library === 0) return imports;
    (imports[text(image, library)] ??= []).push(...namesAt(image, names));
  }
}

/** A table of addresses of names, up to a zero. */
function namesAt(image: PeImage, address: number): string[] {
  const table = viewOf(atAddress(image, address));
  const names: string[] = [];
  for (let offset = 0;; offset += 8) {
    const entry = table.getBigUint64(offset, true);
    if (entry === 0n) return names;
    if ((entry & BY_ORDINAL) !== 0n) throw new TypeError(`Cannot name import number ${entry & 0xffffn}: it has none`);
    names.push(text(image, Number(entry) + HINT_SIZE));
  }
}

/** ASCII up to a NUL. */
function text(image: PeImage, address: number): string {
  const bytes = atAddress(image, address);
  const end = bytes.indexOf(0);
  if (end < 0) throw new RangeError(`Cannot read a name at 0x${address.toString(16)}: it has no end`);
  return new TextDecoder().decode(bytes.subarray(0, end));
}
