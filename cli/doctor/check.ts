/**
 * One thing that was looked at, and how it reads.
 *
 *     ✓ elevation: this process is elevated
 *     ✗ test-signing: off (run bcdedit /set testsigning on, then restart)
 *     – secure-boot: Wine has none
 *
 * @module
 */

import { jsonString, terminalText } from "../render/escape.ts";

/** The outcome of a check. */
export interface Check {
  /** A word that stays the same, for scripts. */
  readonly name: string;
  /** `skipped`: not needed here, or not to be found out; the check neither holds nor fails. */
  readonly state: "passed" | "failed" | "skipped";
  /** What there is. */
  readonly found: string;
  /** What to do, where something can be done. */
  readonly advice?: string;
}

const MARKS = { passed: "✓", failed: "✗", skipped: "–" } as const;

/** A check as a line of text, without its end. */
export function checkLine({ name, state, found, advice }: Check): string {
  return terminalText(`${MARKS[state]} ${name}: ${found}${advice === undefined ? "" : ` (${advice})`}`);
}

/** A check as an object of JSON on one line; `advice` is null where there is none. */
export function checkJson({ name, state, found, advice }: Check): string {
  const members = { kind: "check", name, state, found };
  const strings = Object.entries(members).map(([key, value]) => `"${key}":${jsonString(value)}`);
  return `{${strings.join(",")},"advice":${advice === undefined ? "null" : jsonString(advice)}}`;
}
