/**
 * What is expected of a run's frames, and whether it came true.
 *
 *     --expect "type == 3": held for none of 10 frames; type was 2 in 10 frames
 *     --forbid "dropped > 0": held for 1 of 10 frames, first frame 4; dropped was 7
 *
 * @module
 */

import { countOf } from "../frame/count_of.ts";
import type { Item } from "../frame/frame.ts";
import { compileExpression, type Expression } from "../query/explain.ts";
import type { Scope } from "../query/names.ts";

/** What is expected, and where the outcome goes. */
export interface ExpectationOptions {
  /** Each must hold for at least one frame. */
  readonly expect: readonly string[];
  /** Each must hold for every frame. */
  readonly expectAll: readonly string[];
  /** None may hold for any frame. */
  readonly forbid: readonly string[];
  /** The ones of `expect` must come true in their order, each for a later frame. */
  readonly inOrder: boolean;
  /** How many frames must come. */
  readonly expectCount?: CountRange;
  /** No frame may be lost. */
  readonly noLoss: boolean;
  /** A file that the rendered frames must equal. */
  readonly golden?: string;
  /** Write that file instead of comparing with it. */
  readonly update: boolean;
  /** A file for the outcome as JUnit XML. */
  readonly junit?: string;
  /** Append the outcome to GITHUB_STEP_SUMMARY. */
  readonly summary: boolean;
}

/** From `min` to `max`, both included. */
export interface CountRange {
  /** The least. */
  readonly min: number;
  /** The most. */
  readonly max: number;
}

/** One expectation at the end of a run. */
export interface Outcome {
  /** The option as it was given: `--expect "type == 3"`. */
  readonly name: string;
  /** Whether it came true. */
  readonly passed: boolean;
  /** What was found. */
  readonly found: string;
}

/** One expectation during a run. */
interface Rule {
  /** Takes a frame or an event. */
  take(item: Item): void;
  /** Whether it has come true for good; absent where only the end of the run can say. */
  readonly met?: () => boolean;
  /** The outcome, after this many frames. */
  outcome(frames: number): Outcome;
}

/** Judges the frames of one run. */
export class Expectations {
  readonly #rules: readonly Rule[];
  #frames = 0;

  /** Compiles the expressions. @throws {UsageError} if one has a mistake, showing where. */
  constructor(options: ExpectationOptions, scope: Scope) {
    const { expect, expectAll, forbid, inOrder, expectCount, noLoss } = options;
    const compile = (option: string) => (source: string): [string, Expression] => [
      `--${option} ${JSON.stringify(source)}`,
      compileExpression(source, scope, option),
    ];
    const expected = expect.map(compile("expect"));
    this.#rules = [
      ...expected.map((rule) => someFrame(...rule)),
      ...inOrder ? [ordered(expected)] : [],
      ...expectAll.map(compile("expect-all")).map((rule) => everyFrame(...rule)),
      ...forbid.map(compile("forbid")).map((rule) => noFrame(...rule)),
      ...expectCount === undefined ? [] : [counted(expectCount)],
      ...noLoss ? [lossless()] : [],
    ];
  }

  /** Takes a frame, or an event such as a loss. */
  take(item: Item): void {
    if (item.kind === "frame") this.#frames++;
    for (const rule of this.#rules) rule.take(item);
  }

  /** How many frames it has seen. */
  get frames(): number {
    return this.#frames;
  }

  /** Whether the rest of the run matters, beyond what has to come once. */
  get judgesWhole(): boolean {
    return this.#rules.some(({ met }) => met === undefined);
  }

  /** Whether all that has to come once has come. */
  get met(): boolean {
    return this.#rules.every(({ met }) => met?.() ?? true);
  }

  /** What became of each, in the order of the options. */
  outcomes(): Outcome[] {
    return this.#rules.map((rule) => rule.outcome(this.#frames));
  }
}

/** Different misses that are remembered, and those that are printed. */
const MAX_MISSES = 1000;
const MAX_PRINTED = 3;

