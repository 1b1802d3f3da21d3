/**
 * The judgement of one run: its expectations and its golden file, and what their outcome means for how the run ends.
 *
 * @module
 */

import { ExpectationError, TimeLimitError } from "../errors.ts";
import { countOf } from "../frame/count_of.ts";
import type { Item } from "../frame/frame.ts";
import { TextEncoding } from "../frame/text_encoding.ts";
import { formatRenderer } from "../render/format.ts";
import { rendererFor } from "../render/formats.ts";
import type { Renderer } from "../render/renderer.ts";
import type { ExpectationOptions, Expectations, Outcome } from "./expectations.ts";
import { Golden } from "./golden.ts";
import type { StreamObserver, StreamOptions } from "./options.ts";
import { summaryFile, writeReports } from "./reports.ts";
import type { RunStages, Stages } from "./stages.ts";

/** The judge of a run of which something is expected. */
export function openJudge(options: StreamOptions, stages: RunStages, observer: StreamObserver): Judge | undefined {
  const { expectations, read, pipe, count, once, follow } = options;
  if (expectations === undefined || stages.expectations === undefined) return undefined;
  return new Judge(expectations, stages.expectations, plainRenderer(options, stages), {
    source: read ?? pipe,
    ends: (read !== undefined && !follow) || count !== undefined || once,
    take: observer.outcomes,
  });
}

/** Without times and colors. */
function plainRenderer({ format, encoding }: StreamOptions, { template }: Stages): Renderer {
  return template === undefined
    ? rendererFor(format, { encoding: new TextEncoding(encoding), color: false })
    : formatRenderer(template, { color: false });
}

/** What a run that is judged is like. */
export interface Judged {
  /** The pipe or the recording. */
  readonly source: string;
  /** Whether it has an end of its own: a recording, or a limit other than time. */
  readonly ends: boolean;
  /** Takes the outcomes in place of the reports. */
  readonly take?: ((outcomes: readonly Outcome[]) => void) | undefined;
}

/** Judges a run, item by item and at its end. */
export class Judge {
  readonly #options: ExpectationOptions;
  readonly #expectations: Expectations;
  readonly #golden: Golden | undefined;
  readonly #run: Judged;
  readonly #start = new Date();

  /** @throws {BadInputError} without the golden file. @throws {UsageError} where a report can't be written. */
  constructor(options: ExpectationOptions, expectations: Expectations, render: Renderer, run: Judged) {
    const { golden, update, summary } = options;
    if (summary) summaryFile();
    this.#options = options;
    this.#expectations = expectations;
    this.#golden = golden === undefined ? undefined : new Golden(golden, update, render);
    this.#run = run;
  }

  /** Takes a frame or an event. */
  take(item: Item): void {
    this.#expectations.take(item);
    if (item.kind === "frame") this.#golden?.take(item);
  }

  /** Whether the run need not go on: all that was waited for has come, and it has no end of its own. */
  get isOver(): boolean {
    return !this.#run.ends && !this.#judgesWhole && this.#expectations.met;
  }

  get #judgesWhole(): boolean {
    return this.#golden !== undefined || this.#expectations.judgesWhole;
  }

  /**
   * Judges and reports.
   *
   * @param error What ended the run, unless it ended in good order. A time limit is good order where nothing else could
   *   have ended the run, and frames arrived.
   * @throws {ExpectationError} when an expectation failed.
   * @throws `error` where the expectations hold as far as the run went.
   */
  end(error: unknown): void {
    const isLimit = error instanceof TimeLimitError;
    const { frames } = this.#expectations;
    const isDone = error === undefined || (isLimit && !this.#run.ends && this.#judgesWhole && frames > 0);
    const outcomes = this.#expectations.outcomes();
    if (this.#golden !== undefined && (isDone || !this.#options.update)) outcomes.push(this.#golden.outcome());
    const failed = outcomes.filter(({ passed }) => !passed);
    const message = error instanceof Error ? error.message : String(error);
    this.#report(isDone ? outcomes : [...outcomes, { name: "run", passed: false, found: message }]);
    if (!isDone && (!isLimit || failed.length === 0)) throw error;
    if (failed.length === 0) return;
    throw new ExpectationError(
      `${failed.length} of ${countOf(outcomes.length, "expectation")} failed in ${countOf(frames, "frame")}` +
        (isDone ? "" : `: ${message}`),
      { details: failed.map(({ name, found }) => `  ${name}: ${found}`) },
    );
  }

  #report(outcomes: readonly Outcome[]): void {
    if (this.#run.take !== undefined) return this.#run.take(outcomes);
    const milliseconds = Date.now() - this.#start.getTime();
    const cases = outcomes.map(({ name, passed, found }) => (
      { name, state: passed ? "passed" : "failed", found, milliseconds } as const
    ));
    const suite = { name: "pipelisten", where: this.#run.source, when: this.#start };
    writeReports(this.#options, cases, suite, (line) => console.error(line));
  }
}
