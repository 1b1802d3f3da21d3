/** Arbitrary text, for property tests. */
import fc from "fast-check";

/** Any character that UTF-8 has: fast-check's own `unit: "binary"` is the same, but takes 2 s to prepare. */
const character = fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));

/** Text of such characters. */
export function anyText(constraints: { maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: character, ...constraints });
}
