/**
 * `deno task bench`: measures pipelisten against its peers and prints the ratios.
 *
 *     deno task bench [--only NAME,NAME] [--rounds N] [--short] [--json FILE]
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { exitOnMachineError, openMachine } from "../machine/mod.ts";
import { median, race, type Result } from "./race.ts";
import { type Row, ROWS } from "./rows.ts";

const ROUNDS = 7;

/** What is measured of a row, as `--json` writes it. */
interface Measured extends Result {
  readonly name: string;
  readonly unit: string;
  readonly goal: number;
  /** The load average of the machine when the row was done: others work on it if this exceeds 2 or so. */
  readonly load: number;
}

const given = parseArgs(Deno.args, { string: ["only", "json", "rounds"], boolean: ["short"] });
const short = given.short === true;
const json = typeof given.json === "string" ? given.json : undefined;
const names = typeof given.only === "string" ? given.only.split(",") : ROWS.map(({ name }) => name);
const rounds = short ? 1 : Number(given.rounds ?? ROUNDS);
const unknown = names.filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0 || given._.length > 0 || !(rounds >= 1)) {
  const all = ROWS.map(({ name }) => name).join(", ");
  console.error(`usage: deno task bench [--only NAME,NAME] [--rounds N] [--short] [--json FILE]\nrows: ${all}`);
  Deno.exit(2);
}

function print({ title, unit, goal }: Row, names: readonly [string, string], { ours, peer, ratio }: Result): void {
  const figures = (rates: readonly number[]) =>
    [rates[0]!, median(rates), rates.at(-1)!].map((rate) => Math.round(rate).toLocaleString("en-US")).join(" / ");
  console.log(`${title}:`);
  console.log(`  ${names[0].padEnd(14)} ${figures(ours)} ${unit}`);
  console.log(`  ${names[1].padEnd(14)} ${figures(peer)} ${unit}`);
  console.log(`  ratio          ${ratio.toFixed(2)} (goal ${goal})${ratio < goal ? ", missed" : ""}\n`);
}

await exitOnMachineError(async () => {
  const machine = await openMachine();
  await using _windows = await machine.hold();
  console.log(
    `On ${machine.description}; lowest / median / highest of ${rounds} runs each, in turn; ratio by pairs.\n`,
  );
  const measured: Measured[] = [];
  for (const row of ROWS.filter(({ name }) => names.includes(name))) {
    const contenders = await row.prepare(machine, short);
    const result = await race(contenders.ours, contenders.peer, rounds);
    await contenders[Symbol.asyncDispose]?.();
    print(row, [contenders.ours.name, contenders.peer.name], result);
    const { name, unit, goal } = row;
    measured.push({ name, unit, goal, load: Deno.loadavg()[0]!, ...result });
  }
  if (json !== undefined) await Deno.writeTextFile(json, JSON.stringify(measured, null, 2) + "\n");
  return 0;
});