function someFrame(name: string, { holds, miss }: Expression): Rule {
  let held: number | undefined;
  let fewest = Infinity;
  const misses = new Map<string, number>();
  return {
    met: () => held !== undefined,
    take: (item) => {
      if (item.kind !== "frame" || held !== undefined) return;
      if (holds(item)) return void (held = item.seq);
      const { failed, values } = miss(item);
      if (failed < fewest) misses.clear();
      fewest = Math.min(fewest, failed);
      if (failed > fewest || (!misses.has(values) && misses.size === MAX_MISSES)) return;
      misses.set(values, (misses.get(values) ?? 0) + 1);
    },
    outcome: (frames) => {
      if (held !== undefined) return { name, passed: true, found: `held for frame ${held}` };
      if (frames === 0) return { name, passed: false, found: "no frame arrived" };
      const found = `held for none of ${countOf(frames, "frame")}; ${nearest(misses)}`;
      return { name, passed: false, found };
    },
  };
}

/** `type was 2 in 10 frames, type was 4 in 1 frame, and 3 more`. */
function nearest(misses: ReadonlyMap<string, number>): string {
  const sorted = [...misses].sort(([, one], [, other]) => other - one);
  const printed = sorted.slice(0, MAX_PRINTED).map(([values, count]) => `${values} in ${countOf(count, "frame")}`);
  const others = sorted.length - printed.length;
  return printed.join(", ") + (others > 0 ? `, and ${others} more` : "");
}

function everyFrame(name: string, { holds, miss }: Expression): Rule {
  let failures = 0;
  let first = "";
  return {
    take: (item) => {
      if (item.kind !== "frame" || holds(item)) return;
      if (failures++ === 0) first = `first frame ${item.seq}; ${miss(item).values}`;
    },
    outcome: (frames) => {
      if (frames === 0) return { name, passed: false, found: "no frame arrived" };
      if (failures === 0) return { name, passed: true, found: `held for ${countOf(frames, "frame")}` };
      return { name, passed: false, found: `did not hold for ${failures} of ${countOf(frames, "frame")}, ${first}` };
    },
  };
}

function noFrame(name: string, { holds, values }: Expression): Rule {
  let hits = 0;
  let first = "";
  return {
    take: (item) => {
      if (item.kind !== "frame" || !holds(item)) return;
      if (hits++ === 0) first = `first frame ${item.seq}; ${values(item)}`;
    },
    outcome: (frames) => {
      if (hits === 0) return { name, passed: true, found: `held for none of ${countOf(frames, "frame")}` };
      return { name, passed: false, found: `held for ${hits} of ${countOf(frames, "frame")}, ${first}` };
    },
  };
}

function ordered(expected: readonly [string, Expression][]): Rule {
  const name = "--in-order";
  const frames: number[] = [];
  return {
    met: () => frames.length === expected.length,
    take: (item) => {
      const next = expected[frames.length];
      if (item.kind === "frame" && next?.[1].holds(item)) frames.push(item.seq);
    },
    outcome: () => {
      const missing = expected[frames.length];
      if (missing === undefined) return { name, passed: true, found: `held for frames ${frames.join(", ")}` };
      const after = frames.length === 0
        ? ""
        : ` after frame ${frames.at(-1)}, the first for ${expected[frames.length - 1]![0]}`;
      return { name, passed: false, found: `${missing[0]} held for no frame${after}` };
    },
  };
}

function counted({ min, max }: CountRange): Rule {
  const wanted = min === max ? String(min) : `${min}..${max}`;
  const name = `--expect-count ${wanted}`;
  let count = 0;
  return {
    take: (item) => void (item.kind === "frame" && count++),
    outcome: () => ({ name, passed: count >= min && count <= max, found: `${countOf(count, "frame")} arrived` }),
  };
}

function lossless(): Rule {
  let lost = 0;
  return {
    take: (item) => void (item.kind === "lost" && (lost += item.frames)),
    outcome: () => ({
      name: "--no-loss",
      passed: lost === 0,
      found: lost === 0 ? "no frame was lost" : `lost ${countOf(lost, "frame")}`,
    }),
  };
}
