/** The regular expressions of `~`: they end in time, and the two engines agree where there is a choice. */
import { assert, assertEquals, assertInstanceOf, assertLess } from "@std/assert";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { compilePattern } from "../../../cli/query/pattern.ts";
import { anyText } from "../any_text.ts";
import { scaled } from "../effort.ts";

function pattern(source: string) {
  return compilePattern(`"${source}"`, 0);
}

/** A frame of this many characters is the longest that is read without --max-frame. */
const LONGEST = 1 << 20;
/** What the slowest of them takes is 0.1 s. JavaScript's own engine needs more than ten seconds for each. */
const MAX_TIME = 5000;

const BACKTRACKING: readonly [source: string, text: string][] = [
  ["(a+)+$", "a"],
  ["(a|aa)+$", "a"],
  ["^(a|a)*$", "a"],
  ["^(a*)*$", "a"],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "a"],
  ["(.*)*=.*;", "x"],
  ["(x+x+)+y", "x"],
  ["a.*a.*a.*b", "a"],
  ["(?:a?){30}a{30}b", "a"],
  ["(?i:(É+)+\\d)", "é"],
  ["\\b(\\w+ ?)*!", "word "],
];

for (const [source, text] of BACKTRACKING) {
  Deno.test(`compilePattern() searches a frame of 1 MiB for ${source} in bounded time`, () => {
    const compiled = pattern(source);
    const input = text.repeat(LONGEST / text.length) + "#";
    const start = performance.now();
    assertEquals(compiled.test(input), false);
    assertLess(performance.now() - start, MAX_TIME);
  });
}

const PLAIN = ["svc", "^hello", "lyshark$", "foo|bar", "[^a-z]1", "\\d\\d:\\d\\d", "C:\\\\a", "\\bid", "é", "😀|[01]x"];
const NOT_PLAIN = ["a+", "a*b", "a?", "(a|b)", "(?i:a)", "a{2}", ".", "\\s", "\\p{L}", "[[:alpha:]]", "\\x41", "[a-é]"];

for (const source of PLAIN) {
  Deno.test(`compilePattern() leaves ${source} to JavaScript, which is faster`, () => {
    assertInstanceOf(pattern(source), RegExp);
  });
}

for (const source of NOT_PLAIN) {
  Deno.test(`compilePattern() leaves ${source} to RE2`, () => {
    assertInstanceOf(pattern(source), RE2JS);
  });
}

Deno.test("compilePattern() finds the same by JavaScript's engine as RE2 would, for any plain pattern", () => {
  const part = fc.constantFrom(
    ...["a", "b", "é", "😀", " ", "-", "#", "|", "^", "$", "\\d", "\\D", "\\w", "\\W", "\\b", "\\B", "\\.", "\\\\"],
    ...["[ab]", "[^a]", "[a-c]", "[\\d ]", "[^\\w]", "[0-9#]", "[\\]\\-]"],
  );
  const source = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
  const character = fc.constantFrom("a", "b", "c", "é", "😀", " ", "-", "#", "0", "\n", "\r", "\\", "]", ".", "\u2028");
  const text = fc.oneof(fc.array(character, { maxLength: 6 }).map((all) => all.join("")), anyText({ maxLength: 6 }));
  const found = { yes: 0, no: 0 };
  const times = { numRuns: scaled(20_000) };
  fc.assert(
    fc.property(source, text, (source, text) => {
      const plain = pattern(source);
      assertInstanceOf(plain, RegExp);
      const expected = RE2JS.compile(source).test(text);
      assertEquals(plain.test(text), expected);
      found[expected ? "yes" : "no"]++;
    }),
    times,
  );
  const enough = times.numRuns / 10;
  assert(found.yes > enough && found.no > enough, JSON.stringify(found));
});

Deno.test("compilePattern() knows JavaScript's \\uNNNN, \\u{N} and (?<name>…), and RE2's (?i)", () => {
  assert(pattern("\\u0041+").test("A") && pattern("\\u{1F600}+").test("😀"));
  assert(pattern("(?<name>a)").test("a") && pattern("(?i)A").test("a"));
});
