/** What GitHub is told of a run. */
import { assertEquals } from "@std/assert";
import type { TestCase } from "../../../cli/stream/junit.ts";
import { annotations, summaryTable } from "../../../cli/stream/reports.ts";

const CASES: TestCase[] = [
  { name: '--expect "type == 3"', state: "failed", found: "type was 2\n100%", advice: "look", milliseconds: 0 },
  { name: '--forbid "a || b"', state: "passed", found: "held for <none>", milliseconds: 0 },
  { name: "elevation", state: "skipped", found: "not_needed", milliseconds: 0 },
];

Deno.test("annotations() is one escaped error command per failure", () => {
  assertEquals(annotations(CASES, "a: b, c"), [
    '::error title=a%3A b%2C c::--expect "type == 3": type was 2\\n100%25 (look)',
  ]);
});

Deno.test("summaryTable() is a Markdown table whose cells are escaped", () => {
  assertEquals(
    summaryTable(CASES, "pipelisten"),
    `### pipelisten

|   | check | found |
| - | ----- | ----- |
| ❌ | --expect "type == 3" | type was 2\\\\n100% (look) |
| ✅ | --forbid "a \\|\\| b" | held for &lt;none> |
| ➖ | elevation | not\\_needed |

`,
  );
});
