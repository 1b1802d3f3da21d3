/**
 * The options about what is expected of the frames.
 *
 * @module
 */

import type { Given } from "./given.ts";
import type { OptionSpec } from "./spec.ts";
import type { Option } from "./table.ts";
import { UsageError } from "../errors.ts";

/** What the options say; the run gives it a meaning. */
export interface GivenExpectations {
  /** Each must hold for at least one frame. */
  readonly expect: readonly string[];
  /** Each must hold for every frame. */
  readonly expectAll: readonly string[];
  /** None may hold for any frame. */
  readonly forbid: readonly string[];
  /** The ones of `expect` must come true in their order. */
  readonly inOrder: boolean;
  /** How many frames must come. */
  readonly expectCount?: { readonly min: number; readonly max: number };
  /** No frame may be lost. */
  readonly noLoss: boolean;
  /** A file that the rendered frames must equal. */
  readonly golden?: string;
  /** Write that file instead. */
  readonly update: boolean;
  /** A file for the outcome as JUnit XML. */
  readonly junit?: string;
  /** Append the outcome to GITHUB_STEP_SUMMARY. */
  readonly summary: boolean;
}

const EXPR = { value: "EXPR", expected: "an expression such as 'size > 100'", repeatable: true } as const;

const RULES: readonly OptionSpec[] = [
  { long: "expect", help: "exit with 6 unless EXPR holds for a frame (repeatable); --where explains EXPR", ...EXPR },
  { long: "in-order", help: "the --expect must come true in this order", needs: ["expect", "there is no order"] },
  { long: "expect-all", help: "exit with 6 unless it holds for every frame (repeatable)", ...EXPR },
  { long: "forbid", help: "exit with 6 if it holds for a frame (repeatable)", ...EXPR },
  {
    long: "expect-count",
    value: "N|N..M",
    help: "exit with 6 unless so many frames arrive",
    expected: "a whole number, or a range such as 10..20",
  },
  { long: "no-loss", help: "exit with 6 if a frame was lost" },
  {
    long: "golden",
    value: "FILE",
    help: "exit with 6 unless the frames are as in FILE; without times, pids, addresses",
    expected: "a file",
  },
  { long: "update", help: "write the file of --golden", needs: ["golden", "there is no file to write"] },
];

const REPORTS: readonly OptionSpec[] = [
  { long: "junit", value: "FILE", help: "write the outcome as JUnit XML", expected: "a file" },
  { long: "summary", help: "append the outcome to the summary of a step of GitHub Actions" },
];

/** Undefined where nothing is expected. @throws {UsageError} for a report without expectations. */
export const EXPECTATIONS: Option<GivenExpectations | undefined> = {
  specs: [...RULES, ...REPORTS],
  read: (given) => {
    if (RULES.some(({ long }) => given.has(long))) return readExpectations(given);
    const report = REPORTS.find(({ long }) => given.has(long));
    if (report === undefined) return undefined;
    throw new UsageError(`Cannot use --${report.long}: nothing is expected (add --expect, --expect-count or the like)`);
  },
};

/** Also where none is given. */
export function readExpectations(given: Given): GivenExpectations {
  const [golden, junit] = [given.text("golden"), given.text("junit")];
  const expectCount = given.value("expect-count", readRange);
  return {
    expect: given.texts("expect"),
    expectAll: given.texts("expect-all"),
    forbid: given.texts("forbid"),
    inOrder: given.has("in-order"),
    noLoss: given.has("no-loss"),
    update: given.has("update"),
    summary: given.has("summary"),
    ...expectCount === undefined ? {} : { expectCount },
    ...golden === undefined ? {} : { golden },
    ...junit === undefined ? {} : { junit },
  };
}

function readRange(text: string): { min: number; max: number } | undefined {
  const [, min, max = min] = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(text) ?? [];
  return min === undefined || Number(min) > Number(max) ? undefined : { min: Number(min), max: Number(max) };
}
