/**
 * What the benchmark measures: rows, each with figures, each of them of pipelisten and of its peers.
 *
 * @module
 */

import type { Machine } from "../machine/mod.ts";

/** What one run of a contender gives: a number for each figure of its row. */
export type Measures = Readonly<Record<string, number>>;

/** A program that is measured. */
export interface Contender {
  /** For the printed lines. */
  readonly name: string;
  /** Runs once. A figure that it doesn't have is left out. */
  run(): Promise<Measures>;
}

/** Ours first, then its peers. Disposing of it removes what it has prepared. */
export type Contenders = { readonly all: readonly [Contender, ...Contender[]] } & Partial<AsyncDisposable>;

/** What a figure should be. */
export interface Goal {
  /** The peer whose figure ours is divided by; without one, ours itself has to reach the limit. */
  readonly peer?: string;
  /** At least this where more is better, else at most this. */
  readonly limit: number;
}

/** One figure of a row. */
export interface Figure {
  /** Its key in {@linkcode Measures}. */
  readonly key: string;
  readonly unit: string;
  /** Which is better. */
  readonly better: "more" | "less";
  readonly goals: readonly Goal[];
}

/** One row. */
export interface Row {
  /** For `--only`. */
  readonly name: string;
  /** What is measured. */
  readonly title: string;
  readonly figures: readonly Figure[];
  /** How many rounds, where a run takes minutes. */
  readonly maxRounds?: number;
  /** Prepares the contenders; `short` is for a run that only checks that it works. */
  prepare(machine: Machine, short: boolean): Promise<Contenders>;
}
