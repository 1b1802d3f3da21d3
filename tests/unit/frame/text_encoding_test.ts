import { assertEquals, assertThrows } from "@std/assert";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { FULL_EFFORT } from "../effort.ts";
import { utf16 } from "../items.ts";
import { LEGACY, sequencesOf, SINGLE_BYTE } from "../stream/sequences.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));

Deno.test("TextEncoding.name is the canonical name of its label", () => {
  const names = ["UTF8", "gb2312", "latin1", "sjis", "utf-16", "unicodeFFFE"].map((label) =>
    new TextEncoding(label).name
  );
  assertEquals(names, ["utf-8", "gbk", "windows-1252", "shift_jis", "utf-16le", "utf-16be"]);
  assertThrows(() => new TextEncoding("klingon"), RangeError);
});

Deno.test("TextEncoding.unit is the size of a NUL, and asciiCompatible is true if ASCII bytes are ASCII", () => {
  const cases: [string, 1 | 2, boolean][] = [
    ["utf-8", 1, true],
    ["gbk", 1, true],
    ["shift_jis", 1, true],
    ["windows-1252", 1, true],
    ["iso-2022-jp", 1, false],
    ["utf-16le", 2, false],
    ["utf-16be", 2, false],
  ];
  for (const [label, unit, asciiCompatible] of cases) {
    const encoding = new TextEncoding(label);
    assertEquals([encoding.unit, encoding.asciiCompatible], [unit, asciiCompatible], label);
  }
});

Deno.test("end() is the first NUL of the encoding, or the end of the frame", () => {
  const cases: [string, string, number][] = [
    ["utf-8", "", 0],
    ["utf-8", "00", 0],
    ["utf-8", "61 62", 2],
    ["utf-8", "61 62 00 63 00", 2],
    ["gbk", "c4 e3 00", 2],
    ["utf-16le", "", 0],
    ["utf-16le", "00", 1],
    ["utf-16le", "00 00", 0],
    ["utf-16le", "61 00 00 00", 2],
    ["utf-16le", "61 00 00 01 00 00", 4],
    ["utf-16le", "61 00 00", 3],
    ["utf-16be", "00 61 00 00", 2],
    ["utf-16be", "61 00 00 61 00 00", 4],
  ];
  for (const [label, bytes, end] of cases) {
    assertEquals(new TextEncoding(label).end(hex(bytes)), end, `${label} ${bytes}`);
  }
});

Deno.test("decode() returns the text, or null if the bytes do not decode", () => {
  const cases: [string, string, string | null][] = [
    ["utf-8", "", ""],
    ["utf-8", "c3 a4 e4 bd a0 f0 9f 98 80", "ä你😀"],
    ["utf-8", "ef bb bf 61", "\ufeffa"],
    ["utf-8", "61 ff", null],
    ["utf-8", "c0 80", null],
    ["utf-8", "ed a0 80", null],
    ["utf-8", "e4 bd", null],
    ["gbk", "c4 e3 ba c3", "你好"],
    ["gbk", "80 a2 e3", "€€"],
    ["gbk", "c4", null],
    ["shift_jis", "83 65 b1 5c", "テｱ\\"],
    ["shift_jis", "83", null],
    ["iso-2022-jp", "1b 24 42 25 46 1b 28 42 61", "テa"],
    ["iso-2022-jp", "80", null],
    ["windows-1252", "80 e4 81 ff", "€ä\x81ÿ"],
    ["utf-16le", "60 4f 3d d8 00 de", "你😀"],
    ["utf-16le", "ff fe 61 00", "\ufeffa"],
    ["utf-16le", "61", null],
    ["utf-16le", "3d d8", null],
    ["utf-16be", "4f 60 d8 3d de 00", "你😀"],
    ["utf-16be", "fe ff 00 61", "\ufeffa"],
  ];
  for (const [label, bytes, text] of cases) {
    assertEquals(new TextEncoding(label).decode(hex(bytes)), text, `${label} ${bytes}`);
  }
});

Deno.test("decode() keeps no state from bytes that did not decode", () => {
  const encoding = new TextEncoding("iso-2022-jp");
  assertEquals(encoding.decode(hex("1b 24 42 25 46 ff")), null);
  assertEquals(encoding.decode(hex("25 46")), "%F");
});

Deno.test("runs() returns the text in one piece, or alternates text and bytes that do not decode", () => {
  const cases: [string, string, (string | Uint8Array)[]][] = [
    ["utf-8", "", [""]],
    ["utf-8", "c3 a4 62", ["äb"]],
    ["utf-8", "61 ff fe c3 a4 80", ["a", hex("ff fe"), "ä", hex("80")]],
    ["gbk", "61 ff 62", [hex("61 ff 62")]],
    ["utf-16le", "61 00 62", [hex("61 00 62")]],
  ];
  for (const [label, bytes, runs] of cases) {
    assertEquals(new TextEncoding(label).runs(hex(bytes)), runs, `${label} ${bytes}`);
  }
});

Deno.test("isFaithful() is true if the text has only one encoding", () => {
  const cases: [string, string, boolean][] = [
    ["utf-8", "ä你😀\ufeff", true],
    ["utf-16le", "ä你😀", true],
    ["utf-16be", "ä你😀", true],
    ["windows-1252", "€\x81ÿ", true],
    ["gbk", "hello", true],
    ["gbk", "你好", true],
    ["gbk", "5 €", false],
    ["gbk", "\ufe10", false], // a6d9, and since GB 18030-2022 84318236
    ["gb18030", "\u9fb4", false],
    ["gb18030", "😀", false],
    ["shift_jis", "テスト", true],
    ["shift_jis", "∪", false], // 81be and 879b
    ["iso-2022-jp", "a", false],
    ["iso-2022-jp", "", false],
  ];
  for (const [label, text, faithful] of cases) {
    assertEquals(new TextEncoding(label).isFaithful(text), faithful, `${label} ${text}`);
  }
});

// Each takes half a second, and what differs between them is a table of the platform's.
for (const label of FULL_EFFORT ? [...LEGACY, ...SINGLE_BYTE] : ["gbk", "shift_jis", ...SINGLE_BYTE]) {
  Deno.test(`isFaithful() is false for every character with two sequences in ${label}`, () => {
    const encoding = new TextEncoding(label);
    const claimed = [...sequencesOf(label)].filter(([char]) => encoding.isFaithful(char));
    assertEquals(claimed.filter(([, sequences]) => sequences.length !== 1), []);
    assertEquals(claimed.some(([char]) => char > "\x7f"), true);
  });
}

for (const littleEndian of [true, false]) {
  const label = littleEndian ? "utf-16le" : "utf-16be";
  Deno.test(`decode() reads every code unit of ${label} but the surrogates`, () => {
    const encoding = new TextEncoding(label);
    const units = Array.from({ length: 0x10000 }, (_, unit) => unit).filter((unit) => unit < 0xd800 || unit > 0xdfff);
    const text = units.map((unit) => String.fromCharCode(unit)).join("");
    assertEquals(encoding.decode(utf16(text, littleEndian)), text);
  });
}
