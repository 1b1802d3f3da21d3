/** The outcome of the smoke test: one line and an exit code. */
import type { Check } from "../../../cli/doctor/check.ts";
import { terminalText } from "../../../cli/render/escape.ts";

/** The check that every complete test ends with. */
const LAST = "unload";

/**
 * `smoke: passed: 10 of 10 frames from the loaded driver in 1.4 s`, or `smoke: FAILED: why (what to do)`.
 */
export function verdict(checks: readonly Check[]): { readonly code: 0 | 1; readonly line: string } {
  const failed = checks.find(({ state }) => state === "failed");
  if (failed !== undefined) {
    const advice = failed.advice === undefined ? "" : ` (${failed.advice})`;
    return { code: 1, line: terminalText(`smoke: FAILED: ${failed.name}: ${failed.found}${advice}`) };
  }
  if (!checks.some(({ name, state }) => name === LAST && state === "passed")) {
    return { code: 1, line: "smoke: FAILED: the test ended too early (see above)" };
  }
  const frames = checks.find(({ name }) => name === "frames");
  return { code: 0, line: `smoke: passed: ${frames?.found}` };
}
