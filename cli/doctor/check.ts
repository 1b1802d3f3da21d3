/**
 * The result of one check, as text and as JSON.
 *
 *     ✓ elevation: this process is elevated
 *     ✗ test-signing: off (run bcdedit /set testsigning on, then restart)
 *     – secure-boot: not needed: Wine loads any driver
 *
 * @module
 */

import { jsonString, terminalText } from "../render/escape.ts";

/** The outcome of a check. */
export interface Check {
  /** A fixed name, for scripts. */
  readonly name: string;
  /** `skipped`: not needed here, or unknown. */
  readonly state: "passed" | "failed" | "skipped";
  /** What was found. */
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
}

const MARKS = { passed: "✓", failed: "✗", skipped: "–" } as const;

/** A check as a line of text, without a line end. */
export function checkLine({ name, state, found, advice }: Check): string {
  return terminalText(`${MARKS[state]} ${name}: ${found}${advice === undefined ? "" : ` (${advice})`}`);
}

/** A check as a JSON object on one line; `advice` is null where there is none. */
export function checkJson({ name, state, found, advice }: Check): string {
  const members = { kind: "check", name, state, found };
  const strings = Object.entries(members).map(([key, value]) => `"${key}":${jsonString(value)}`);
  return `{${strings.join(",")},"advice":${advice === undefined ? "null" : jsonString(advice)}}`;
}
