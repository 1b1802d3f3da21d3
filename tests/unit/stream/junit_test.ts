/** JUnit XML, read with saxes, which refuses what is not well-formed. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { anyText } from "../any_text.ts";
import { terminalText } from "../../../cli/render/escape.ts";
import { junitXml, type TestCase } from "../../../cli/stream/junit.ts";
import { parseXml } from "./xml.ts";
import { scaled } from "../effort.ts";

const WHEN = new Date("2026-01-31T12:00:00Z");
const CHECKS: TestCase[] = [
  { name: "system", state: "passed", found: "Wine 10.0", milliseconds: 12 },
  { name: "elevation", state: "skipped", found: "not needed", milliseconds: 0 },
  { name: "load", state: "failed", found: 'it says "no" & <nothing>', advice: "restart", milliseconds: 1500 },
];

Deno.test("junitXml() is a suite with a test case for each check, and the totals of all", () => {
  const [root, suite, ...cases] = parseXml(junitXml(CHECKS, { name: "pipelisten smoke", where: "Wine", when: WHEN }));
  const totals = { name: "pipelisten smoke", tests: "3", failures: "1", errors: "0", skipped: "1", time: "1.512" };
  assertEquals([root?.name, root?.attributes], ["testsuites", totals]);
  assertEquals(suite?.attributes, { ...totals, timestamp: "2026-01-31T12:00:00.000Z", hostname: "Wine" });
  assertEquals(cases.map(({ name, attributes, text }) => [name, attributes, text]), [
    ["testcase", { name: "system", classname: "pipelisten smoke", time: "0.012" }, ""],
    ["system-out", {}, "Wine 10.0"],
    ["testcase", { name: "elevation", classname: "pipelisten smoke", time: "0.000" }, ""],
    ["skipped", { message: "not needed" }, ""],
    ["testcase", { name: "load", classname: "pipelisten smoke", time: "1.500" }, ""],
    ["failure", { message: 'it says "no" & <nothing> (restart)', type: "load" }, ""],
  ]);
});

Deno.test("junitXml() is well-formed for any text, and loses no character that XML has", () => {
  fc.assert(
    fc.property(anyText(), (found) => {
      const checks: TestCase[] = [
        { name: "a", state: "passed", found, milliseconds: 0 },
        { name: "b", state: "failed", found, milliseconds: 0 },
      ];
      const nodes = parseXml(junitXml(checks, { name: "a", where: found, when: WHEN }));
      const expected = terminalText(found).toWellFormed().replace(/[\ufffe\uffff]/g, "\ufffd");
      assertEquals(nodes.find(({ name }) => name === "system-out")?.text, expected);
      assertEquals(nodes.find(({ name }) => name === "failure")?.attributes.message, expected);
    }),
    { numRuns: scaled(100) },
  );
});

Deno.test("the parser of these tests refuses what isn't well-formed", () => {
  for (const xml of ["<a>", '<a b="<"/>', "<a>\x01</a>", "<a>&nbsp;</a>", "<a/><b/>"]) {
    assertThrows(() => parseXml(xml), Error, "", xml);
  }
});
