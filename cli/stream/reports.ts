/**
 * Where the outcome of a run goes besides stderr: a JUnit file, GitHub's annotations, and the summary of a GitHub step.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 *
 * @module
 */

import { RecordingError, UsageError } from "../errors.ts";
import { terminalText } from "../render/escape.ts";
import { junitXml, type TestCase, type TestSuite } from "./junit.ts";

/** What to write. */
export interface ReportOptions {
  /** The JUnit file. */
  readonly junit?: string;
  /** Append to GITHUB_STEP_SUMMARY. */
  readonly summary?: boolean;
}

/** Writes all that was asked for. `annotate` gets GitHub's annotations, one per line; stderr will do. */
export function writeReports(
  { junit, summary }: ReportOptions,
  cases: readonly TestCase[],
  suite: TestSuite,
  annotate: (line: string) => void,
): void {
  if (environment("GITHUB_ACTIONS") === "true") { for (const line of annotations(cases, suite.name)) annotate(line); }
  if (junit !== undefined) write(junit, junitXml(cases, suite), false);
  if (summary) write(summaryFile(), summaryTable(cases, suite.name), true);
}

/** The file for --summary. @throws {UsageError} outside GitHub Actions. */
export function summaryFile(): string {
  const path = environment("GITHUB_STEP_SUMMARY");
  if (path !== undefined && path !== "") return path;
  throw new UsageError("Cannot use --summary: GITHUB_STEP_SUMMARY is not set (GitHub Actions sets it)");
}

/** One error annotation for each failure. */
export function annotations(cases: readonly TestCase[], title: string): string[] {
  return cases.filter(({ state }) => state === "failed").map((one) => {
    return `::error title=${commandProperty(title)}::${commandText(`${one.name}: ${messageOf(one)}`)}`;
  });
}

/** A heading and a Markdown table. */
export function summaryTable(cases: readonly TestCase[], title: string): string {
  const marks = { passed: "✅", failed: "❌", skipped: "➖" } as const;
  const rows = cases.map((one) => `| ${marks[one.state]} | ${cell(one.name)} | ${cell(messageOf(one))} |`);
  return `### ${title}\n\n|   | check | found |\n| - | ----- | ----- |\n${rows.join("\n")}\n\n`;
}

function messageOf({ found, advice }: TestCase): string {
  return advice === undefined ? found : `${found} (${advice})`;
}

function commandText(text: string): string {
  return terminalText(text).replaceAll("%", "%25");
}

function commandProperty(text: string): string {
  return commandText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Characters that mean something to Markdown or HTML are escaped. */
function cell(text: string): string {
  return terminalText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replace(/[\\`*_|[\]~]/g, "\\$&");
}

/** Undefined also where Deno may not read it. */
function environment(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

function write(path: string, text: string, append: boolean): void {
  try {
    Deno.writeTextFileSync(path, text, { append });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RecordingError(`Cannot write ${path}: ${why} (choose another file)`, { cause });
  }
}
