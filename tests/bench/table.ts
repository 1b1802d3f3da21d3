/**
 * How the results are printed: a block for each row while it is measured, and a Markdown table of all goals at the end.
 *
 * @module
 */

import type { Row } from "./contender.ts";
import { median, type Reached, type Result } from "./race.ts";

/** A row that has been measured. */
export interface Measured {
  readonly row: Row;
  readonly results: readonly Result[];
  /** The load average of the machine when the row was done: others work on it if this exceeds 2 or so. */
  readonly load: number;
}

/** The block of one row: each figure, each contender. */
export function block({ row, results }: Measured): string {
  const lines = results.flatMap(({ figure, reached, goals }) => [
    ...reached.map((one) => {
      const ratio = one.ratio === undefined ? "" : `   ${one.ratio.toFixed(2)}`;
      return `  ${one.name.padEnd(22)} ${spread(one)} ${figure.unit}${ratio}`;
    }),
    ...goals.map(({ peer, limit, met }) => {
      const sign = figure.better === "more" ? "at least" : "at most";
      const of = peer === undefined ? "" : ` of ${peer}`;
      return `  goal: ${sign} ${number(limit)}${of}${met ? "" : ": MISSED"}`;
    }),
  ]);
  return `${row.name}: ${row.title}\n${lines.join("\n")}\n`;
}

/** All goals, and the figures without one, as a Markdown table. */
export function table(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ row, results }) =>
    results.flatMap(({ figure, reached: [ours, ...peers], goals }) => {
      const cells = (peer: Reached | undefined, goal: string) => [
        row.name,
        figure.unit,
        number(median(ours!.values)),
        peer === undefined ? "" : `${peer.name}: ${number(median(peer.values))}`,
        peer?.ratio?.toFixed(2) ?? "",
        goal,
      ];
      const goalOf = (name: string | undefined) => {
        const goal = goals.find(({ peer }) => peer === name);
        if (goal === undefined) return "";
        return `${figure.better === "more" ? "≥" : "≤"} ${number(goal.limit)}${goal.met ? "" : ", missed"}`;
      };
      const alone = peers.length === 0 || goalOf(undefined) !== "" ? [cells(undefined, goalOf(undefined))] : [];
      return [...alone, ...peers.map((peer) => cells(peer, goalOf(peer.name)))];
    })
  );
  return markdown([["row", "figure", "pipelisten", "peer", "ratio", "goal"], ...rows]);
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((cells) => cells[i]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Lowest, median, highest. */
function spread({ values }: Reached): string {
  return [values[0]!, median(values), values.at(-1)!].map(number).join(" / ");
}

/** Three digits that count. */
function number(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}
