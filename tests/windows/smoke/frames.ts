/** Whether what pipelisten printed is what the sample driver sends. */
import type { Check } from "../../../cli/doctor/check.ts";
import type { Line } from "../driver/listener.ts";

/** What the driver's report "hello" sends, once for each frame. */
const TEXT = "hello lyshark";
const SIZE = 4096;

/** The outcome of listening. */
export interface Heard {
  /** Lines of `pipelisten --json`, frames only. */
  readonly frames: readonly Line[];
  /** pipelisten's exit code and stderr. */
  readonly code: number;
  readonly stderr: string;
  /** From the driver's start to pipelisten's end, in milliseconds. */
  readonly milliseconds: number;
}

/** Checks every frame, and their number. */
export function framesCheck({ frames, code, stderr, milliseconds }: Heard, count: number): Check {
  const name = "frames";
  const found = `${frames.length} of ${count} frames from the loaded driver in ${(milliseconds / 1000).toFixed(1)} s`;
  const wrong = frames.map(problem).find((problem) => problem !== undefined);
  if (wrong !== undefined) {
    return { name, state: "failed", found: wrong, advice: "load the driver of this version" };
  }
  if (frames.length === count && code === 0) return { name, state: "passed", found };
  const why = stderr.trim().replace(/^pipelisten: /, "");
  const advice = why === "" ? `pipelisten ended with ${code}` : why;
  return { name, state: "failed", found, advice };
}

/** What is wrong with frame i, counted from 0. */
function problem({ seq, size, text, base64 }: Line, i: number): string | undefined {
  const differs = (what: string, is: unknown, should: unknown) =>
    `frame ${i + 1} has the ${what} ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`;
  if (seq !== i + 1) return differs("number", seq, i + 1);
  if (size !== SIZE) return differs("size", size, SIZE);
  if (text !== TEXT) return differs("text", text, TEXT);
  // pipelisten adds it where the frame is more than its text and NULs.
  if (base64 !== undefined) return `frame ${i + 1} has more than NULs after its text`;
  return undefined;
}
