/**
 * The outcome of a run as JUnit XML, which CI systems show.
 *
 * @see https://github.com/testmoapp/junitxml for what they have in common
 *
 * @module
 */

import { terminalText } from "../render/escape.ts";

/** One expectation or check, as a test case. */
export interface TestCase {
  /** Its name. */
  readonly name: string;
  /** Its outcome. */
  readonly state: "passed" | "failed" | "skipped";
  /** What was found. */
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
  /** How long it took. */
  readonly milliseconds: number;
}

/** What a file of test cases is about. */
export interface TestSuite {
  /** Its name: `pipelisten smoke`. */
  readonly name: string;
  /** The machine, or the recording. */
  readonly where: string;
  /** When it started. */
  readonly when: Date;
}

/** One test suite with its test cases. */
export function junitXml(cases: readonly TestCase[], { name, where, when }: TestSuite): string {
  const count = (wanted: TestCase["state"]) => cases.filter(({ state }) => state === wanted).length;
  const total = cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const counts = attributes({
    name,
    tests: cases.length,
    failures: count("failed"),
    errors: 0,
    skipped: count("skipped"),
    time: seconds(total),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites${counts}>
  <testsuite${counts}${attributes({ timestamp: when.toISOString(), hostname: where })}>
${cases.map((one) => testCase(one, name)).join("\n")}
  </testsuite>
</testsuites>
`;
}

function testCase({ name, state, found, advice, milliseconds }: TestCase, suite: string): string {
  const message = advice === undefined ? found : `${found} (${advice})`;
  const outcome = {
    passed: `<system-out>${escape(message)}</system-out>`,
    failed: `<failure${attributes({ message, type: name })}/>`,
    skipped: `<skipped${attributes({ message })}/>`,
  }[state];
  return `    <testcase${attributes({ name, classname: suite, time: seconds(milliseconds) })}>${outcome}</testcase>`;
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
