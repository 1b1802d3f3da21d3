/**
 * The checks of a smoke test: printed at once, kept for the reports, and summed up in one line.
 *
 * @module
 */

import { type Check, checkLine } from "../doctor/check.ts";
import { terminalText } from "../render/escape.ts";
import type { TestCase } from "../stream/junit.ts";

/** The check that every complete test ends with. */
const LAST = "unload";

/** Collects checks. */
export class SmokeReport {
  /** All checks so far. */
  readonly checks: TestCase[] = [];
  /** When the test started. */
  readonly start: Date = new Date();
  readonly #print: (line: string) => void;
  readonly #quiet: boolean;
  #last = performance.now();

  /** @param quiet Print only what failed. */
  constructor(print: (line: string) => void, quiet: boolean) {
    this.#print = print;
    this.#quiet = quiet;
  }

  /** Prints a check, and keeps it with the time since the last one. */
  add(check: Check): void {
    const now = performance.now();
    this.checks.push({ ...check, milliseconds: now - this.#last });
    this.#last = now;
    if (!this.#quiet || check.state === "failed") this.#print(checkLine(check));
  }

  /** Adds a passed check. */
  pass(name: string, found: string): void {
    this.add({ name, state: "passed", found });
  }

  /** Adds a failed check. */
  fail(name: string, found: string, advice?: string): void {
    this.add({ name, state: "failed", found, ...advice === undefined ? {} : { advice } });
  }

  /** Whether a check has failed. */
  get failed(): boolean {
    return this.checks.some(({ state }) => state === "failed");
  }

  /** Prints the result, unless it passed and nothing is to be printed. */
  end(): void {
    const line = verdict(this.checks);
    if (!this.#quiet || !line.startsWith("smoke: passed")) this.#print(line);
  }
}

/** `smoke: passed: 10 frames from the loaded driver in 1.4 s`, or `smoke: FAILED: why (what to do)`. */
export function verdict(checks: readonly Check[]): string {
  const failed = checks.find(({ state }) => state === "failed");
  if (failed !== undefined) {
    const advice = failed.advice === undefined ? "" : ` (${failed.advice})`;
    return terminalText(`smoke: FAILED: ${failed.name}: ${failed.found}${advice}`);
  }
  const isComplete = checks.some(({ name, state }) => name.startsWith(LAST) && state === "passed");
  if (!isComplete) return "smoke: FAILED: the test ended too early (see above)";
  return `smoke: passed: ${checks.findLast(({ name }) => name.startsWith("frames"))?.found}`;
}
