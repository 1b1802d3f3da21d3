/**
 * The outcome as JUnit XML, which CI systems show.
 *
 * @see https://github.com/testmoapp/junitxml for what they have in common
 */
import { terminalText } from "../../../cli/render/escape.ts";
import type { Check } from "../../../cli/doctor/check.ts";

/** A check, and how long it took. */
export interface TimedCheck extends Check {
  readonly milliseconds: number;
}

/** One test suite with a test case for each check. `where` describes the machine; `when` is the start. */
export function junitXml(checks: readonly TimedCheck[], where: string, when: Date): string {
  const count = (wanted: Check["state"]) => checks.filter(({ state }) => state === wanted).length;
  const total = checks.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const counts = attributes({
    name: "pipelisten smoke",
    tests: checks.length,
    failures: count("failed"),
    errors: 0,
    skipped: count("skipped"),
    time: seconds(total),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites${counts}>
  <testsuite${counts}${attributes({ timestamp: when.toISOString(), hostname: where })}>
${checks.map(testCase).join("\n")}
  </testsuite>
</testsuites>
`;
}

function testCase({ name, state, found, advice, milliseconds }: TimedCheck): string {
  const message = advice === undefined ? found : `${found} (${advice})`;
  const outcome = {
    passed: `<system-out>${escape(message)}</system-out>`,
    failed: `<failure${attributes({ message, type: name })}/>`,
    skipped: `<skipped${attributes({ message })}/>`,
  }[state];
  return `    <testcase${attributes({ name, classname: "smoke", time: seconds(milliseconds) })}>${outcome}</testcase>`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${escape(String(value))}"`).join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for XML 1.0, which has no way to write most control characters, halves of pairs, U+FFFE and U+FFFF. */
function escape(text: string): string {
  return terminalText(text).toWellFormed().replace(/[\uFFFE\uFFFF]/g, "\uFFFD")
    .replace(/[&<>"]/g, (char) => ENTITIES[char]!);
}
