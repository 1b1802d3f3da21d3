/** The mistakes that `deno task mutate` makes. */
import { assertEquals } from "@std/assert";
import { mutantsOf } from "../../mutation/mutants.ts";

const MUTANTS: readonly [text: string, after: readonly string[]][] = [
  ["if (a < b) x = 1;", ["if (a <= b) x = 1;", "if (a < b) x = 2;"]],
  ["const ok = a === b && !c;", ["const ok = a !== b && !c;", "const ok = a === b || !c;"]],
  ["for (; i < 3; i++);", ["for (; i <= 3; i++);", "for (; i < 3; i--);", "for (; i < 4; i++);"]],
  ["  if (done) return 5;", ["  if (done) return 6;", "  if (!done) return 5;", ""]],
  ["  if (!done) return;", ["  if (!!done) return;", ""]],
  ["  this.#queue.push(x);", [""]],
  ['  this.#name = "a < 1";', [""]],
  ["  const x = a1.b2 + 0x10;", ["const x = a1.b2 - 0x10;"]],
  ["// a < b and 1 && true", []],
  ['call("a < b", `1 && ${x}`, /a < 1/);', []],
  ['import { a } from "./b2.ts"; // 1 < 2', []],
  ["type A = Array<number>;", []],
];

for (const [text, after] of MUTANTS) {
  Deno.test(`mutantsOf() makes ${after.length} of ${text.trim()}`, () => {
    const mutants = mutantsOf(text);
    assertEquals(mutants.map((mutant) => mutant.after).sort(), after.map((line) => line.trim()).sort());
    for (const mutant of mutants) assertEquals([mutant.before, mutant.text.trim()], [text.trim(), mutant.after]);
  });
}

Deno.test("mutantsOf() says on which line the mistake is, and leaves the others as they are", () => {
  const [mutant] = mutantsOf("/** 1 */\nconst a =\n  true;\n");
  assertEquals(mutant, { line: 3, before: "true;", after: "false;", text: "/** 1 */\nconst a =\n  false;\n" });
});
