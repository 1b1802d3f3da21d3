/**
 * The version resource, VS_VERSIONINFO: what the properties of a file show.
 *
 * @see https://learn.microsoft.com/windows/win32/menurc/vs-versioninfo
 */
import { atAddress, DIRECTORY, type PeImage, viewOf } from "../../../driver/build/pe.ts";

const RT_VERSION = 16;
const RESOURCE_HEADER_SIZE = 16;
const SUBDIRECTORY = 0x8000_0000;
const FIXED_SIGNATURE = 0xfeef04bd; // VS_FIXEDFILEINFO

export interface VersionInfo {
  /** FILEVERSION and PRODUCTVERSION as four numbers: `0.1.0.0`. */
  readonly fileVersion: string;
  readonly productVersion: string;
  /** The strings: FileVersion, FileDescription, … */
  readonly strings: Readonly<Record<string, string>>;
}

/** Reads it; undefined where the image has none. Resources are a tree of three levels: type, name, language. */
export function versionOf(image: PeImage): VersionInfo | undefined {
  const { address = 0, size = 0 } = image.directories[DIRECTORY.resource] ?? {};
  if (size === 0) return undefined;
  const resources = viewOf(atAddress(image, address));
  const names = child(resources, 0, RT_VERSION);
  if (names === undefined) return undefined;
  const data = child(resources, child(resources, names) ?? 0) ?? 0;
  const bytes = atAddress(image, resources.getUint32(data, true)).subarray(0, resources.getUint32(data + 4, true));
  return parse(viewOf(bytes));
}

/** Where a directory's entry of that id leads, or its first one. */
function child(view: DataView, directory: number, id?: number): number | undefined {
  const count = view.getUint16(directory + 12, true) + view.getUint16(directory + 14, true);
  for (let i = 0; i < count; i++) {
    const entry = directory + RESOURCE_HEADER_SIZE + i * 8;
    if (id === undefined || view.getUint32(entry, true) === id) return view.getUint32(entry + 4, true) & ~SUBDIRECTORY;
  }
  return undefined;
}

/** A node: lengths of it and of its value, whether that is text, a key; then, aligned, the value and the children. */
interface Node {
  readonly key: string;
  readonly value: number;
  readonly children: readonly Node[];
}

function parse(view: DataView): VersionInfo {
  const root = node(view, 0);
  if (root.key !== "VS_VERSION_INFO" || view.getUint32(root.value, true) !== FIXED_SIGNATURE) {
    throw new TypeError("Cannot read the version resource: it is no VS_VERSION_INFO");
  }
  const version = (offset: number) =>
    [2, 0, 6, 4].map((word) => view.getUint16(root.value + offset + word, true)).join(".");
  const tables = root.children.filter(({ key }) => key === "StringFileInfo").flatMap(({ children }) => children);
  const strings = tables.flatMap(({ children }) => children).map(({ key, value }) => [key, text(view, value).text]);
  return { fileVersion: version(8), productVersion: version(16), strings: Object.fromEntries(strings) };
}

function node(view: DataView, offset: number): Node {
  const length = view.getUint16(offset, true);
  const valueSize = view.getUint16(offset + 2, true) * (view.getUint16(offset + 4, true) === 1 ? 2 : 1);
  const { text: key, end } = text(view, offset + 6);
  const value = align(end);
  const children: Node[] = [];
  for (let child = align(value + valueSize); child < offset + length;) {
    const childLength = view.getUint16(child, true);
    if (childLength === 0) throw new RangeError("Cannot read the version resource: an entry has no length");
    children.push(node(view, child));
    child = align(child + childLength);
  }
  return { key, value, children };
}

/** UTF-16 up to a NUL, and where it ends after that. */
function text(view: DataView, offset: number): { text: string; end: number } {
  let result = "";
  for (;; offset += 2) {
    const unit = view.getUint16(offset, true);
    if (unit === 0) return { text: result, end: offset + 2 };
    result += String.fromCharCode(unit);
  }
}

function align(offset: number): number {
  return (offset + 3) & ~3;
}
