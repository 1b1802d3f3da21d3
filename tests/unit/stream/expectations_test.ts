/** What is expected of frames, and what a run says about it. */
import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../cli/errors.ts";
import type { Item } from "../../../cli/frame/frame.ts";
import { TextEncoding } from "../../../cli/frame/text_encoding.ts";
import { type ExpectationOptions, Expectations } from "../../../cli/stream/expectations.ts";
import { CONNECTED, frame, LOST } from "../items.ts";

const NONE: ExpectationOptions = {
  expect: [],
  expectAll: [],
  forbid: [],
  inOrder: false,
  noLoss: false,
  update: false,
  summary: false,
};
const SCOPE = { records: [], encoding: new TextEncoding("utf-8") };
const FRAMES = ["one", "two", "three"].map((text, i) => frame(text, { seq: i + 1 }));

function expectations(options: Partial<ExpectationOptions>): Expectations {
  return new Expectations({ ...NONE, ...options }, SCOPE);
}

/** Each outcome as `✓ NAME: FOUND`, after these items. */
function outcomes(options: Partial<ExpectationOptions>, items: readonly Item[] = FRAMES): string[] {
  const judged = expectations(options);
  for (const item of items) judged.take(item);
  return judged.outcomes().map(({ name, passed, found }) => `${passed ? "✓" : "✗"} ${name}: ${found}`);
}

const CASES: [what: string, options: Partial<ExpectationOptions>, expected: string][] = [
  ["--expect that holds for a frame", { expect: ["seq == 2"] }, '✓ --expect "seq == 2": held for frame 2'],
  [
    "--expect with the values of the frames",
    { expect: ["size == 4"] },
    '✗ --expect "size == 4": held for none of 3 frames; size was 3 in 2 frames, size was 5 in 1 frame',
  ],
  [
    "--expect with the frames that fail the fewest conditions",
    { expect: ["size == 3 && text == 'six' && client == 1"] },
    `✗ --expect "size == 3 && text == 'six' && client == 1": held for none of 3 frames; ` +
    'text was "one" in 1 frame, text was "two" in 1 frame',
  ],
  [
    "--expect with alternatives as one condition",
    { expect: ["seq == 7 || (size == 9 && seq == 1)"] },
    '✗ --expect "seq == 7 || (size == 9 && seq == 1)": held for none of 3 frames; ' +
    "seq was 1, size was 3 in 1 frame, seq was 2, size was 3 in 1 frame, seq was 3, size was 5 in 1 frame",
  ],
  ["--expect-all that holds", { expectAll: ["size > 2"] }, '✓ --expect-all "size > 2": held for 3 frames'],
  [
    "--expect-all with the first frame that it fails for",
    { expectAll: ["size == 3"] },
    '✗ --expect-all "size == 3": did not hold for 1 of 3 frames, first frame 3; size was 5',
  ],
  ["--forbid that holds for none", { forbid: ["truncated"] }, '✓ --forbid "truncated": held for none of 3 frames'],
  [
    "--forbid with the first frame that it holds for",
    { forbid: ["size == 3"] },
    '✗ --forbid "size == 3": held for 2 of 3 frames, first frame 1; size was 3',
  ],
  ["a count", { expectCount: { min: 3, max: 3 } }, "✓ --expect-count 3: 3 frames arrived"],
  ["too few", { expectCount: { min: 4, max: 9 } }, "✗ --expect-count 4..9: 3 frames arrived"],
  ["too many", { expectCount: { min: 0, max: 2 } }, "✗ --expect-count 0..2: 3 frames arrived"],
  ["no loss", { noLoss: true }, "✓ --no-loss: no frame was lost"],
];
for (const [what, options, expected] of CASES) {
  Deno.test(`Expectations judges ${what}`, () => assertEquals(outcomes(options), [expected]));
}

Deno.test("Expectations counts lost frames, whoever dropped them", () => {
  const items: Item[] = [CONNECTED, LOST, ...FRAMES, { ...LOST, by: "driver", frames: 4 }];
  assertEquals(outcomes({ noLoss: true }, items), ["✗ --no-loss: lost 5 frames"]);
});

Deno.test("Expectations shows the three nearest misses, and how many more there are", () => {
  const found = (frames: number) =>
    outcomes({ expect: ["seq == 0"] }, Array.from({ length: frames }, (_, i) => frame("x", { seq: i + 1 })))[0]!
      .replace(/^.*; /, "");
  const three = "seq was 1 in 1 frame, seq was 2 in 1 frame, seq was 3 in 1 frame";
  assertEquals([3, 4, 5].map(found), [three, `${three}, and 1 more`, `${three}, and 2 more`]);
});

Deno.test("Expectations fails what needs a frame when none arrived, and passes --forbid", () => {
  assertEquals(outcomes({ expect: ["seq == 1"], expectAll: ["seq == 1"], forbid: ["seq == 1"] }, []), [
    '✗ --expect "seq == 1": no frame arrived',
    '✗ --expect-all "seq == 1": no frame arrived',
    '✓ --forbid "seq == 1": held for none of 0 frames',
  ]);
});

Deno.test("Expectations wants each --expect for a later frame with --in-order", () => {
  const last = (...expect: string[]) => outcomes({ expect, inOrder: true }).at(-1);
  assertEquals(last("seq == 1", "size > 1", "size == 5"), "✓ --in-order: held for frames 1, 2, 3");
  assertEquals(
    last("seq == 2", "seq == 1"),
    '✗ --in-order: --expect "seq == 1" held for no frame after frame 2, the first for --expect "seq == 2"',
  );
  assertEquals(last("seq == 9", "seq == 1"), '✗ --in-order: --expect "seq == 9" held for no frame');
});

Deno.test("Expectations is met when all that has to come once has come, and says what needs the whole run", () => {
  const judged = expectations({ expect: ["seq == 1", "seq == 2"] });
  const met = FRAMES.map((item) => {
    judged.take(item);
    return judged.met;
  });
  assertEquals([met, judged.judgesWhole], [[false, true, true], false]);
  for (const options of [{ forbid: ["seq == 1"] }, { expectCount: { min: 1, max: 1 } }, { noLoss: true }]) {
    assertEquals(expectations(options).judgesWhole, true);
  }
});

Deno.test("Expectations names the option of a mistake in an expression", () => {
  assertThrows(() => expectations({ expectAll: ["size ="] }), UsageError, "Cannot use --expect-all: = is not");
  assertThrows(() => expectations({ forbid: ["sise == 1"] }), UsageError, 'Cannot use --forbid: there is no "sise"');
});
