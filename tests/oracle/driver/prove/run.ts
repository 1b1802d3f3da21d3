/**
 * `deno task prove`: what can be shown of the kernel half without Windows, in its long form; `deno task test` runs a short
 * one (sim_test.ts).
 *
 *     deno task prove [--only simulation,models,mutants] [--seed N] [--mutants N]
 *
 * - simulation: every scenario under a million schedules in all, and each call that can fail failing once
 * - models: proofs by CBMC and SPIN
 * - mutants: N faults, drawn by the seed, each put into driver/client; those that nothing sees are printed
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { exitOnMachineError } from "../../../machine/mod.ts";
import { Random } from "../../layout/random.ts";
import { Simulation } from "../sim/simulation.ts";
import { PROOFS } from "./models.ts";
import { allMutants, mutate, type Outcome } from "./mutate.ts";

const STEPS = ["simulation", "models", "mutants"];
/** Of each scenario: schedules with at most two deviations from running on, and random ones. */
const SEARCHED = 25_000;
const RANDOM = 26_000;
const MUTANTS = 120;

const given = parseArgs(Deno.args, { string: ["only", "seed", "mutants", "_"] });
const steps = given.only === undefined ? STEPS : String(given.only).split(",");
const seed = Number(given.seed ?? 1);
const count = Number(given.mutants ?? MUTANTS);
if (steps.some((step) => !STEPS.includes(step)) || !Number.isInteger(seed) || !(count > 0) || given._.length > 0) {
  console.error(`usage: deno task prove [--only ${STEPS.join(",")}] [--seed N] [--mutants N]`);
  Deno.exit(2);
}

/** Runs the tasks, two at a time. */
async function twoByTwo<T>(tasks: readonly T[], run: (task: T) => Promise<void>): Promise<void> {
  const queue = [...tasks];
  await Promise.all([1, 2].map(async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await run(next);
  }));
}

/** `12.3 s` since `start`. */
function since(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

async function simulate(): Promise<void> {
  const start = performance.now();
  await using simulation = await Simulation.build({ compiler: "msvc" });
  const { program } = simulation;
  let [schedules, failures] = [0, 0];
  await twoByTwo(await program.scenarios(), async ({ name, hasFaults }) => {
    const lines = [
      await program.play(["search", name, 2, SEARCHED]),
      await program.play(["random", name, seed, RANDOM]),
      ...hasFaults ? [await program.play(["faults", name, seed, 3])] : [],
    ];
    failures += Number(/(\d+) failures/.exec(lines[2] ?? "")?.[1] ?? 0);
    schedules += lines.reduce((sum, line) => sum + Number(/: (\d+) schedules/.exec(line)?.[1] ?? 0), 0);
    console.log(`  ${lines.join("; ")}`);
  });
  console.log(`${schedules.toLocaleString("en-US")} schedules, ${failures} calls made to fail: all kept every rule`);
  console.log(`simulation: ${since(start)}\n`);
}

async function proveModels(): Promise<void> {
  const start = performance.now();
  await twoByTwo(PROOFS, async ({ title, run }) => {
    const begin = performance.now();
    try {
      await run();
    } catch (error) {
      throw new Error(`${title}:\n${error instanceof Error ? error.message : error}`);
    }
    console.log(`  ${title} (${since(begin)})`);
  });
  console.log(`models: ${since(start)}\n`);
}

async function countMutants(): Promise<void> {
  const start = performance.now();
  const all = await allMutants();
  const random = new Random(seed);
  const left = [...all];
  const drawn = Array.from(
    { length: Math.min(count, all.length) },
    () => left.splice(random.below(left.length), 1)[0]!,
  );
  const outcomes = new Map<Outcome, number>();
  await mutate(drawn, ({ path, line, what }, outcome) => {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (outcome === "nobody") console.log(`  not seen: ${path}:${line} ${what}`);
  });
  const valid = drawn.length - (outcomes.get("does not compile") ?? 0) - (outcomes.get("same code") ?? 0);
  const seen = valid - (outcomes.get("nobody") ?? 0);
  console.log(
    `${seen} of ${valid} mutants that change the code seen (${
      Math.floor(100 * seen / valid)
    } %), of ${all.length} drawn from`,
  );
  console.log(`mutants: ${since(start)}`);
}

await exitOnMachineError(async () => {
  console.log(`seed ${seed}`);
  if (steps.includes("simulation")) await simulate();
  if (steps.includes("models")) await proveModels();
  if (steps.includes("mutants")) await countMutants();
  return 0;
});
