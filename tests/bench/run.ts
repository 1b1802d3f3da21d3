/**
 * `deno task bench`: measures pipelisten against its peers and prints the ratios.
 *
 *     deno task bench [--only NAME,NAME] [--rounds N] [--short] [--json FILE]
 *
 * `--short` only checks that every row works: its figures say nothing, and are compared with no goal.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { exitOnMachineError, type Machine, openMachine } from "../machine/mod.ts";
import type { Row } from "./contender.ts";
import { race } from "./race.ts";
import { ROWS } from "./rows.ts";
import { block, type Measured, table } from "./table.ts";

const ROUNDS = 5;

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

async function measure(row: Row, machine: Machine): Promise<Measured> {
  const contenders = await row.prepare(machine, short);
  try {
    const isLong = row.maxRounds !== undefined;
    const figures = short ? row.figures.map((figure) => ({ ...figure, goals: [] })) : row.figures;
    const results = await race(contenders, figures, Math.min(rounds, row.maxRounds ?? rounds), !short && !isLong);
    return { row, results, load: Deno.loadavg()[0]! };
  } finally {
    await contenders[Symbol.asyncDispose]?.();
  }
}

/** What `--json` writes of a row. */
function plain({ row: { name, title }, results, load }: Measured) {
  const figures = results.map(({ figure: { key, unit, better }, reached, goals }) => ({
    key,
    unit,
    better,
    contenders: reached,
    goals,
  }));
  return { name, title, load, figures };
}

await exitOnMachineError(async () => {
  const machine = await openMachine();
  await using _windows = await machine.hold();
  console.log(
    `On ${machine.description}; lowest / median / highest of ${rounds} runs each, in turn; ratios round by round.\n`,
  );
  const measured: Measured[] = [];
  for (const row of ROWS.filter(({ name }) => names.includes(name))) {
    const done = await measure(row, machine);
    console.log(block(done));
    measured.push(done);
    if (json !== undefined) await Deno.writeTextFile(json, JSON.stringify(measured.map(plain), null, 2) + "\n");
  }
  console.log(table(measured));
  return 0;
});
