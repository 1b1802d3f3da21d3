/** What byte sequences each legacy encoding has, asked of TextDecoder one by one. */

/** Encodings with characters of two and more bytes, other than Unicode's. */
export const LEGACY = ["gbk", "gb18030", "big5", "euc-jp", "euc-kr", "shift_jis"] as const;

/** The encodings of the standard that use one byte a character. */
export const SINGLE_BYTE = [
  ...["ibm866", "koi8-r", "koi8-u", "macintosh", "x-mac-cyrillic", "x-user-defined", "windows-874"],
  ...[2, 3, 4, 5, 6, 7, 8, "8-i", 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((page) => `windows-125${page}`),
];

/** For each single character its sequences as hex: `["a2e3", "80"]` for € in GBK. */
export function sequencesOf(encoding: string): Map<string, string[]> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const found = new Map<string, string[]>();
  for (const bytes of candidates(encoding)) {
    try {
      const char = decoder.decode(bytes);
      if (char.length !== String.fromCodePoint(char.codePointAt(0)!).length) continue;
      found.set(char, [...found.get(char) ?? [], bytes.toHex()]);
    } catch {
      // Not a sequence of this encoding.
    }
  }
  return found;
}

function* candidates(encoding: string): Generator<Uint8Array> {
  for (let byte = 0; byte < 256; byte++) yield Uint8Array.of(byte);
  if (SINGLE_BYTE.includes(encoding)) return;
  yield* product([0x80, 0xff], [0x00, 0xff]);
  if (encoding === "euc-jp") yield* product([0x8f, 0x8f], [0xa1, 0xfe], [0xa1, 0xfe]);
  if (encoding.startsWith("gb")) yield* product([0x81, 0x84], [0x30, 0x39], [0x81, 0xfe], [0x30, 0x39]);
}

/** All sequences whose bytes lie in these ranges, each from its first to its last. */
function* product(...ranges: [number, number][]): Generator<Uint8Array> {
  const bytes = Uint8Array.from(ranges, ([first]) => first);
  for (let at = ranges.length; at >= 0;) {
    yield bytes.slice();
    for (at = ranges.length - 1; at >= 0 && bytes[at] === ranges[at]![1]; at--) bytes[at] = ranges[at]![0];
    if (at >= 0) bytes[at]!++;
  }
}
