/** JUnit XML, read with saxes, which refuses what is not well-formed. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { terminalText } from "../../../cli/render/escape.ts";
import { junitXml, type TimedCheck } from "../../windows/smoke/junit.ts";
import { scaled } from "../effort.ts";

interface Node {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
}

/** The elements in the order in which they begin. @throws where that isn't XML. */
function parse(xml: string): Node[] {
  const nodes: Node[] = [];
  const open: Node[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const node = { name, attributes: attributes as Record<string, string>, text: "" };
    nodes.push(node);
    open.push(node);
  });
  parser.on("text", (text) => {
    if (open.length > 0) open.at(-1)!.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  return nodes;
}

const WHEN = new Date("2026-01-31T12:00:00Z");
const CHECKS: TimedCheck[] = [
  { name: "system", state: "passed", found: "Wine 10.0", milliseconds: 12 },
  { name: "elevation", state: "skipped", found: "not needed", milliseconds: 0 },
  { name: "load", state: "failed", found: 'it says "no" & <nothing>', advice: "restart", milliseconds: 1500 },
];

Deno.test("junitXml() is a suite with a test case for each check, and the totals of all", () => {
  const [root, suite, ...cases] = parse(junitXml(CHECKS, "Wine", WHEN));
  const totals = { name: "pipelisten smoke", tests: "3", failures: "1", errors: "0", skipped: "1", time: "1.512" };
  assertEquals([root?.name, root?.attributes], ["testsuites", totals]);
  assertEquals(suite?.attributes, { ...totals, timestamp: "2026-01-31T12:00:00.000Z", hostname: "Wine" });
  assertEquals(cases.map(({ name, attributes, text }) => [name, attributes, text]), [
    ["testcase", { name: "system", classname: "smoke", time: "0.012" }, ""],
    ["system-out", {}, "Wine 10.0"],
    ["testcase", { name: "elevation", classname: "smoke", time: "0.000" }, ""],
    ["skipped", { message: "not needed" }, ""],
    ["testcase", { name: "load", classname: "smoke", time: "1.500" }, ""],
    ["failure", { message: 'it says "no" & <nothing> (restart)', type: "load" }, ""],
  ]);
});

Deno.test("junitXml() is well-formed for any text, and loses no character that XML has", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (found) => {
      const checks: TimedCheck[] = [
        { name: "a", state: "passed", found, milliseconds: 0 },
        { name: "b", state: "failed", found, milliseconds: 0 },
      ];
      const nodes = parse(junitXml(checks, found, WHEN));
      const expected = terminalText(found).toWellFormed().replace(/[\ufffe\uffff]/g, "\ufffd");
      assertEquals(nodes.find(({ name }) => name === "system-out")?.text, expected);
      assertEquals(nodes.find(({ name }) => name === "failure")?.attributes.message, expected);
    }),
    { numRuns: scaled(100) },
  );
});

Deno.test("the parser of these tests refuses what isn't well-formed", () => {
  for (const xml of ["<a>", '<a b="<"/>', "<a>\x01</a>", "<a>&nbsp;</a>", "<a/><b/>"]) {
    assertThrows(() => parse(xml), Error, "", xml);
  }
});
