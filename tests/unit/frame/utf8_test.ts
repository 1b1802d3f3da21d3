import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyText } from "../any_text.ts";
import { utf8Runs } from "../../../cli/frame/utf8.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodes(bytes: Uint8Array): boolean {
  try {
    STRICT.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Bytes that are almost UTF-8: characters, pieces of characters, and lead bytes followed by anything. */
const nearlyUtf8 = fc.array(
  fc.oneof(
    anyText({ maxLength: 3 }).map((text) => [...new TextEncoder().encode(text)]),
    fc.uint8Array({ maxLength: 2 }).map((bytes) => [...bytes]),
    fc.tuple(fc.integer({ min: 0xc0, max: 0xff }), fc.integer({ min: 0x70, max: 0xcf })),
    fc.constantFrom([0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80]),
  ),
  { maxLength: 12 },
).map((pieces) => Uint8Array.from(pieces.flat()));

Deno.test("utf8Runs() splits where UTF-8 becomes invalid and valid again", () => {
  const cases: [string, string[]][] = [
    ["", []],
    ["61 62", ["6162"]],
    ["ff", ["ff"]],
    ["61 ff fe 62", ["61", "fffe", "62"]],
    ["c3 a4 c3 c3 a4", ["c3a4", "c3", "c3a4"]],
    ["e4 bd a0 e4 bd", ["e4bda0", "e4bd"]],
    ["e4 bd 61", ["e4bd", "61"]],
    ["c0 80 c1 bf", ["c080c1bf"]],
    ["e0 9f bf e0 a0 80", ["e09fbf", "e0a080"]],
    ["ed 9f bf ed a0 80", ["ed9fbf", "eda080"]],
    ["f0 8f bf bf f0 90 80 80", ["f08fbfbf", "f0908080"]],
    ["f4 8f bf bf f4 90 80 80", ["f48fbfbf", "f4908080"]],
    ["f5 80 80 80", ["f5808080"]],
    ["f0 9f 98 ff", ["f09f98ff"]],
  ];
  for (const [bytes, runs] of cases) assertEquals(utf8Runs(hex(bytes)).map((run) => run.toHex()), runs, bytes);
});

Deno.test("utf8Runs() alternates runs that are valid UTF-8 and runs without any valid sequence", () => {
  fc.assert(fc.property(nearlyUtf8, (bytes) => {
    const runs = utf8Runs(bytes);
    assertEquals(runs.map((run) => run.toHex()).join(""), bytes.toHex());
    const kinds = runs.map(decodes);
    kinds.forEach((good, i) => assert(i === 0 || good !== kinds[i - 1], "two neighbours of one kind"));
    for (const run of runs.filter((_, i) => !kinds[i])) {
      for (let from = 0; from < run.length; from++) {
        for (let to = from + 1; to <= run.length; to++) assert(!decodes(run.subarray(from, to)), "a sequence in it");
      }
    }
  }));
});

Deno.test("utf8Runs() agrees with TextDecoder", () => {
  fc.assert(fc.property(nearlyUtf8, (bytes) => {
    const good = utf8Runs(bytes).filter(decodes).map((run) => STRICT.decode(run)).join("");
    const replaced = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    assertEquals(good.replaceAll("\ufffd", ""), replaced.replaceAll("\ufffd", ""));
    if (decodes(bytes)) assertEquals(utf8Runs(bytes).length, bytes.length === 0 ? 0 : 1);
  }));
});

Deno.test("utf8Runs() returns one run for text of every character", () => {
  for (let plane = 0; plane <= 0x10; plane++) {
    const codes = Array.from({ length: 0x1000 }, (_, i) => (plane << 16) + 16 * i + (i & 15));
    const text = codes.filter((code) => code < 0xd800 || code > 0xdfff).map((code) => String.fromCodePoint(code));
    assertEquals(utf8Runs(new TextEncoder().encode(text.join(""))).length, 1);
  }
});
